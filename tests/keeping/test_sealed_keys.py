"""The drill of the keys: encrypted beside the backup, put back on another machine, and receipts still open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pyrage import decrypt, encrypt, x25519  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from app.keeping import restoring
from app.keeping.copying import CannotCopy
from app.privacy.keys import keys_at, write_once
from app.submissions.receipts import lookup_id, new_code, read
from tests.keeping.conftest import run, writer

SetTo = Callable[[str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where the backup goes."""
    folder = tmp_path / "safe"
    folder.mkdir()
    return folder / "copy"


@pytest.fixture
def pair() -> x25519.Identity:
    """The key pair of an operator, whose secret half is on no server."""
    return x25519.Identity.generate()


@pytest.fixture
def identity(tmp_path: Path, pair: x25519.Identity) -> Path:
    """The secret half, as age-keygen writes it."""
    path = tmp_path / "identity.txt"
    path.write_text(f"# created: 2026-11-22\n# public key: {pair.to_public()}\n{pair}\n")
    return path


@pytest.fixture
def send_to(listed: Flask) -> SetTo:
    """Sets to whom the keys are encrypted."""

    def change(recipients: str) -> None:
        listed.extensions["settings"] = replace(listed.extensions["settings"], backup_recipient=recipients)

    return change


def _at(app: Flask) -> Path:
    return Path(app.extensions["settings"].secret_file)


def _sealed(copy: Path) -> Path:
    return Path(f"{copy}.keys.age")


def test_the_drill_of_the_keys(
    listed: Flask, place: Flask, copy: Path, pair: x25519.Identity, identity: Path, send_to: SetTo
) -> None:
    code = read(new_code())
    before = keys_at(_at(listed))
    kept = lookup_id(code, before.pepper)
    send_to(str(pair.to_public()))
    answer, said = run(listed, "backup", copy)
    assert (answer, "encrypted" in said) == (0, True), said
    assert {path.name for path in copy.parent.iterdir()} == {"copy", "copy.sums", "copy.keys.age"}
    assert _sealed(copy).stat().st_mode & 0o777 == 0o600
    answer, said = run(place, "restore", copy, "--keys", _sealed(copy), "--identity", identity)
    assert (answer, "receipt codes work as before" in said) == (0, True), said
    assert _at(place).read_bytes() == _at(listed).read_bytes()
    assert _at(place).stat().st_mode & 0o777 == 0o600
    assert keys_at(_at(place)) == before
    assert lookup_id(code, keys_at(_at(place)).pepper) == kept


def test_nobody_can_find_a_key_in_a_backup(
    listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo
) -> None:
    keys_at(_at(listed))
    written = json.loads(_at(listed).read_text())
    send_to(str(pair.to_public()))
    assert run(listed, "backup", copy)[0] == 0
    held = b"".join(path.read_bytes() for path in copy.parent.iterdir())
    assert not any(key.encode() in held for key in written.values())
    assert not any(value in held for value in (b"pepper", b"refusals"))


def test_several_operators_can_open_the_keys(listed: Flask, copy: Path, send_to: SetTo) -> None:
    keys_at(_at(listed))
    pairs = [x25519.Identity.generate() for _ in range(2)]
    send_to(", ".join(str(one.to_public()) for one in pairs) + ",")
    assert run(listed, "backup", copy)[0] == 0
    for one in pairs:
        assert decrypt(_sealed(copy).read_bytes(), [one]) == _at(listed).read_bytes()


def test_an_operator_without_a_recipient_can_see_that_the_keys_are_missing(
    listed: Flask, place: Flask, copy: Path
) -> None:
    keys_at(_at(listed))
    answer, said = run(listed, "backup", copy)
    assert answer == 0
    assert "NOT in this backup" in said
    assert "WAYMARK_BACKUP_RECIPIENT" in said
    assert {path.name for path in copy.parent.iterdir()} == {"copy", "copy.sums"}
    answer, said = run(place, "restore", copy)
    assert (answer, "do NOT work any more" in said) == (0, True), said
    assert not _at(place).exists()


def test_an_operator_can_see_that_there_are_no_keys_to_copy(
    listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo
) -> None:
    send_to(str(pair.to_public()))
    answer, said = run(listed, "backup", copy)
    assert (answer, "WAYMARK_SECRET_FILE" in said) == (0, True)
    # Made here they would not be those of a site that looks elsewhere.
    assert not _at(listed).exists()
    assert {path.name for path in copy.parent.iterdir()} == {"copy", "copy.sums"}


@pytest.mark.parametrize("bad", ["age1x", "robin@example.org", "ssh-ed25519 AAAA", "secret"])
def test_an_operator_cannot_encrypt_to_nobody(
    listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo, bad: str
) -> None:
    keys_at(_at(listed))
    bad = str(pair) if bad == "secret" else bad
    send_to(f"{pair.to_public()},{bad}")
    answer, said = run(listed, "backup", copy)
    assert (answer, "Number 2 in WAYMARK_BACKUP_RECIPIENT" in said) == (1, True)
    assert bad not in said
    assert list(copy.parent.iterdir()) == []


@pytest.mark.parametrize("recipient", [True, False])
def test_a_backup_cannot_hold_half_a_key_file(
    listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo, recipient: bool
) -> None:
    keys_at(_at(listed))
    _at(listed).write_bytes(_at(listed).read_bytes()[:50])
    send_to(str(pair.to_public()) if recipient else "")
    answer, said = run(listed, "backup", copy)
    assert (answer, str(_at(listed)) in said) == (1, True)
    assert list(copy.parent.iterdir()) == []


def test_encrypted_keys_cannot_be_overwritten(
    listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo
) -> None:
    keys_at(_at(listed))
    send_to(str(pair.to_public()))
    _sealed(copy).write_text("older")
    answer, said = run(listed, "backup", copy)
    assert (answer, "not overwritten" in said) == (1, True)
    assert [path.name for path in copy.parent.iterdir()] == ["copy.keys.age"]
    assert _sealed(copy).read_text() == "older"


@pytest.fixture
def backed_up(listed: Flask, copy: Path, pair: x25519.Identity, send_to: SetTo) -> Path:
    """A backup with its keys; the path of the encrypted ones."""
    keys_at(_at(listed))
    send_to(str(pair.to_public()))
    assert run(listed, "backup", copy)[0] == 0
    return _sealed(copy)


def _nothing_came_back(place: Flask, copy: Path) -> bool:
    with writer(place).connect() as connection:
        tables = sa.inspect(connection).get_table_names()
    return not tables and not Path(f"{copy}.listed").exists() and not _at(place).exists()


@pytest.mark.parametrize("brought", ["other", "comment", "cut", "nothing", "key cut"])
def test_an_operator_cannot_bring_keys_back_that_do_not_open(
    place: Flask, copy: Path, backed_up: Path, identity: Path, brought: str
) -> None:
    if brought == "cut":
        backed_up.write_bytes(backed_up.read_bytes()[:-1])
    else:
        whole = identity.read_text()
        texts = {
            "other": str(x25519.Identity.generate()),
            "comment": whole.splitlines()[0],
            "nothing": "",
            "key cut": whole.strip()[:-1],
        }
        identity.write_text(texts[brought])
    answer, said = run(place, "restore", copy, "--keys", backed_up, "--identity", identity)
    assert (answer, "identity" in said) == (1, True), said
    assert "AGE-SECRET-KEY-1" not in said.replace("begins with AGE-SECRET-KEY-1.", "")
    assert _nothing_came_back(place, copy)


def test_an_operator_cannot_bring_something_else_back_as_keys(
    place: Flask, copy: Path, pair: x25519.Identity, identity: Path, backed_up: Path
) -> None:
    backed_up.write_bytes(encrypt(b"{}", [pair.to_public()]))
    answer, said = run(place, "restore", copy, "--keys", backed_up, "--identity", identity)
    assert (answer, "lacks these keys" in said) == (1, True), said
    assert _nothing_came_back(place, copy)


def test_other_keys_cannot_be_overwritten(place: Flask, copy: Path, backed_up: Path, identity: Path) -> None:
    other = keys_at(_at(place))
    answer, said = run(place, "restore", copy, "--keys", backed_up, "--identity", identity)
    assert (answer, "holds other keys" in said) == (1, True), said
    assert keys_at(_at(place)) == other
    assert not Path(f"{copy}.listed").exists()


def test_an_operator_can_restore_where_the_same_keys_are(
    listed: Flask, place: Flask, copy: Path, backed_up: Path, identity: Path
) -> None:
    assert write_once(_at(place), _at(listed).read_bytes())
    assert run(place, "restore", copy, "--keys", backed_up, "--identity", identity)[0] == 0
    assert keys_at(_at(place)) == keys_at(_at(listed))


def test_keys_that_are_there_cannot_be_lost_by_a_restore_without_keys(
    place: Flask, copy: Path, backed_up: Path
) -> None:
    before = keys_at(_at(place))
    answer, said = run(place, "restore", copy)
    assert (answer, f"those at {_at(place)} stay" in said) == (0, True), said
    assert keys_at(_at(place)) == before
    assert backed_up.exists()


def test_a_restore_that_fails_halfway_cannot_leave_keys(
    place: Flask, copy: Path, backed_up: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> int:
        assert _at(place).exists()
        raise CannotCopy("halfway")

    monkeypatch.setattr(restoring, "lock_everyone_out", fail)
    answer, said = run(place, "restore", copy, "--keys", backed_up, "--identity", identity)
    assert (answer, "halfway" in said) == (1, True), said
    assert _nothing_came_back(place, copy)


@pytest.mark.parametrize("option", ["--keys", "--identity"])
def test_an_operator_cannot_forget_half_of_what_opens_the_keys(
    place: Flask, copy: Path, backed_up: Path, identity: Path, option: str
) -> None:
    given = backed_up if option == "--keys" else identity
    answer, said = run(place, "restore", copy, option, given)
    assert (answer, "together" in said) == (2, True), said
    assert _nothing_came_back(place, copy)


def test_an_operator_can_open_the_keys_without_writing_the_identity_down(
    listed: Flask, place: Flask, copy: Path, backed_up: Path, identity: Path
) -> None:
    command = ["restore", str(copy), "--keys", str(backed_up), "--identity", "-"]
    answer = place.test_cli_runner().invoke(args=command, input=identity.read_text())
    assert answer.exit_code == 0, answer.output
    assert keys_at(_at(place)) == keys_at(_at(listed))
