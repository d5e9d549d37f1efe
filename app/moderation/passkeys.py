"""Passkeys (WebAuthn): what a browser is asked, and whether its answer holds. No web, no database.

The key must show that its owner is there and was recognised (a finger, a face, a PIN), and must itself know
whose it is: then nobody types a handle, and a false page gets nothing that works here.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.moderation.models import Credential
from app.moderation.rules import NotKnown, Origin

_CHALLENGE_BYTES = 32
# Below, every exception is a refusal: an answer is hostile input, and the library hands it to decoders of JSON,
# CBOR and certificates whose errors have no common kind (RecursionError, UnsupportedAlgorithm, InvalidVersion).


def new_challenge() -> bytes:
    """Return what a key must sign, once."""
    return secrets.token_bytes(_CHALLENGE_BYTES)


def to_create(origin: Origin, site_name: str, handle: str, challenge: bytes) -> str:
    """Return, as JSON, what a browser needs to make a passkey for this handle."""
    options = webauthn.generate_registration_options(
        rp_id=origin.name,
        rp_name=site_name,
        # Always the same for one handle, so that a new key takes the place of an old one on the same device.
        user_id=hashlib.sha256(handle.encode()).digest(),
        user_name=handle,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)


def to_sign(origin: Origin, challenge: bytes) -> str:
    """Return, as JSON, what a browser needs to sign in with any passkey of this site."""
    options = webauthn.generate_authentication_options(
        rp_id=origin.name, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def _answer(answer: str) -> dict[str, Any]:
    parsed = json.loads(answer)
    if not isinstance(parsed, dict):
        raise NotKnown("This is not the answer of a passkey.")
    return parsed


def created(origin: Origin, challenge: bytes, answer: str) -> Credential:
    """Return the new passkey, not yet anybody's. Raise NotKnown if the answer does not hold."""
    try:
        made = webauthn.verify_registration_response(
            credential=_answer(answer),
            expected_challenge=challenge,
            expected_rp_id=origin.name,
            expected_origin=origin.address,
            require_user_verification=True,
        )
    except Exception as error:
        raise NotKnown("This passkey could not be made.") from error
    return Credential(
        key=made.credential_id, public_key=made.credential_public_key, sign_count=made.sign_count
    )


def key_of(answer: str) -> bytes:
    """Return which passkey an answer says it is from. Raise NotKnown if it is no such answer."""
    try:
        return parse_authentication_credential_json(_answer(answer)).raw_id
    except Exception as error:
        raise NotKnown("This is not the answer of a passkey.") from error


def signed(origin: Origin, challenge: bytes, answer: str, key: Credential) -> int:
    """Check that this passkey signed the challenge; return its new count. Raise NotKnown if it did not."""
    try:
        checked = webauthn.verify_authentication_response(
            credential=_answer(answer),
            expected_challenge=challenge,
            expected_rp_id=origin.name,
            expected_origin=origin.address,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise NotKnown("This passkey did not sign in.") from error
    return checked.new_sign_count
