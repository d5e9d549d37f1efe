"""What a listing's page would show, made from what it would say: no row, no code, nothing stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.directory import shown
from app.directory.content import (
    CURRENT,
    Answer,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Way,
    carried_revision,
)
from app.directory.parts import where_of
from app.directory.rules import (
    UNKNOWN,
    Publication,
    Standing,
    Status,
    may_have_changed,
    month_start,
)
from app.directory.shown import (
    Card,
    OrganisationPage,
    Owner,
    ServicePage,
    ShownFact,
    ShownLeader,
    ShownPlace,
    ShownWay,
    Text,
    TextVersion,
)
from app.vocabulary import Tone, fact, strings, tone_of

SERVICE_PROSE = ("name", "what", "who_for", "get_in")


def owner_of(content: OrganisationContent, reader: str, code: str = "") -> Owner:
    """Return the organisation as the pages of its services would show it."""
    order = [answer.value for answer in fact("led_by").answers]
    leaders = sorted(content.leaders, key=lambda leader: order.index(leader.value))
    return Owner(
        code,
        text(content.prose, "name", reader),
        tuple(ShownLeader(one.value, one.evidence) for one in leaders),
    )


def service_page(
    content: ServiceContent,
    owner: Owner,
    reader: str,
    today: date,
    names: Mapping[str, Text] | None = None,
    code: str = "",
) -> ServicePage:
    """Return what the page of a service would show to a reader of this language, checked this month.

    `names` are those of the listed organisations that it can be reached through, by code.
    """
    facts = {one.number: _fact(one, content.prose, reader, today) for one in content.facts}
    return ServicePage(
        card=_card(content, owner, facts, reader, today, code),
        publication=Publication.LISTED,
        successor=None,
        website=content.website,
        texts={field: text(content.prose, field, reader) for field in SERVICE_PROSE},
        facts=shown.all_facts(content.need, facts),
        ways=tuple(way_shown(way, reader) for way in content.ways),
        names=dict(names or {}),
    )


def organisation_page(
    content: OrganisationContent, services: Iterable[Card], reader: str, today: date
) -> OrganisationPage:
    """Return what the page of an organisation would show to a reader of this language."""
    owner = owner_of(content, reader)
    return OrganisationPage(
        code="",
        publication=Publication.LISTED,
        standing=Standing.CHECKED,
        status=Status.OPEN,
        successor=None,
        checked_on=today.replace(day=1),
        website=content.website,
        name=owner.name,
        about=text(content.prose, "about", reader),
        leaders=owner.leaders,
        services=tuple(services),
    )


def text(prose: Iterable[Prose], field: str, reader: str) -> Text:
    """Return one field of prose as a reader of this language would see it."""
    mine = [one for one in prose if one.field == field]
    source = next((one for one in mine if one.made_from is None), None)
    now = carried_revision(source, mine) if source else 1
    rows = [
        TextVersion(one.language, one.body, now, now if one.made_from == CURRENT else one.made_from)
        for one in mine
    ]
    return shown.choose(field, rows, reader)


def _card(
    content: ServiceContent,
    owner: Owner,
    facts: Mapping[int, ShownFact],
    reader: str,
    today: date,
    code: str,
) -> Card:
    return Card(
        code=code,
        name=text(content.prose, "name", reader),
        owner=owner,
        need=content.need,
        standing=Standing.CHECKED,
        status=Status.OPEN,
        checked_on=today.replace(day=1),
        kinds=tuple(sorted(content.kinds)),
        strings=tuple(facts.get(one.number) or shown.unknown(one.number) for one in strings()),
        spoken=tuple(sorted((one.language, one.how) for one in content.spoken)),
        places=tuple(place_shown(place, reader) for place in content.places),
        cautions=shown.cautions(
            {one.slug: since for one in content.warnings if (since := month_start(one.month))}
        ),
    )


def _fact(said: Answer, prose: Iterable[Prose], reader: str, today: date) -> ShownFact:
    one, checked_on = fact(said.number), month_start(said.month)
    tone = tone_of(one, said.answers)
    told = set(said.answers) != {UNKNOWN}
    old = tone is not Tone.UNKNOWN and may_have_changed(checked_on, one.stale_after_months, today)
    return ShownFact(
        fact=one,
        answers=tuple(answer for answer in one.answers if answer.value in said.answers),
        tone=tone,
        source_kind=said.source_kind if told else "",
        source_url=said.source_url,
        checked_on=checked_on,
        old=old,
        note=text(prose, f"fact_{said.number}", reader),
    )


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
