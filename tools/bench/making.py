"""A site full of invented listings, written by the thousand; the index is made by the site's own code."""

from __future__ import annotations

import random
import time
import uuid
from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database, open_database
from app.directory import indexing, models
from app.directory.rules import Standing, rank
from app.migrating import upgrade
from app.places import find
from app.vocabulary import kinds, strings
from tools.bench import texts

_AT_ONCE = 2_000
_TOWNS = [
    "New York",
    "Los Angeles",
    "Chicago",
    "Houston",
    "Toronto",
    "Vancouver",
    "Montreal",
    "Mexico City",
    "Tijuana",
    "London",
    "Manchester",
    "Glasgow",
    "Dublin",
    "Paris",
    "Marseille",
    "Berlin",
    "Hamburg",
    "Madrid",
    "Barcelona",
    "Rome",
    "Athens",
    "Istanbul",
    "Beirut",
    "Cairo",
    "Tunis",
    "Nairobi",
    "Kampala",
    "Johannesburg",
    "Lagos",
    "Mumbai",
    "Kolkata",
    "Bangkok",
    "Chiang Mai",
    "Manila",
    "Singapore",
    "Hong Kong",
    "Taipei",
    "Shanghai",
    "Tokyo",
    "Seoul",
    "Sydney",
    "Melbourne",
    "Auckland",
    "Buenos Aires",
    "Bogota",
    "Lima",
    "Santiago",
    "Rio de Janeiro",
]
Rows = dict[type[Any], list[dict[str, Any]]]


def towns() -> list[Any]:
    """Return the towns that the invented services are in, the first ones oftener."""
    return [next(place for place in find(name) if place.town) for name in _TOWNS]


def fill(address: str, number: int) -> dict[str, float]:
    """Make a database with so many services; return how long rows and index took, in seconds."""
    database = open_database(address)
    upgrade(database.write)
    started = time.perf_counter()
    _write_rows(database, number)
    rows = time.perf_counter() - started
    started = time.perf_counter()
    with Session(database.write) as session, session.begin():
        indexing.rebuild(session)
    with database.write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    taken = {"rows": rows, "index": time.perf_counter() - started}
    database.settle()
    database.dispose()
    return taken


def _write_rows(database: Database, number: int) -> None:
    everywhere = towns()
    with Session(database.write) as session, session.begin():
        session.execute(sa.update(models.Edition).values(holds="demonstration", generation=1))
        for start in range(1, number + 1, _AT_ONCE):
            rows: Rows = defaultdict(list)
            for n in range(start, min(start + _AT_ONCE, number + 1)):
                _one(n, everywhere, rows)
            for model in (models.PublicCode, models.Organisation, models.Service):
                session.execute(sa.insert(model), rows.pop(model))
            for model, some in rows.items():
                session.execute(sa.insert(model), some)


def code_of(n: int) -> str:
    """Return the code of the nth service."""
    return f"s{n}"


def name_of(n: int) -> str:
    """Return the English name of the nth service."""
    return texts.name(random.Random(n))


def rows_of(n: int, everywhere: list[Any]) -> Rows:
    """Return the rows of the nth service, and of its organisation if it is the first of it."""
    rows: Rows = defaultdict(list)
    _one(n, everywhere, rows)
    return rows


def _one(n: int, everywhere: list[Any], rows: Rows) -> None:
    """Add the rows of the nth service; every other one has an organisation of its own."""
    chance = random.Random(n)
    source = texts.name(chance)
    checked = chance.random() < 0.7
    standing = Standing.CHECKED if checked else Standing.UNCHECKED
    month = date(2024 + n % 3, 1 + n % 12, 1) if checked else None
    owner = n - (n + 1) % 2
    shared = {
        "publication": "listed",
        "standing": standing,
        "status": "open",
        "language": "en",
        "website": "",
        "checked_on": month,
        "revision": 1,
    }
    led = n % 3 == 0 or owner % 3 == 0
    if owner == n:
        _owner(n, chance, shared, rows, led=led)
    kind = chance.choice(kinds())
    rows[models.PublicCode].append({"code": code_of(n), "kind": "service"})
    ids = {"id": n, "uuid": uuid.UUID(int=2 * n + 1), "code": code_of(n), "organisation_id": owner}
    rows[models.Service].append({**shared, **ids, "need": kind.need, "rank": rank(standing, led)})
    _parts(n, kind, chance, everywhere, rows)
    _prose(n, source, chance, rows)


def _owner(n: int, chance: random.Random, shared: dict[str, Any], rows: Rows, *, led: bool) -> None:
    rows[models.PublicCode].append({"code": f"o{n}", "kind": "organisation"})
    ids = {"id": n, "uuid": uuid.UUID(int=2 * n), "code": f"o{n}", "elsewhere": "nothing"}
    rows[models.Organisation].append({**shared, **ids, "standing": "checked"})
    rows[models.TextRow].append(_text("organisation", n, "name", "en", texts.name(chance), None))
    who = "sex_workers" if led else "allies"
    rows[models.LeaderRow].append({"organisation_id": n, "value": who, "evidence": "a"})


def _parts(n: int, kind: Any, chance: random.Random, everywhere: list[Any], rows: Rows) -> None:
    rows[models.KindRow].append({"service_id": n, "kind": kind.code})
    for language in chance.sample(
        ["eng", "spa", "ara", "cmn", "rus", "tha", "fra"], chance.choice([1, 2, 2, 3])
    ):
        rows[models.SpokenRow].append({"service_id": n, "language": language, "how": "staff"})
    place = everywhere[int(len(everywhere) * chance.random() ** 1.6)]
    where = {"town": place.town.id, "region": place.region, "country": place.country}
    rows[models.PlaceRow].append({"service_id": n, "kind": "address", "visibility": "area", **where})
    rows[models.WayRow].append(
        {
            "service_id": n,
            "position": 1,
            "kind": "phone",
            "value": f"+12125550{n % 1000:03d}",
            "hours_kind": "ask",
        }
    )
    for one in strings():
        tone, answer = ("ok", one.answers[0].value) if chance.random() < 0.7 else ("unknown", "not_known")
        rows[models.FactRow].append(
            {
                "service_id": n,
                "number": one.number,
                "answers": answer,
                "tone": tone,
                "source_kind": "organisation_said",
                "checked_on": date(2026, 6, 1),
            }
        )


def _prose(n: int, source: str, chance: random.Random, rows: Rows) -> None:
    rows[models.TextRow].append(_text("service", n, "name", "en", source, None))
    rows[models.TextRow].append(
        _text("service", n, "what", "en", texts.prose(chance, "en", chance.randint(80, 190)), None)
    )
    for tag in texts.translations(chance):
        rows[models.TextRow].append(
            _text("service", n, "name", tag, texts.translated_name(chance, tag, source), 1)
        )
        body = texts.prose(chance, tag, chance.randint(60, 130))
        rows[models.TextRow].append(_text("service", n, "what", tag, body, 1))


def _text(kind: str, n: int, field: str, tag: str, body: str, made_from: int | None) -> dict[str, Any]:
    return {
        "owner_kind": kind,
        "owner_id": n,
        "field": field,
        "language": tag,
        "body": body,
        "revision": 1,
        "made_from": made_from,
    }
