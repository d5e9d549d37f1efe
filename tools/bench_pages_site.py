"""The sites that bench_pages measures: the demonstration, and a large one made of it."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save, SetStatus, Single
from app.directory.models import Organisation, PublicCode, Service
from app.directory.rules import Standing, Status
from app.languages import OFFERED
from app.pages.ahead import after, shut, to_mirror
from app.pages.mirror import Mirror
from config import Settings
from tests.factories import organisation, service

SERVICES = 10_000
_AT_ONCE = 150
# Seconds between two decisions.
_BETWEEN = 0.2
# Copies have a number at the end of their code.
_COPY = re.compile(r"/([^/]+/[so]|g)/[^/]*[0-9](\.txt)?")


def without_store() -> Flask:
    """Return the site without kept pages: each is made anew."""
    app = create_app()
    app.wsgi_app = app.extensions["pages"].inner  # type: ignore[method-assign]
    return app


def without_pieces() -> Flask:
    """Return the site with nothing kept at all, neither pages nor pieces of them: each page as the first time."""
    app = without_store()
    del app.extensions["pieces of pages"]
    return app


def _site(database: str) -> Flask:
    return create_app(Settings(database_url=database, site_url="http://localhost"))


def demonstration(folder: Path) -> str:
    """Make the demonstration site; return the address of its database."""
    database = f"sqlite:///{folder}/demonstration.sqlite3"
    run = _site(database).test_cli_runner()
    for command in ("db upgrade", "demo"):
        answer = run.invoke(args=command.split())
        if answer.exit_code:
            raise RuntimeError(answer.output)
    return database


def made_mirror(database: str, folder: Path) -> Path:
    """Mirror a site; return the folder."""
    with mirrored(database, folder):
        return folder


@contextmanager
def mirrored(database: str, folder: Path, tags: Collection[str] = ()) -> Iterator[Mirror]:
    """Yield the finished mirror of a site, of the languages with these tags or of all.

    Of a large site only the lists and the first listings are really written: the others are noted as there, because
    a change of one listing does not look at them.
    """
    site = _site(database)
    every = _spoken(tags, to_mirror(site))
    few = [one for one in every if not _COPY.fullmatch(one)]
    mirror = Mirror(site.extensions["pages"], folder, lambda: few)
    mirror.update()
    mirror.close()
    with sqlite3.connect(folder.with_name(f"{folder.name}.state")) as state:
        state.executemany("INSERT OR IGNORE INTO page VALUES (?)", [(one,) for one in every])
    mirror = Mirror(
        site.extensions["pages"],
        folder,
        lambda: _spoken(tags, to_mirror(site)),
        lambda: _spoken(tags, shut(site)),
        lambda changed, touched: _spoken(tags, after(site, changed, touched)),
    )
    yield mirror
    mirror.close()


def _spoken(tags: Collection[str], addresses: Iterable[str]) -> list[str]:
    """Return the addresses of pages in one of these languages, if any are named, and of those of no language."""
    away = {one.tag for one in OFFERED if tags and one.tag not in tags}
    return [one for one in addresses if one.split("/")[1].partition("?")[0] not in away]


def change(database: str, number: int) -> None:
    """Pause a service, or open it again."""
    site = _site(database)
    with site.app_context(), writing() as session:
        status = Status.OPEN if number % 2 else Status.PAUSED
        apply(session, SetStatus(_first(session), status), "bench", "imported")


def copied(database: str, file: Path) -> str:
    """Copy a SQLite site to a file; return its address."""
    with sqlite3.connect(database.removeprefix("sqlite:///")) as old, sqlite3.connect(file) as new:
        old.backup(new)
    return f"sqlite:///{file}"


def take_in(database: str, number: int) -> None:
    """List so many new services in one transaction, as an import does."""
    site = _site(database)
    with site.app_context(), writing() as session:
        for start in range(0, number, _AT_ONCE):
            changes: list[Single] = []
            for n in range(start, min(start + _AT_ONCE, number)):
                owner, code = f"taken-in-o{n}", f"taken-in-{n}"
                changes += [Save(owner, organisation(f"Harbour Group {n}")), Publish(owner, Standing.CHECKED)]
                changes += [
                    Save(code, service(owner, f"Harbour Clinic {n}")),
                    Publish(code, Standing.UNCHECKED),
                ]
            apply(session, Batch(tuple(changes)), "bench", "imported")


def _first(session: Any) -> str:
    return str(
        session.scalars(sa.select(Service.code).where(Service.need == "legal").order_by(Service.id)).first()
    )


def filled(folder: Path) -> str:
    """Make a site of SERVICES services out of copies of the demonstration; return the address of its database."""
    folder.joinpath("big").mkdir()
    database = demonstration(folder / "big")
    site = _site(database)
    with site.extensions["database"].write.begin() as connection:
        tables = [table for table in Service.metadata.sorted_tables if _copied(table)]
        rows = {
            table: [dict(row._mapping) for row in connection.execute(sa.select(table))] for table in tables
        }
        each = len(rows[Service.metadata.tables["service"]])
        for copy in range(1, SERVICES // each + 1):
            for table in (table for table in tables if rows[table]):
                connection.execute(sa.insert(table), [_shifted(table, row, copy) for row in rows[table]])
    site.extensions["database"].settle()
    return database


def _copied(table: sa.Table) -> bool:
    of_listings = {"text", PublicCode.__tablename__, Organisation.__tablename__, Service.__tablename__}
    ours = {"service_id", "organisation_id", "way_id"} & {column.name for column in table.columns}
    return table.info.get("audience") == "public" and (table.name in of_listings or bool(ours))


def _shifted(table: sa.Table, row: dict[str, Any], copy: int) -> dict[str, Any]:
    """Return a row as the nth copy has it: other ids and codes."""
    made = dict(row)
    for name in ("id", "service_id", "organisation_id", "way_id", "owner_id"):
        if name in made and made[name] is not None:
            made[name] += copy * 100_000
    for name in ("code", "successor", "through"):
        if made.get(name):
            made[name] = f"{made[name]}-{copy}"
    if "uuid" in made:
        made["uuid"] = uuid.uuid4()
    return made


def decide(database: str, number: int) -> None:
    """Pause services and open them again, so many decisions, a fifth of a second apart."""
    site = _site(database)
    with site.app_context(), writing() as session:
        codes = session.scalars(sa.select(Service.code).order_by(Service.id).limit(number // 2)).all()
    for status in (Status.PAUSED, Status.OPEN):
        for code in codes:
            with site.app_context(), writing() as session:
                apply(session, SetStatus(code, status), "bench", "imported")
            time.sleep(_BETWEEN)


if __name__ == "__main__":
    (decide if "decide" in sys.argv else take_in)(sys.argv[1], int(sys.argv[2]))
