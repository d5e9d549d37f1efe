"""Lists at any size: the one SELECT that grows with a site, over an index that holds facets and nothing else.

A million whole services take long to make; what a list reads of a service beside the index is 20 rows at any size.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import open_database
from app.directory import browsing
from app.directory.asked import Asked
from app.directory.rules import Standing, rank
from app.directory.together import of_service
from app.migrating import upgrade
from app.search import Entry, quality
from app.search import engine as index
from app.search.entries import tokens
from app.vocabulary import kinds, strings
from tools.bench import asking
from tools.bench.inside import processor
from tools.bench.making import towns

_AT_ONCE = 5_000
_SPOKEN = ("eng", "spa", "ara", "cmn", "rus", "tha", "fra")


def lines(sizes: list[int], address: str = "") -> list[str]:
    """Return a table: a list, a list with three more choices, and page 40, in milliseconds of processor, by size."""
    told = ["| p50 / p95, ms | a list | with three more choices | page 40 |", "|---|---|---|---|"]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            told.append(f"| {size:,} | {_row(address or f'sqlite:///{folder}/wide.sqlite3', size)} |")
    return told


def _row(address: str, size: int) -> str:
    database = open_database(address)
    upgrade(database.write)
    _fill(database.write, size)
    plain = asking.lists()
    narrow = [one.but(facts=(2, 4), spoken=("spa",)) for one in plain]
    with Session(database.read) as session:
        cells = [
            _times(session, plain, 1),
            _times(session, narrow, 1),
            _times(session, [one for one in plain if not one.place], 40),
        ]
    database.dispose()
    return " | ".join(cells)


def _times(session: Session, some: list[Asked], page: int) -> str:
    now, window = datetime.now(UTC), slice(20 * (page - 1), 20 * page + 1)
    there = {str(place.town.id) for place in towns()}
    each = sorted(
        processor(lambda asked=one: browsing.read(session, asked, now, window, there)) for one in some
    )
    return f"{statistics.median(each):.1f} / {each[int(0.95 * (len(each) - 1))]:.1f}"


def _fill(engine: sa.Engine, size: int) -> None:
    with Session(engine) as session, session.begin(), index.in_bulk(session):
        entries = sorted(_entries(size), key=lambda entry: entry.id)
        for start in range(0, size, _AT_ONCE):
            index.put(session, [(one.id, tokens(one)) for one in entries[start : start + _AT_ONCE]])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _entries(size: int) -> Iterator[Entry]:
    everywhere, every, numbers = towns(), kinds(), [one.number for one in strings()]
    for n in range(1, size + 1):
        chance = random.Random(n)
        kind, place = chance.choice(every), everywhere[int(len(everywhere) * chance.random() ** 1.6)]
        checked, known = chance.random() < 0.7, [one for one in numbers if chance.random() < 0.7]
        facets = {f"n:{kind.need}", f"k:{kind.code}", "v" if checked else "u", "l:en"}
        facets |= {f"y:{one}" for one in chance.sample(_SPOKEN, 2)} | {f"f:{one}" for one in known}
        facets |= {
            f"t:{place.town.id}",
            f"c:{place.country}",
            f"r:{place.country}-{place.region}",
        }
        standing = Standing.CHECKED if checked else Standing.UNCHECKED
        best = quality(rank(standing, n % 3 == 0), len(numbers) - len(known), 24300 + n % 36)
        yield Entry(n, best, names=(), facets=frozenset({*facets, *of_service(facets, kind.need)}))
