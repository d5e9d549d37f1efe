"""Signing in without a browser; with a real one and a passkey: tests/journeys/test_desk.py."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import InvalidVersion
from flask import Flask
from sqlalchemy.orm import Session

from app.moderation import actions, passkeys
from app.moderation.models import Credential, Moderator, Sitting
from app.moderation.queries import by_handle
from app.moderation.rules import NotKnown, Origin, Role, fingerprint
from app.moderation.sittings import attempt, give_codes, take_challenge
from tests.client import GuardedClient, guarded
from tests.moderation.conftest import Clock, Sit, stored


@pytest.fixture
def codes(session: Session, clock: Clock) -> tuple[str, ...]:
    """The recovery codes of a moderator `robin`."""
    actions.add(session, "robin", Role.MODERATOR, clock.hour, clock.time.date())
    found = give_codes(session, by_handle(session, "robin"))
    session.commit()
    return found


def _with_code(client: GuardedClient, handle: str, code: str) -> int:
    return client.post("/desk/sign-in/code", data={"handle": handle, "code": code}).status_code


def test_a_moderator_can_sign_in_with_a_recovery_code_once_and_without_a_script(
    app: Flask, codes: tuple[str, ...]
) -> None:
    client, other = guarded(app), guarded(app)
    assert _with_code(client, " Robin ", codes[0].upper()) == 303
    assert client.get("/desk/").status_code == 200
    assert _with_code(other, "robin", codes[0]) == 403
    assert other.get("/desk/").headers["Location"] == "/desk/sign-in"
    assert _with_code(other, "robin", codes[1]) == 303


def test_a_moderator_is_told_how_many_recovery_codes_are_left(app: Flask, codes: tuple[str, ...]) -> None:
    for used in (1, 2):
        client = guarded(app)
        sent = {"handle": "robin", "code": codes[used]}
        welcome = client.post("/desk/sign-in/code", data=sent).headers["Location"]
        assert f"Codes left: {len(codes) - used}" in client.get(welcome).text
    assert "Codes left" not in client.get("/desk/queue").text


def test_a_stranger_cannot_tell_a_wrong_handle_from_a_wrong_code(app: Flask, codes: tuple[str, ...]) -> None:
    answers = [
        guarded(app).post("/desk/sign-in/code", data={"handle": handle, "code": code})
        for handle, code in (("robin", "aaaa-aaaa-aaaa-aaaa"), ("nobody", codes[0]))
    ]
    assert answers[0].data == answers[1].data
    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_stranger_cannot_guess_codes_often(app: Flask, codes: tuple[str, ...], clock: Clock) -> None:
    client = guarded(app)
    assert [_with_code(client, "robin", f"guess-{n}") for n in range(6)] == [403] * 5 + [429]
    clock.turn(15)
    assert _with_code(client, "robin", "guess") == 403


def test_a_stranger_cannot_keep_out_a_moderator_with_a_right_code(
    app: Flask, codes: tuple[str, ...], clock: Clock
) -> None:
    assert clock
    stranger = guarded(app)
    for name in ["robin"] * 5 + [f"name-{n}" for n in range(25)]:
        assert _with_code(stranger, name, "x") == 403
    assert _with_code(stranger, "robin", "x") == 429
    assert [_with_code(guarded(app), "robin", code) for code in codes] == [303] * len(codes)


def test_a_right_code_cannot_count_as_a_try(app: Flask, codes: tuple[str, ...]) -> None:
    for code in codes[:5]:
        assert _with_code(guarded(app), "robin", code) == 303
    assert _with_code(guarded(app), "robin", "x") == 403


def test_a_stranger_cannot_guess_many_handles_often(app: Flask, clock: Clock) -> None:
    assert clock
    client = guarded(app)
    assert [_with_code(client, f"name-{n}", "x") for n in range(31)] == [403] * 30 + [429]


@pytest.mark.parametrize("sent", [{}, {"handle": "robin"}, {"handle": "x" * 99, "code": "y"}, {"code": "\0"}])
def test_a_moderator_can_see_what_is_missing(app: Flask, clock: Clock, sent: dict[str, str]) -> None:
    assert clock
    assert guarded(app).post("/desk/sign-in/code", data=sent).status_code == 422


def test_a_sitting_cannot_outlast_fifteen_idle_minutes(sit: Sit, clock: Clock) -> None:
    seat = sit()
    clock.turn(14)
    assert seat.get("/").status_code == 200
    clock.turn(14)
    assert seat.get("/").status_code == 200
    clock.turn(15)
    assert seat.get("/").status_code == 303


def test_a_sitting_cannot_outlast_eight_hours(sit: Sit, clock: Clock) -> None:
    seat = sit()
    for _ in range(8 * 60 // 12 - 1):
        clock.turn(12)
        assert seat.get("/").status_code == 200
    clock.turn(12)
    assert seat.get("/").status_code == 303


def test_a_moderator_can_sign_out_so_that_the_cookie_is_dead(sit: Sit, session: Session) -> None:
    seat = sit()
    answer = seat.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Set-Cookie"].startswith("desk=; Expires=Thu, 01 Jan 1970")
    assert stored(session, sa.select(Sitting)) == []
    seat.client.set_cookie("desk", seat.cookie, path="/desk")
    assert seat.get("/").status_code == 303


def test_signing_in_can_never_keep_an_old_cookie(
    app: Flask, codes: tuple[str, ...], session: Session
) -> None:
    client = guarded(app)
    _with_code(client, "robin", codes[0])
    first = stored(session, sa.select(Sitting.hash))[0]
    _with_code(client, "robin", codes[1])
    second = stored(session, sa.select(Sitting.hash))[0]
    assert first != second


def test_a_removed_moderator_cannot_go_on(sit: Sit, session: Session) -> None:
    seat = sit()
    sit(Role.ADMIN)
    assert seat.get("/").status_code == 200
    actions.remove(session, "some-moderator")
    session.commit()
    assert seat.get("/").status_code == 303


def test_a_taken_database_cannot_sign_anyone_in(sit: Sit, app: Flask, session: Session) -> None:
    seat = sit()
    kept = stored(session, sa.select(Sitting.hash))[0]
    assert kept == fingerprint(seat.cookie)
    thief = guarded(app)
    thief.set_cookie("desk", kept, path="/desk")
    assert thief.get("/desk/").status_code == 303


def test_a_challenge_can_be_answered_once_and_in_time(session: Session, clock: Clock) -> None:
    now = clock.minute
    cookie = attempt(session, b"sign this", now)
    assert take_challenge(session, cookie, now + 4) == b"sign this"
    for secret, minute in ((cookie, now), ("", now), (attempt(session, b"x", now), now + 5)):
        with pytest.raises(NotKnown):
            take_challenge(session, secret, minute)


def test_a_sitting_cannot_be_taken_for_an_attempt(sit: Sit, session: Session, clock: Clock) -> None:
    seat = sit()
    with pytest.raises(NotKnown):
        take_challenge(session, seat.cookie, clock.minute)
    session.commit()
    assert seat.get("/").status_code == 200


def test_an_attempt_to_sign_in_cannot_be_used_as_a_sitting(app: Flask, clock: Clock) -> None:
    assert clock
    client = guarded(app)
    answer = client.post("/desk/sign-in/options")
    options = json.loads(answer.data)
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    assert client.get("/desk/").status_code == 303


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{}", "[]", "\0", "null", '{"id": 1, "rawId": "!", "response": {}}', "x" * 40_000),
        pytest.param("[" * 15_000, id="deep"),
    ],
)
@pytest.mark.parametrize("path", ["/desk/sign-in/key", "/desk/invite/{secret}/key"])
def test_a_stranger_cannot_sign_in_with_a_broken_answer(
    app: Flask, session: Session, clock: Clock, path: str, answer: str
) -> None:
    secret = actions.add(session, "robin", None, clock.hour, clock.time.date())
    session.commit()
    client = guarded(app)
    client.post("/desk/sign-in/options")
    assert client.post(path.format(secret=secret), data={"answer": answer}).status_code == 403
    assert client.get("/desk/").status_code == 303
    assert stored(session, sa.select(Credential)) == []


@pytest.mark.parametrize(
    "broken", [RecursionError(), UnsupportedAlgorithm("x"), InvalidVersion("x", 9), ZeroDivisionError()]
)
def test_an_answer_cannot_break_the_desk_however_its_reading_fails(
    monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise broken

    monkeypatch.setattr(webauthn, "verify_registration_response", fail)
    monkeypatch.setattr(webauthn, "verify_authentication_response", fail)
    monkeypatch.setattr(passkeys, "parse_authentication_credential_json", fail)
    here, key = Origin("http", "localhost"), Credential(key=b"k", public_key=b"p", sign_count=0)
    with pytest.raises(NotKnown):
        passkeys.created(here, b"c", "{}")
    with pytest.raises(NotKnown):
        passkeys.key_of("{}")
    with pytest.raises(NotKnown):
        passkeys.signed(here, b"c", "{}", key)


def test_a_stranger_without_an_invitation_cannot_have_an_answer_read(
    app: Flask, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clock
    read: list[object] = []
    monkeypatch.setattr(passkeys, "created", lambda *given: read.append(given))
    client = guarded(app)
    client.post("/desk/sign-in/options")
    assert client.post("/desk/invite/wrong/key", data={"answer": "{}"}).status_code == 403
    assert read == []
    assert len(stored(session, sa.select(Sitting))) == 1


def test_a_stranger_cannot_flood_the_desk_with_attempts(app: Flask, session: Session, clock: Clock) -> None:
    client = guarded(app)
    assert [client.post("/desk/sign-in/options").status_code for _ in range(61)] == [200] * 61
    throttle = app.extensions["desk"].extensions["throttle_keys"]
    assert sum(throttle.allow(clock.minute) for _ in range(3000)) == 3000 - 61
    assert client.post("/desk/sign-in/options").status_code == 429
    clock.turn(6)
    client.post("/desk/sign-in/options")
    assert len(stored(session, sa.select(Sitting))) == 1


def test_an_invitation_cannot_be_used_after_a_day_or_with_a_wrong_secret(
    app: Flask, session: Session, clock: Clock
) -> None:
    secret = actions.add(session, "robin", None, clock.hour, clock.time.date())
    session.commit()
    client = guarded(app)
    assert client.get(f"/desk/invite/{secret}").status_code == 200
    assert client.get("/desk/invite/wrong").status_code == 404
    clock.turn(24 * 60)
    assert client.get(f"/desk/invite/{secret}").status_code == 200
    clock.turn(60)
    late, wrong = client.get(f"/desk/invite/{secret}"), client.get("/desk/invite/wrong")
    assert late.status_code == 404
    assert late.text.replace(secret, "") == wrong.text.replace("wrong?", "?")
    assert client.post(f"/desk/invite/{secret}/options").status_code == 404


def test_an_invitation_can_be_accepted_once(session: Session, clock: Clock) -> None:
    secret = actions.add(session, "robin", None, clock.hour, clock.time.date())
    key = Credential(key=b"k", public_key=b"p", sign_count=0)
    who, given = actions.accept(session, secret, key, "ar", clock.hour)
    assert (who.handle, who.language, len(set(given))) == ("robin", "ar", 10)
    with pytest.raises(NotKnown):
        actions.accept(session, secret, Credential(key=b"l", public_key=b"p", sign_count=0), "ar", clock.hour)
    other = actions.add(session, "sam", None, clock.hour, clock.time.date())
    with pytest.raises(NotKnown):
        actions.accept(session, other, Credential(key=b"k", public_key=b"q", sign_count=0), "ar", clock.hour)


def test_the_desk_cannot_hold_a_name_a_mail_or_an_address() -> None:
    kept = {column.name for column in Moderator.__table__.columns}
    assert kept == {"id", "handle", "role", "language", "created_on", "disabled"}
