"""The pages that most people open first, to be made before anyone asks; and the rest of what a mirror has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import sqlalchemy as sa

from app.db import reading
from app.directory import choices
from app.directory.finding import Clause, listed
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.parts import where_of
from app.directory.rules import IN_NO_LIST, Publication, Status
from app.languages import ENGLISH, OFFERED
from app.places import Place
from app.vocabulary import needs


def first_pages() -> Iterator[str]:
    """Yield home, the lists of each need and of each country with a service, and what informs, in every language."""
    counts = choices.counts()
    # As home links to them: with what is unchecked where there is nothing else.
    by_need = {need.slug: counts["need"][need.slug][0] for need in needs() if need.slug in counts["need"]}
    lists = [f"find?need={slug}" + ("" if checked else "&all=1") for slug, checked in by_need.items()]
    yield "/"
    for path in ("", "danger", "about", "privacy", "find", *lists):
        yield from (f"/{language.tag}/{path}" for language in OFFERED)
    for country in sorted(counts["country"]):
        for path in (f"danger?place={country}", f"find?place={country}"):
            yield from (f"/{language.tag}/{path}" for language in OFFERED)


def every_listing() -> Iterator[str]:
    """Yield every listed service and organisation, and the list of each place with a service, in every language."""
    session = reading()
    paths = [
        f"{kind}/{code}"
        for kind, model in (("s", Service), ("o", Organisation))
        for code in session.scalars(
            sa.select(model.code).where(model.publication == Publication.LISTED).order_by(model.code)
        )
    ]
    paths += sorted(f"find?place={code}" for code in places_with_help())
    for language in OFFERED:
        yield from (f"/{language.tag}/{path}" for path in ("log", *paths))


def every_form() -> Iterator[str]:
    """Yield the plain text of all these pages, and the link of each listing that knows no language."""
    yield from forms_of(chain(first_pages(), every_listing()))


def forms_of(addresses: Iterable[str]) -> Iterator[str]:
    """Yield the other forms of these pages: lists and listings as plain text, a listing by its link to pass on."""
    for address in addresses:
        path, mark, query = address.partition("?")
        _, language, kind, code = [*path.split("/", 3), "", ""][:4]
        if kind in ("find", "s", "o"):
            yield f"{path}.txt{mark}{query}"
        if kind in ("s", "o") and language == ENGLISH.tag:
            yield f"/g/{code}"


def places_with_help() -> set[str]:
    """Return the codes of the towns and regions with a service in a list."""
    towns = {int(number) for number in choices.counts()["town"]}
    return _and_wider(where_of(one, "", "") for one in towns) | places_with(PlaceRow.town.is_(None))


def places_with(*only: Clause) -> set[str]:
    """Return the codes of the towns and regions with a service in a list, of `only` those."""
    columns = (PlaceRow.town, PlaceRow.region, PlaceRow.country)
    rows = sa.select(*columns).join(Service, Service.id == PlaceRow.service_id).where(*listed(), *only)
    return _and_wider(where_of(*row) for row in reading().execute(rows.distinct()))


def _and_wider(places: Iterable[Place | None]) -> set[str]:
    """Return the codes of these places and of the regions they lie in; a country has a list anyway."""
    found = [place for place in places if place]
    regions = {(place.region, place.country) for place in found if place.region}
    wider = [where_of(None, *region) for region in regions]
    return {place.code for place in (*found, *wider) if place and place.kind != "country"}


def not_reachable() -> Iterator[str]:
    """Yield the pages of services that stand in no list, of their groups, and of groups that are not there.

    Whether they have a page or had one, nobody knows: what was withdrawn may still lie somewhere.
    """
    session = reading()
    away = (Status.PAUSED, Status.CLOSED, Status.MOVED)
    services = (
        sa.select(Service.code, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(sa.or_(Service.publication != Publication.LISTED, Service.rank >= IN_NO_LIST))
    )
    hidden = Organisation.publication != Publication.LISTED
    groups = sa.select(Organisation.code).where(sa.or_(hidden, Organisation.status.in_(away)))
    paths = {f"o/{code}" for code in session.scalars(groups)}
    for code, owner in session.execute(services):
        paths |= {f"s/{code}", f"o/{owner}"}
    pages = [f"/{language.tag}/{path}" for language in OFFERED for path in sorted(paths)]
    yield from (*pages, *forms_of(pages))
