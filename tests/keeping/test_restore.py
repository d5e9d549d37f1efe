"""The drill: back up while the site runs, lose the machine, bring it back; what was withdrawn stays gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, SetStatus, Withdraw
from app.directory.deciding import verify
from app.directory.models import Decision
from app.directory.rules import Status
from app.keeping.restoring import make_drafts
from app.keeping.sums import lines, parse, sums_of
from tests.factories import service
from tests.keeping.conftest import run, writer

PAGES = {"river-lamp": "Harbour Clinic", "quiet-moon": "Night Clinic", "warm-stone": "Stone Room"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where the backup goes; the name holds what an address may not."""
    folder = tmp_path / "safe ?#%"
    folder.mkdir()
    return folder / "copy"


def _status(app: Flask) -> dict[str, int]:
    client = app.test_client()
    return {code: client.get(f"/en/s/{code}").status_code for code in PAGES}


def _withdraw(app: Flask, code: str) -> None:
    with app.app_context(), writing() as session:
        apply(session, Withdraw(code), "robin", "asked_to_leave")


def test_an_operator_can_see_the_sums_of_every_table(listed: Flask, copy: Path) -> None:
    code, said = run(listed, "backup", copy)
    with writer(listed).connect() as connection:
        sums = sums_of(connection)
        tables = set(sa.inspect(connection).get_table_names())
        if connection.dialect.name == "sqlite":
            # The face of tables that are there themselves; without them it holds nothing.
            tables.remove("search_index")
    assert code == 0
    assert said.splitlines()[-len(tables) :] == lines(sums)
    assert parse(Path(f"{copy}.sums")) == sums
    assert {"service", "decision", "version", "alembic_version"} <= tables == set(sums)
    assert (sums["service"].rows, sums["organisation"].rows) == (3, 2)


def test_nobody_else_can_read_a_backup_and_none_is_overwritten(listed: Flask, copy: Path) -> None:
    assert run(listed, "backup", copy)[0] == 0
    made = {path: path.read_bytes() for path in copy.parent.iterdir()}
    assert {path.name for path in made} == {"copy", "copy.sums"}
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    code, said = run(listed, "backup", copy)
    assert (code, "not overwritten" in said) == (1, True)
    Path(f"{copy}.sums").unlink()
    assert run(listed, "backup", copy)[0] == 1
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]
    assert copy.read_bytes() == made[copy]


def test_the_drill_with_the_gone_file(listed: Flask, place: Flask, copy: Path, gone_file: Path) -> None:
    _withdraw(listed, "quiet-moon")
    assert run(listed, "backup", copy)[0] == 0
    _withdraw(listed, "warm-stone")
    with listed.app_context(), writing() as session:
        apply(session, Save("new-leaf", service("calm-harbour")), "robin", "d4")
    _withdraw(listed, "new-leaf")
    code, said = run(place, "restore", copy, "--gone", gone_file)
    assert code == 0, said
    assert set(Path(f"{copy}.sums").read_text().splitlines()) <= set(said.splitlines())
    assert "1 listings were withdrawn since this backup" in said
    assert _status(place) == {"river-lamp": 200, "quiet-moon": 410, "warm-stone": 410}
    assert "Harbour Clinic" in place.test_client().get("/en/s/river-lamp").text
    with Session(writer(place)) as session:
        last = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc())).first()
        assert last is not None
        assert (last.handle, last.reason) == ("restore", "asked_to_leave")
        assert verify(session).broken_at is None
    assert "Withdrawn" not in said
    assert place.test_client().get("/en/log").status_code == 200


def test_a_withdrawn_organisation_takes_its_services_along_again(
    listed: Flask, place: Flask, copy: Path, gone_file: Path
) -> None:
    assert run(listed, "backup", copy)[0] == 0
    _withdraw(listed, "calm-harbour")
    assert run(place, "restore", copy, "--gone", gone_file)[0] == 0
    assert _status(place) == {"river-lamp": 410, "quiet-moon": 410, "warm-stone": 200}


def test_the_drill_without_the_gone_file(listed: Flask, place: Flask, copy: Path) -> None:
    with listed.app_context(), writing() as session:
        apply(session, Save("new-leaf", service("calm-harbour")), "robin", "d4")
    assert run(listed, "moderators", "add", "sam")[0] == 0
    assert run(listed, "backup", copy)[0] == 0
    code, said = run(place, "restore", copy)
    assert code == 0, said
    assert _status(place) == dict.fromkeys(PAGES, 404)
    noted = Path(f"{copy}.listed")
    assert noted.stat().st_mode & 0o777 == 0o600
    assert noted.read_text().split() == [
        "calm-harbour",
        "green-door",
        "river-lamp",
        "quiet-moon",
        "warm-stone",
    ]
    noted.write_text(noted.read_text().replace("quiet-moon\n", ""))
    assert run(place, "confirm", noted, "--by", "sam") == (0, "4 listings are shown again.\n")
    assert run(place, "confirm", noted, "--by", "sam") == (0, "0 listings are shown again.\n")
    assert _status(place) == {"river-lamp": 200, "quiet-moon": 404, "warm-stone": 200}
    assert place.test_client().get("/en/s/new-leaf").status_code == 404
    shown = place.test_client().get("/en/s/river-lamp").text
    assert shown == listed.test_client().get("/en/s/river-lamp").text
    with Session(writer(place)) as session:
        chain = verify(session)
        last = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc())).first()
    assert chain.broken_at is None
    assert (last and (last.handle, last.reason)) == ("sam", "looked_again")


def test_an_operator_cannot_show_again_what_the_gone_file_names(
    listed: Flask, copy: Path, gone_file: Path
) -> None:
    with listed.app_context(), writing() as session:
        make_drafts(session)
    gone_file.write_text("withdrawn river-lamp\n")
    copy.write_text("calm-harbour\nriver-lamp\nquiet-moon\n")
    assert run(listed, "confirm", copy) == (0, "2 listings are shown again.\n")
    assert _status(listed) == {"river-lamp": 404, "quiet-moon": 200, "warm-stone": 404}


@pytest.mark.parametrize("by", ["nobody", "tess", "gone", "", "SAM"])
def test_an_operator_cannot_confirm_in_the_name_of_someone_who_cannot_decide(
    listed: Flask, copy: Path, by: str
) -> None:
    with listed.app_context(), writing() as session:
        make_drafts(session)
    copy.write_text("calm-harbour\nriver-lamp\n")
    for added in (("sam",), ("gone",), ("tess", "--role", "translator")):
        assert run(listed, "moderators", "add", *added)[0] == 0
    assert run(listed, "moderators", "remove", "gone")[0] == 0
    code, said = run(listed, "confirm", copy, "--by", by)
    assert (code, f"No moderator is called {by}" in said) == (1, True), said
    assert _status(listed) == dict.fromkeys(PAGES, 404)
    assert run(listed, "confirm", copy, "--by", "sam") == (0, "2 listings are shown again.\n")


def test_an_operator_cannot_restore_over_anything(listed: Flask, copy: Path) -> None:
    assert run(listed, "backup", copy)[0] == 0
    before = _status(listed)
    code, said = run(listed, "restore", copy)
    assert (code, "empty place only" in said) == (1, True)
    assert _status(listed) == before
    assert not Path(f"{copy}.listed").exists()


@pytest.mark.parametrize("damage", ["rows", "hash", "nothing", "file"])
def test_a_damaged_backup_cannot_come_back(
    listed: Flask, place: Flask, copy: Path, engine: str, damage: str
) -> None:
    assert run(listed, "backup", copy)[0] == 0
    sums = Path(f"{copy}.sums")
    written = sums.read_text()
    changes = {"rows": ("3 service\n", "4 service\n"), "hash": (written[:6], "abcdef")}
    if damage == "file":
        held = copy.read_bytes()
        copy.write_bytes(held[: len(held) // 2])
    elif damage == "nothing":
        sums.unlink()
    else:
        sums.write_text(written.replace(*changes[damage], 1))
    code, said = run(place, "restore", copy)
    assert code == 1, said
    assert not Path(f"{copy}.listed").exists()
    url = writer(place).url
    if engine == "sqlite":
        left = {path.name: path.stat().st_size for path in Path(str(url.database)).parent.iterdir()}
        assert left in ({}, {"site.sqlite3": 0})
    else:
        with pytest.raises(sa.exc.DatabaseError), place.extensions["database"].read.connect() as connection:
            connection.execute(sa.text("SELECT * FROM service"))


def test_a_backup_made_while_people_write_is_whole(listed: Flask, place: Flask, copy: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with listed.app_context(), writing() as session:
                apply(session, SetStatus("quiet-moon", Status.FULL), "robin", "d4")

    busy = threading.Thread(target=write)
    busy.start()
    try:
        answers = [run(listed, "backup", f"{copy}{number}") for number in range(3)]
    finally:
        stop.set()
        busy.join()
    assert [code for code, _said in answers] == [0, 0, 0], answers
    assert run(place, "restore", f"{copy}2")[0] == 0
    with Session(writer(place)) as session:
        assert verify(session).broken_at is None


def test_an_operator_cannot_back_up_what_is_not_there(place: Flask, copy: Path, engine: str) -> None:
    code, said = run(place, "backup", copy)
    if engine == "sqlite":
        assert (code, "no database" in said) == (1, True)
        assert list(copy.parent.iterdir()) == []
    else:
        assert code == 0
