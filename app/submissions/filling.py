"""From what listings say to a filled form: plain values, as a browser would send them back untouched."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from app.directory.content import OrganisationContent, Place, Prose, ServiceContent, Way
from app.directory.parts import where_of
from app.directory.rules import PlaceKind, Scope
from app.languages import pgettext
from app.submissions.bundle import Bundle, Offered
from app.submissions.forms import ALL_TEN, CLAIMS, EVERYWHERE, NOT_ALL
from app.submissions.hours import lines_of
from app.submissions.sheet import NEW, Given
from app.submissions.whereabouts import Meant
from app.vocabulary import fact, spoken_name

Pairs = list[tuple[str, str]]


def filled(bundle: Bundle, tag: str) -> Given:
    """Return the form that says what the bundle says, with the names of places and languages in `tag`."""
    pairs = _group(bundle)
    name = source(bundle.organisation.prose, "name")
    for number, offered in enumerate(bundle.services, 1):
        pairs += _service(offered, f"s{number}", number - 1, name, tag)
    return MultiDict([pair for pair in pairs if pair[1]])


def source(prose: Sequence[Prose], field: str) -> str:
    """Return the source text of a field; "" if there is none."""
    return next((one.body for one in prose if one.field == field and one.made_from is None), "")


def _group(bundle: Bundle) -> Pairs:
    said: OrganisationContent = bundle.organisation
    pairs = [
        ("name", source(said.prose, "name")),
        ("language", said.language),
        ("about", source(said.prose, "about")),
        ("website", said.website),
        ("evidence", evidence_of(said)),
        ("pledge", NOT_ALL if bundle.not_agreed else ALL_TEN),
        ("agreed", "y"),
        ("elsewhere", said.elsewhere),
    ]
    return [
        *pairs,
        *(("led", one.value) for one in said.leaders),
        *(("cannot", code) for code in bundle.not_agreed),
    ]


def evidence_of(said: OrganisationContent) -> str:
    """Return the evidence that all its leaders have together and that a group may claim; "" otherwise."""
    levels = {one.evidence for one in said.leaders}
    return levels.pop() if len(levels) == 1 and levels <= set(CLAIMS) else ""


def _service(offered: Offered, key: str, was: int, group: str, tag: str) -> Pairs:
    said: ServiceContent = offered.content
    name = source(said.prose, "name")
    pairs = [
        (f"{key}-row", str(was)),
        (f"{key}-need", said.need),
        (f"{key}-name", "" if name == group else name),
        (f"{key}-website", said.website),
        (f"{key}-closed", "y" if offered.closed else ""),
        *((f"{key}-{field}", source(said.prose, field)) for field in ("what", "who_for", "get_in")),
        *((f"{key}-kinds", kind) for kind in said.kinds),
        *((f"{key}-f{one.number}", value) for one in said.facts for value in one.answers),
    ]
    for number, place in enumerate(said.places):
        pairs += [(f"{key}-p{number + 1}-{name}", value) for name, value in _place(place, number, tag)]
    for number, way in enumerate(said.ways):
        pairs += [(f"{key}-w{number + 1}-{name}", value) for name, value in _way(way, number)]
    for number, one in enumerate(said.spoken):
        language = spoken_name(one.language, tag, pgettext)
        rows = (("row", str(number)), ("language", language), ("how", one.how))
        pairs += [(f"{key}-l{number + 1}-{name}", value) for name, value in rows]
    return [*pairs, *_first_rows(said, key)]


def _first_rows(said: ServiceContent, key: str) -> Pairs:
    """Offer one empty row of whatever there is none of."""
    parts = (("p", said.places), ("w", said.ways), ("l", said.spoken))
    return [(f"{key}-{part}1-row", NEW) for part, rows in parts if not rows]


def _place(place: Place, number: int, tag: str) -> Pairs:
    everywhere = place.kind == PlaceKind.AREA and place.scope == Scope.EVERYWHERE
    where = where_of(place.town, place.region, place.country)
    named = Meant(where, place.locality) if where else None
    return [
        ("row", str(number)),
        ("kind", EVERYWHERE if everywhere else place.kind),
        ("where", named.label(tag) if named else place.locality),
        ("pick", named.code if named else ""),
        ("visibility", place.visibility),
        ("street", place.street),
        ("postal_code", place.postal_code),
        ("note", source(place.prose, "note")),
    ]


def _way(way: Way, number: int) -> Pairs:
    return [
        ("row", str(number)),
        ("kind", way.kind),
        ("value", way.through or way.value),
        ("app", way.app),
        ("extension", way.extension),
        ("appointment", "y" if way.appointment else ""),
        ("hours", way.hours_kind),
        *((f"d{day}", line) for day, line in enumerate(lines_of(way.hours))),
        ("zone", way.timezone),
        ("note", source(way.prose, "note")),
    ]


def answers_of(said: ServiceContent) -> dict[int, tuple[str, ...]]:
    """Return the answers that the form shows, by the number of their fact; in the order of the vocabulary."""
    return {
        one.number: tuple(a.value for a in fact(one.number).answers if a.value in one.answers)
        for one in said.facts
    }
