"""After a purge no byte of what was erased is left in the files of the database; or the command fails loudly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, Withdraw
from app.directory.content import Place, Prose, Way
from app.moderation.models import Invitation, Moderator, Sitting
from app.moderation.rules import Role
from tests.directory.samples import OPEN_HOUSE, STREET
from tests.factories import MEXICO_CITY, service
from tests.keeping.conftest import run, writer

NUMBER, REMOVED, WORDS = "+12125550177", "+12125550188", "Words of a group that went away"
ERASED = (NUMBER, REMOVED, WORDS, STREET)
HIDDEN = Place(town=MEXICO_CITY, country="mx", region="cmx")


def _files(app: Flask) -> Iterator[Path]:
    """Yield every file that holds the rows of this database."""
    engine = writer(app)
    if engine.dialect.name == "sqlite":
        yield from (Path(f"{engine.url.database}{suffix}") for suffix in ("", "-wal", "-shm", "-journal"))
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("CHECKPOINT"))
        folder = Path(str(connection.scalar(sa.text("SHOW data_directory"))))
        number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    yield from (folder / "base" / str(number)).iterdir()


def _left(app: Flask) -> set[str]:
    """Return what of the erased is still in the bytes."""
    held = b"".join(path.read_bytes() for path in _files(app) if path.exists())
    return {text for text in ERASED if text.encode() in held}


@pytest.fixture
def erased(listed: Flask) -> Flask:
    """A site where a listing was withdrawn, an address hidden and a contact removed."""
    full = service(
        "calm-harbour",
        places=(OPEN_HOUSE,),
        ways=(Way("phone", NUMBER), Way("phone", REMOVED)),
        prose=(Prose("name", "en", WORDS),),
    )
    for change in (
        Save("river-lamp", full),
        Save("quiet-moon", full),
        Save("quiet-moon", service("calm-harbour", places=(HIDDEN,), ways=(Way("phone", "+12125550100"),))),
        Save("quiet-moon", service("calm-harbour", "Night Clinic", places=(HIDDEN,))),
        Withdraw("river-lamp"),
    ):
        # As when someone reads meanwhile: `writing` would empty the log of SQLite at once.
        with Session(writer(listed)) as session, session.begin():
            apply(session, change, "robin", "hidden")
    return listed


def test_what_was_erased_leaves_no_byte(erased: Flask) -> None:
    # What a version of the listing that stays says in prose is not erased by hiding its address.
    assert _left(erased) == set(ERASED)
    assert run(erased, "purge")[0] == 0
    assert _left(erased) == {WORDS}
    with erased.app_context(), writing() as session:
        apply(session, Withdraw("quiet-moon"), "robin", "asked_to_leave")
    assert run(erased, "purge")[0] == 0
    assert _left(erased) == set()


def test_an_operator_can_purge_twice_and_lose_nothing(erased: Flask) -> None:
    assert [run(erased, "purge")[0] for _time in range(3)] == [0, 0, 0]
    page = erased.test_client().get("/en/s/warm-stone")
    assert page.status_code == 200
    assert "Stone Room" in page.text


def test_a_purge_fails_loudly_while_someone_reads(erased: Flask) -> None:
    with Session(erased.extensions["database"].read) as reader:
        reader.execute(sa.text("SELECT count(*) FROM service"))
        code, said = run(erased, "purge", "--wait", "0.5")
        assert code == 1
        assert "still reading" in said
    assert run(erased, "purge", "--wait", "5")[0] == 0


def test_a_purge_waits_for_a_writer_and_fails_loudly(erased: Flask) -> None:
    with Session(writer(erased)) as busy:
        busy.execute(sa.text("UPDATE edition SET generation = generation + 1"))
        assert run(erased, "purge", "--wait", "0.5")[0] == 1
    assert run(erased, "purge", "--wait", "5")[0] == 0


def test_a_purge_waits_for_a_snapshot_that_touches_no_listing(erased: Flask) -> None:
    snapshots = writer(erased).execution_options(isolation_level="SERIALIZABLE")
    with snapshots.connect() as old:
        old.execute(sa.text("SELECT 1"))
        code, said = run(erased, "purge", "--wait", "0.5")
        assert (code, "still reading" in said) == (1, True)
    assert run(erased, "purge", "--wait", "5")[0] == 0
    assert _left(erased) == {WORDS}


def test_a_purge_cleans_the_statistics_too(listed: Flask) -> None:
    full = service("calm-harbour", places=(OPEN_HOUSE,), ways=(Way("phone", NUMBER), Way("phone", REMOVED)))
    for code in ("river-lamp", "quiet-moon"):
        with Session(writer(listed)) as session, session.begin():
            apply(session, Save(code, full), "robin", "hidden")
    with writer(listed).begin() as connection:
        connection.execute(sa.text("ANALYZE"))
    for code in ("river-lamp", "quiet-moon"):
        with Session(writer(listed)) as session, session.begin():
            apply(session, Withdraw(code), "robin", "asked_to_leave")
    assert run(listed, "purge")[0] == 0
    assert _left(listed) == set()


def test_an_operator_cannot_purge_what_is_not_there(place: Flask, gone_file: Path, engine: str) -> None:
    gone_file.unlink(missing_ok=True)
    code, said = run(place, "purge")
    url = writer(place).url
    assert code == 1
    assert str(url.database) in said
    assert ("no database" if engine == "sqlite" else "no tables") in said
    assert not url.password or url.password not in said
    assert not gone_file.exists()
    if engine == "sqlite":
        left = {path.name: path.stat().st_size for path in Path(str(url.database)).parent.iterdir()}
        assert left in ({}, {"site.sqlite3": 0})


def test_a_purge_that_is_kept_waiting_still_notes_what_was_withdrawn(erased: Flask, gone_file: Path) -> None:
    with Session(writer(erased)) as busy:
        busy.execute(sa.text("UPDATE edition SET generation = generation + 1"))
        assert run(erased, "purge", "--wait", "0.2")[0] == 1
    assert gone_file.read_text() == "withdrawn river-lamp\n"


@pytest.mark.parametrize("command", ["purge", "backup"])
def test_what_is_over_at_the_desk_is_swept_away(listed: Flask, tmp_path: Path, command: str) -> None:
    minute = int(time.time() // 60)
    with Session(writer(listed)) as session, session.begin():
        people = [
            Moderator(handle=name, role=Role.ADMIN, language="en", created_on=date(2026, 1, 1))
            for name in ("robin", "noor")
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            [
                Sitting(hash="open", moderator_id=people[0].id, idle_ends=minute + 9, ends=minute + 9),
                Sitting(hash="idle", moderator_id=people[0].id, idle_ends=minute - 1, ends=minute + 9),
                Sitting(hash="over", idle_ends=minute + 9, ends=minute - 1),
                Invitation(hash="open", moderator_id=people[0].id, ends=minute // 60 + 2),
                Invitation(hash="over", moderator_id=people[1].id, ends=minute // 60),
            ]
        )
    assert run(listed, *[command, tmp_path / "copy"][: 1 if command == "purge" else 2])[0] == 0
    with Session(writer(listed)) as session:
        assert session.scalars(sa.select(Sitting.hash)).all() == ["open"]
        assert session.scalars(sa.select(Invitation.hash)).all() == ["open"]
