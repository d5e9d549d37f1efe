"""After a purge no byte of what was erased is left in the files of the database; or the command fails loudly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, Withdraw
from app.directory.content import Place, Prose, Way
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
