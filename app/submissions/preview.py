"""The pages of a group as they would appear, made from the bundle: no row is written to show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.directory import previewing
from app.directory.rules import PledgeFact, why_not_listable
from app.directory.shown import OrganisationPage, ServicePage, Text, TextVersion, choose
from app.submissions import likeness
from app.submissions.bundle import Bundle
from app.vocabulary import fact, stored_facts


@dataclass(frozen=True, slots=True)
class Preview:
    """What would appear. `broken`: the questions whose answers keep a service off the site (English source text)."""

    services: tuple[ServicePage, ...]
    organisation: OrganisationPage
    broken: tuple[str, ...]

    @property
    def tells_of_group(self) -> bool:
        """Say whether the page of the organisation adds anything to the pages of its services."""
        return len(self.services) > 1 or bool(self.organisation.about or self.organisation.website)


def previewed(session: Session, bundle: Bundle, reader: str, today: date) -> Preview:
    """Return the pages of a bundle for a reader of this language: one SELECT, or none."""
    contents = [one.content for one in bundle.services if not one.closed]
    through = {way.through for one in contents for way in one.ways}
    names = {code: _name(rows, reader) for code, rows in likeness.names_of(session, through).items()}
    owner = previewing.owner_of(bundle.organisation, reader)
    services = tuple(previewing.service_page(one, owner, reader, today, names) for one in contents)
    facts = tuple(PledgeFact(one.number, one.slug, frozenset(one.not_listable)) for one in stored_facts())
    broken = [slug for one in contents for slug in why_not_listable(one, facts)]
    cards = [page.card for page in services]
    return Preview(
        services=services,
        organisation=previewing.organisation_page(bundle.organisation, cards, reader, today),
        broken=tuple(dict.fromkeys(fact(slug).question for slug in broken)),
    )


def _name(rows: list[TextVersion], reader: str) -> Text:
    return choose("name", rows, reader)
