"""Values that no row holds yet, as the directory's own templates show them. Pure."""

from __future__ import annotations

from datetime import date

from app.directory.content import Answer, Place, Way
from app.directory.parts import where_of
from app.directory.previewing import text
from app.directory.rules import month_start
from app.directory.shown import ShownFact, ShownPlace, ShownWay
from app.vocabulary import check_answers, fact, tone_of


def fact_shown(answer: Answer) -> ShownFact:
    """Return an answer as a page shows it."""
    one = fact(answer.number)
    month: date | None = month_start(answer.month)
    answers, tone = check_answers(one, answer.answers), tone_of(one, answer.answers)
    return ShownFact(one, answers, tone, answer.source_kind, answer.source_url, month)


def place_shown(place: Place, reader: str) -> ShownPlace:
    """Return a place as a page shows it."""
    return ShownPlace(
        kind=place.kind,
        visibility=place.visibility,
        scope=place.scope,
        where=where_of(place.town, place.region, place.country),
        locality=place.locality,
        country=place.country,
        street=place.street,
        postal_code=place.postal_code,
        note=text(place.prose, "note", reader),
    )


def way_shown(way: Way, reader: str) -> ShownWay:
    """Return a way to reach a service as a page shows it."""
    return ShownWay(
        kind=way.kind,
        value=way.value,
        extension=way.extension,
        app=way.app,
        through=way.through,
        appointment=way.appointment,
        hours_kind=way.hours_kind,
        timezone=way.timezone,
        hours=way.hours,
        note=text(way.prose, "note", reader),
    )
