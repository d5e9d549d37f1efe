"""What a moderator adds to a proposal: who said a fact and when, evidence, promises, warnings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.directory.content import Answer, Caution, ServiceContent
from app.directory.rules import worth_keeping
from app.submissions.bundle import Bundle, Offered
from app.vocabulary import strings


@dataclass(frozen=True, slots=True)
class Edits:
    """Additions to a bundle. Services are counted from 0.

    `facts` by service and number of the fact; `evidence` by who leads; `not_agreed` None: as it is; `warnings`:
    the slugs that each service shall carry, None: as they are.
    """

    facts: Mapping[tuple[int, int], Answer] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    not_agreed: tuple[str, ...] | None = None
    warnings: Mapping[int, tuple[str, ...]] | None = None


def edited(bundle: Bundle, edits: Edits, month: str) -> Bundle:
    """Return the bundle with these additions. A warning that is new carries this month (YYYY-MM)."""
    leaders = tuple(
        replace(one, evidence=edits.evidence.get(one.value, one.evidence))
        for one in bundle.organisation.leaders
    )
    services = tuple(
        replace(one, content=_service(one.content, number, edits, month))
        for number, one in enumerate(bundle.services)
    )
    return replace(
        bundle,
        organisation=replace(bundle.organisation, leaders=leaders),
        services=services,
        not_agreed=bundle.not_agreed if edits.not_agreed is None else edits.not_agreed,
    )


def _service(content: ServiceContent, place: int, edits: Edits, month: str) -> ServiceContent:
    given = {number: answer for (at, number), answer in edits.facts.items() if at == place}
    facts = answers(content.facts, given.values())
    if edits.warnings is None:
        return replace(content, facts=facts)
    return replace(
        content, facts=facts, warnings=cautioned(content.warnings, edits.warnings.get(place, ()), month)
    )


def answers(old: Iterable[Answer], given: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers with those given in place of the old ones; what says nothing is left out if it is new."""
    kept = {one.number: one for one in old}
    for one in given:
        if one.number in kept or worth_keeping(one):
            kept[one.number] = one
    return tuple(kept.values())


def cautioned(old: Iterable[Caution], slugs: Iterable[str], month: str) -> tuple[Caution, ...]:
    """Return the warnings with these slugs; one that stands already keeps its month."""
    since = {one.slug: one.month for one in old}
    return tuple(Caution(slug, since.get(slug, month)) for slug in slugs)


def editable(one: Offered) -> tuple[int, ...]:
    """Return the facts of a service that a moderator checks: the strings, then the others that were told."""
    told = {answer.number for answer in one.content.facts if worth_keeping(answer)}
    lead = [one.number for one in strings()]
    return (*lead, *sorted(told - set(lead)))
