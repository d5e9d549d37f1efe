"""What a restore does not bring back, and what it leaves behind when it stops halfway: nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Withdraw
from app.keeping import restoring
from app.keeping.copying import CannotCopy, brought_back
from app.keeping.sums import parse
from app.moderation import actions, sittings
from app.moderation.models import Credential, Invitation, Moderator, RecoveryCode, Sitting
from tests.keeping.conftest import run, writer

WAYS_IN = (Credential, RecoveryCode, Invitation, Sitting)


@pytest.fixture
def copy(listed: Flask, tmp_path: Path) -> Path:
    """A backup of a site with one withdrawn listing, two moderators and one who was removed."""
    with listed.app_context(), writing() as session:
        apply(session, Withdraw("quiet-moon"), "robin", "asked_to_leave")
        for handle in ("robin", "noor", "sam"):
            actions.add(session, handle, None, 10**6, date(2026, 1, 1))
        actions.remove(session, "sam")
        robin = session.scalars(sa.select(Moderator).where(Moderator.handle == "robin")).one()
        session.add(Credential(key=b"key", moderator_id=robin.id, public_key=b"public", sign_count=0))
        sittings.give_codes(session, robin)
        sittings.sign_in(session, robin.id, "", 10**9)
    path = tmp_path / "copy"
    assert run(listed, "backup", path)[0] == 0
    return path


def _ways_in(app: Flask) -> list[int]:
    with Session(writer(app)) as session:
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in WAYS_IN]


@pytest.mark.parametrize("with_gone_file", [True, False])
def test_a_moderator_cannot_come_back_in_by_a_restore(
    listed: Flask, place: Flask, copy: Path, gone_file: Path, with_gone_file: bool
) -> None:
    assert all(_ways_in(listed))
    code, said = run(place, "restore", copy, *(["--gone", gone_file] if with_gone_file else []))
    assert code == 0, said
    assert _ways_in(place) == [0, 0, 0, 0]
    assert "2 moderators came back" in said
    assert "moderators reset" in said
    assert run(place, "moderators", "reset", "noor")[0] == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("withdrawn quiet-moon\nwithdrawn river-la", "cut short"),
        ("withdrawn other\n", "older"),
        ("", "older"),
    ],
)
def test_an_operator_cannot_restore_with_half_a_gone_file(
    place: Flask, copy: Path, tmp_path: Path, text: str, why: str
) -> None:
    given = tmp_path / "given"
    given.write_text(text)
    code, said = run(place, "restore", copy, "--gone", given)
    assert (code, why in said) == (1, True), said
    assert _nothing_is_left(place)


def test_a_restore_that_fails_halfway_leaves_nothing(
    place: Flask, copy: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> int:
        raise ValueError("halfway")

    monkeypatch.setattr(restoring, "lock_everyone_out", fail)
    if engine == "sqlite":
        with pytest.raises(ValueError, match="halfway"):
            run(place, "restore", copy)
    else:
        code, said = run(place, "restore", copy)
        assert (code, "halfway Drop this database" in said) == (1, True)
    assert _nothing_is_left(place)
    assert not Path(f"{copy}.listed").exists()


def test_an_operator_who_has_a_list_already_loses_neither(place: Flask, copy: Path) -> None:
    listed = Path(f"{copy}.listed")
    listed.write_text("calm-harbour\n")
    assert run(place, "restore", copy)[0] == 1
    assert listed.read_text() == "calm-harbour\n"
    assert _nothing_is_left(place)


@pytest.mark.parametrize("before", ["nothing", "an empty file"])
def test_a_restore_cannot_overwrite_a_database_made_in_the_same_instant(
    listed: Flask, copy: Path, tmp_path: Path, engine: str, before: str
) -> None:
    if engine != "sqlite":
        pytest.skip("there the whole restore is one transaction of an empty database")
    target = tmp_path / "elsewhere" / "site.sqlite3"
    target.parent.mkdir()
    if before != "nothing":
        target.touch()
    url = sa.make_url(f"sqlite:///{target}")
    with (
        pytest.raises(CannotCopy, match="It is not overwritten"),
        brought_back(url, copy, parse(Path(f"{copy}.sums"))),
    ):
        target.write_bytes(b"made in the same instant")
    assert target.read_bytes() == b"made in the same instant"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_restore_can_take_the_place_of_the_empty_file_of_an_opened_site(
    copy: Path, tmp_path: Path, engine: str
) -> None:
    if engine != "sqlite":
        pytest.skip("opening a site leaves no file there")
    target = tmp_path / "site.sqlite3"
    target.touch()
    with brought_back(sa.make_url(f"sqlite:///{target}"), copy, parse(Path(f"{copy}.sums"))) as (_, sums):
        pass
    assert sums["service"].rows == 3
    assert target.stat().st_size > 0
    assert target.stat().st_nlink == 1
    assert not list(tmp_path.glob("site.sqlite3.*"))


def _nothing_is_left(app: Flask) -> bool:
    with writer(app).connect() as connection:
        return not sa.inspect(connection).get_table_names()
