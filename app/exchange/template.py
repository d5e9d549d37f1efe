"""Our own table: one row a service, its organisation repeated or named by reference. docs/import.md lists the columns.

The only format that can carry facts, a public address, and text in several languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from app.directory.content import Leader, OrganisationContent, ServiceContent, Spoken
from app.directory.rules import Consent, ListingKind, Status
from app.exchange.cells import Cells, language_tag
from app.exchange.reading import Line, Package, header, table
from app.exchange.records import Candidate, Refused, Source, Where
from app.exchange.shaping import NO_NEED, NO_WAY, identity
from app.exchange.template_columns import FACTS, PLACES, WAYS, is_column
from app.exchange.template_parts import answers_of, place_of, way_of
from app.places import town
from app.vocabulary import evidence_levels, fact, kinds, needs, spoken_languages, statuses

CODE = re.compile(r"[a-z]{2,20}(?:-[a-z]{2,20}){1,2}")
_ORGANISATION = {"organisation_name": "name", "organisation_about": "about"}
_SERVICE = {"name": "name", "what": "what", "who_for": "who_for", "get_in": "get_in"}
_NOTES = {f"fact_{number}_note": f"fact_{number}" for number in FACTS}
_HOW = ("staff", "interpreter", "phone_interpreter", "app")


def is_template(columns: Sequence[str]) -> bool:
    """Say whether these columns are those of our template."""
    return (
        "organisation_name" in columns and "name" in columns and bool({"need", "service_ref"} & set(columns))
    )


@dataclass(slots=True)
class _Owners:
    """Organisations by reference, from the rows read so far."""

    lines: dict[str, Line] = field(default_factory=dict)
    found: dict[str, Candidate | Refused] = field(default_factory=dict)


def read(package: Package, name: str) -> Source:
    """Read the table; both lists are complete, because organisations are spread over the rows of services."""
    strange = [column for column in header(package, name) if not is_column(column)]
    owners, services = _Owners(), []
    for line in table(package, name):
        key = line.get("organisation_ref", "organisation_name")
        _merge(owners, key, line)
        if line.cells.get("name") or line.cells.get("service_ref"):
            services.append((key, line))
    for key, line in owners.lines.items():
        owners.found[key] = _organisation(line, key, name)
    made = [_service(line, key, name, owners) for key, line in services]
    notes = (f"Columns that nobody reads: {', '.join(strange)}.",) if strange else ()
    return Source(list(owners.found.values()), made, notes)


def _merge(owners: _Owners, key: str, line: Line) -> None:
    """Put the cells of an organisation's rows together: the first that says anything counts."""
    own = {
        c: v for c, v in line.cells.items() if c.startswith("organisation_") or c in {"led_by", "elsewhere"}
    }
    own["language"] = line.get("language")
    before = owners.lines.get(key)
    if before is None:
        owners.lines[key] = Line(line.number, own, line.surplus)
        return
    for column, value in own.items():
        if value and not before.cells.get(column):
            before.cells[column] = value


def _refused(kind: ListingKind, where: Where, name: str, key: str, cells: Cells) -> Refused:
    return Refused(kind, where, name, tuple(cells.problems), key)


def _language(cells: Cells) -> str:
    given = cells.text("language") or "en"
    found = language_tag(given)
    if not found:
        cells.wrong("language", f"“{given}” is not a language tag such as en or zh-Hans.")
    return found or "en"


def _status(cells: Cells, column: str, successor_column: str) -> tuple[Status, str]:
    status = Status(cells.choice(column, [s.slug for s in statuses()], Status.OPEN.value))
    successor = cells.text(successor_column)
    if successor and status not in {Status.CLOSED, Status.MOVED}:
        cells.wrong(successor_column, "Only something closed or moved has a successor.")
    return status, successor


def _code(cells: Cells, column: str) -> str:
    code = cells.text(column)
    if code and not CODE.fullmatch(code):
        cells.wrong(column, "A code is two or three plain words, such as river-lamp.")
    return code


def _organisation(line: Line, key: str, file: str) -> Candidate | Refused:
    cells, where = Cells(line), Where(file, line.number)
    language, name = _language(cells), cells.text("organisation_name")
    if not name:
        cells.wrong("organisation_name", "It has no name.")
    leaders = cells.pairs("led_by", _values(19), [level.slug for level in evidence_levels()])
    content = OrganisationContent(
        language=language,
        website=cells.web("organisation_website"),
        elsewhere=cells.choice("elsewhere", [c.value for c in Consent], Consent.NOTHING.value),
        leaders=tuple(Leader(value, evidence or "d") for value, evidence in leaders.items()),
        prose=cells.prose(_ORGANISATION, language),
    )
    status, successor = _status(cells, "organisation_status", "organisation_successor")
    code = _code(cells, "organisation_code")
    if cells.problems:
        return _refused(ListingKind.ORGANISATION, where, name, key, cells)
    made = identity(ListingKind.ORGANISATION, key, name)
    return Candidate(ListingKind.ORGANISATION, where, key, name, made, content, code, status, successor)


def _values(number: int) -> list[str]:
    return [answer.value for answer in fact(number).answers if answer.value != "not_known"]


def _service(line: Line, owner: str, file: str, owners: _Owners) -> Candidate | Refused:
    cells, where, name = Cells(line), Where(file, line.number), line.get("name")
    key = line.get("service_ref") or f"line {line.number}"
    if line.surplus:
        cells.wrong("", "The row has more cells than the table has columns.")
    if not name:
        cells.wrong("name", "It has no name.")
    content = _service_content(cells, owner)
    status, successor = _status(cells, "status", "successor")
    code = _code(cells, "service_code")
    if cells.problems:
        return _refused(ListingKind.SERVICE, where, name, key, cells)
    return Candidate(
        kind=ListingKind.SERVICE,
        where=where,
        key=key,
        name=name,
        uuid=identity(ListingKind.SERVICE, line.get("service_ref"), _name_of(owners, owner), name),
        content=content,
        wanted_code=code,
        status=status,
        successor=successor,
        stays_draft=NO_NEED if not content.need else "" if content.ways or content.website else NO_WAY,
    )


def _name_of(owners: _Owners, key: str) -> str:
    found = owners.found.get(key)
    return found.name if found else ""


@cache
def _languages() -> frozenset[str]:
    return frozenset(each.code for each in spoken_languages())


def _service_content(cells: Cells, owner: str) -> ServiceContent:
    language = _language(cells)
    groups = [f"place_{n}_" for n in range(1, PLACES + 1) if cells.has(f"place_{n}_")]
    places = tuple(place for group in groups if (place := place_of(cells, group, language)))
    first = next((found for place in places if place.town and (found := town(place.town))), None)
    country = next((place.country for place in places if place.country), "")
    reach = [f"reach_{n}_" for n in range(1, WAYS + 1) if cells.has(f"reach_{n}_")]
    zone = first.timezone if first else ""
    ways = tuple(way for group in reach if (way := way_of(cells, group, language, country, zone)))
    spoken = cells.pairs("spoken", _languages(), _HOW)
    return ServiceContent(
        organisation=owner,
        language=language,
        need=cells.choice("need", [need.slug for need in needs()]),
        kinds=cells.many("kinds", [kind.code for kind in kinds()]),
        website=cells.web("website"),
        places=places,
        ways=ways,
        spoken=tuple(Spoken(code, how or "staff") for code, how in spoken.items()),
        facts=tuple(answers_of(cells)),
        prose=cells.prose(_SERVICE, language) + cells.prose(_NOTES, language),
    )
