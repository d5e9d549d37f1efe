"""The pages that most people open first, to be made before anyone asks; and the rest of what a mirror has."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from app.db import reading
from app.directory import choices
from app.directory.finding import Clause, listed
from app.directory.models import Organisation, PlaceRow, Service
from app.directory.parts import where_of
from app.directory.rules import IN_NO_LIST, Publication, Status
from app.languages import OFFERED
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
    paths += sorted(f"find?place={code}" for code in places_with())
    for language in OFFERED:
        yield from (f"/{language.tag}/{path}" for path in ("log", *paths))


def places_with(*only: Clause, most: int | None = None) -> set[str]:
    """Return the codes of the towns and regions with a service in a list; of `only` those, or of the first so many."""
    columns = (PlaceRow.town, PlaceRow.region, PlaceRow.country)
    rows = (
        sa.select(*columns)
        .join(Service, Service.id == PlaceRow.service_id)
        .where(*listed(), *only)
        .distinct()
    )
    found = [place for row in reading().execute(rows.limit(most)) if (place := where_of(*row))]
    wider = [where_of(None, place.region, place.country) for place in found if place.region]
    return {place.code for place in (*found, *wider) if place and place.kind != "country"}


def not_reachable() -> Iterator[str]:
    """Yield the pages of listed services that stand in no list, of their groups, and of groups that are not there."""
    session = reading()
    away = (Status.PAUSED, Status.CLOSED, Status.MOVED)
    services = (
        sa.select(Service.code, Organisation.code)
        .join(Organisation, Service.organisation_id == Organisation.id)
        .where(Service.publication == Publication.LISTED, Service.rank >= IN_NO_LIST)
    )
    groups = sa.select(Organisation.code).where(Organisation.status.in_(away))
    paths = {f"o/{code}" for code in session.scalars(groups)}
    for code, owner in session.execute(services):
        paths |= {f"s/{code}", f"o/{owner}"}
    for language in OFFERED:
        yield from (f"/{language.tag}/{path}" for path in sorted(paths))
