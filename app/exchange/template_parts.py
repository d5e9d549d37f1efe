"""The parts of a row of our template that repeat: places, ways to reach and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.directory.contacts import dialled, is_email
from app.directory.content import Answer, Hours, Place, Way
from app.directory.forms import PlaceFields
from app.directory.rules import HoursKind, PlaceKind, WayKind
from app.exchange import hours
from app.exchange.cells import Cells
from app.exchange.clean import website
from app.exchange.template_columns import FACTS
from app.exchange.whereabouts import country_code, known_towns, region_code
from app.exchange.zones import time_zone
from app.places import Town
from app.vocabulary import NOT_KNOWN, BadAnswers, chat_apps, check_answers, fact, sources, ways

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_PLACE = (
    "kind", "visibility", "scope", "town", "region", "country", "street", "postal_code", "latitude", "longitude",
)  # fmt: skip
_NUMBERED = frozenset({WayKind.PHONE, WayKind.TEXT})
_LONGEST_VALUE = 500
_NAMESAKES = "Several towns have this name. Write its region and country, or g and its GeoNames number."
_NUMBER_OF_TOWN = re.compile(r"g\d+", re.I)
_NO_ZONE = "No town we know is in this time zone. Write one such as America/Toronto."


def place_of(cells: Cells, group: str, language: str) -> Place | None:
    """Read one place; None if something is wrong with it."""
    given = {name: value for name in _PLACE if (value := cells.text(f"{group}{name}"))}
    given |= {name: given[name].lower() for name in ("kind", "visibility", "scope") if name in given}
    read = _checked(tuple(given.items()))
    if not isinstance(read, Place):
        for name, why in read:
            cells.wrong(f"{group}{name}", why)
        return None
    country, region, name = _country(cells, group), _region(cells, group), read.locality
    found = _town(cells, group, region, country) if name else None
    return replace(
        read,
        town=found.id if found else None,
        locality="" if found else name,
        region=found.region if found else region,
        country=found.country if found else country,
        prose=cells.prose({f"{group}note": "note"}, language),
    )


@lru_cache(maxsize=20_000)
def _checked(given: tuple[tuple[str, str], ...]) -> Place | tuple[tuple[str, str], ...]:
    """Return the place of these cells, the town as it is written; or what is wrong, by column.

    Remembered, because the services of one town say the same.
    """
    form = _form()
    form.process(MultiDict(given))
    if not form.validate():
        return tuple(
            (field.short_name, f"{field.errors[0]}{_allowed(field)}") for field in form if field.errors
        )
    point = form.point()
    return Place(
        kind=form.kind.data,
        visibility=form.visibility.data if form.kind.data == PlaceKind.ADDRESS else "area",
        scope=form.scope.data,
        locality=form.town.data or "",
        street=form.street.data or "",
        postal_code=form.postal_code.data or "",
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
    )


@lru_cache(maxsize=1)
def _form() -> PlaceFields:
    """Return the one form that reads all places: one takes long to make, and ends as a cycle of 8 KB."""
    return PlaceFields()


def _allowed(field: Field) -> str:
    choices = getattr(field, "choices", None)
    return f" ({', '.join(choice.value for choice in choices if choice.value)})" if choices else ""


def _country(cells: Cells, group: str) -> str:
    given = cells.text(f"{group}country")
    found = country_code(given) if given else ""
    if given and not found:
        cells.wrong(f"{group}country", "We know no such country. Write a code such as mx.")
    return found


def _region(cells: Cells, group: str) -> str:
    given, country = cells.text(f"{group}region"), country_code(cells.text(f"{group}country"))
    found = region_code(given, country) if country else ""
    if given and not found:
        cells.wrong(f"{group}region", "We know no such region in this country.")
    return found


def _town(cells: Cells, group: str, region: str, country: str) -> Town | None:
    """Find the one town that is meant; None for one not in our list, which needs its country."""
    name = cells.text(f"{group}town")
    found = known_towns(name, region, country)
    if len(found) > 1:
        cells.wrong(f"{group}town", _NAMESAKES)
    elif not found and _NUMBER_OF_TOWN.fullmatch(name):
        cells.wrong(f"{group}town", "We know no town with this number.")
    elif not found and not country:
        cells.wrong(f"{group}country", "We do not know this town. Write its country too.")
    elif found and country and found[0].country != country:
        cells.wrong(f"{group}town", "This town is not in that country.")
    return found[0] if found else None


def way_of(cells: Cells, group: str, language: str, country: str, zone: str) -> Way | None:
    """Read one way to reach; `country` reads national numbers and `zone` stands where no time zone is given."""
    kind = cells.choice(f"{group}kind", [way.slug for way in ways()])
    if not kind:
        cells.wrong(f"{group}kind", "Say which way to reach them this is.")
        return None
    app = cells.choice(f"{group}app", [app.slug for app in chat_apps()])
    if (kind == WayKind.CHAT) != bool(app):
        cells.wrong(f"{group}app", "A chat needs its app." if not app else "Only a chat has an app.")
    through = cells.text(f"{group}through")
    if kind == WayKind.THROUGH and not through:
        cells.wrong(f"{group}through", "Name the organisation, by code or reference.")
    if through and kind != WayKind.THROUGH:
        cells.wrong(f"{group}through", "Only the way “through” has this.")
    hours_kind, week = _hours(cells, f"{group}hours")
    extension = cells.text(f"{group}extension")
    if extension and not re.fullmatch(r"\d{1,10}", extension):
        cells.wrong(f"{group}extension", "An extension is digits only.")
    return Way(
        kind=kind,
        value=_value(cells, f"{group}value", WayKind(kind), country),
        extension=extension,
        app=app,
        through=through,
        appointment=cells.is_yes(f"{group}appointment"),
        hours_kind=hours_kind,
        timezone=_zone(cells, f"{group}timezone", zone) if week else "",
        hours=week,
        prose=cells.prose({f"{group}note": "note"}, language),
    )


def _value(cells: Cells, column: str, kind: WayKind, country: str) -> str:
    given = cells.text(column)
    if kind in _NUMBERED:
        found = dialled(given, country)
        why = "This is not a number that can be dialled. Begin with + and the country."
    elif kind is WayKind.EMAIL:
        found, why = given if is_email(given) else "", "This is not an e-mail address."
    elif kind is WayKind.ONLINE:
        found, why = website(given), "This is not a web address."
    elif kind is WayKind.CHAT:
        found, why = dialled(given, country) or given[:_LONGEST_VALUE], "A chat needs a number or name."
    else:
        return given[:_LONGEST_VALUE]
    if not found:
        cells.wrong(column, why)
    return found


def _hours(cells: Cells, column: str) -> tuple[str, tuple[Hours, ...]]:
    given = cells.text(column).lower() or HoursKind.ASK.value
    if given in {HoursKind.ASK.value, HoursKind.ALWAYS.value}:
        return given, ()
    week = hours.from_template(given)
    if week is None:
        cells.wrong(
            column, "Write ask, always, or hours such as mo 09:00-17:00; fr 22:00-05:00 that do not overlap."
        )
    return HoursKind.WEEKLY.value, week or ()


def _zone(cells: Cells, column: str, default: str) -> str:
    given = cells.text(column) or default
    zone = time_zone(given)
    if not zone:
        cells.wrong(column, _NO_ZONE if given else "Hours need a time zone such as America/Toronto.")
    return zone


def answers_of(cells: Cells) -> Iterator[Answer]:
    """Read the facts. One without answers the vocabulary knows, a source or a month is noted as wrong."""
    given = cells.numbers("fact_")
    for number in FACTS:
        if str(number) in given and (answer := _answer(cells, number)):
            yield answer


def _answer(cells: Cells, number: int) -> Answer | None:
    column = f"fact_{number}"
    known = fact(number)
    values = cells.many(column, [answer.value for answer in known.answers])
    if not values:
        if any(cells.text(f"{column}_{part}") for part in ("source", "url", "month")) and not cells.text(
            column
        ):
            cells.wrong(column, "There is a source, but no answer.")
        return None
    try:
        values = tuple(answer.value for answer in check_answers(known, values))
    except BadAnswers:
        cells.wrong(column, "These answers cannot stand together.")
    if values == (NOT_KNOWN,):
        return None
    source = cells.choice(f"{column}_source", [source.slug for source in sources()])
    if not source and not cells.text(f"{column}_source"):
        cells.wrong(f"{column}_source", "A fact needs a source: who said it.")
    return Answer(number, values, source, cells.web(f"{column}_url"), _month(cells, f"{column}_month"))


def _month(cells: Cells, column: str) -> str:
    given = cells.text(column)
    if not given:
        cells.wrong(column, "A fact needs the month it was said in.")
    elif not _MONTH.fullmatch(given):
        cells.wrong(column, "Write the month as 2026-03.")
    elif given > date.today().isoformat()[:7]:
        cells.wrong(column, "This month has not come yet.")
    return given
