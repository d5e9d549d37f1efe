"""Choices that are mostly made together, as one facet: their list is read from its beginning, not out of several.

`v_legal_c:us` is checked legal help in the United States, `v__c:us` any checked help there, `v_legal_` legal help
anywhere, `u_legal_f:4` unchecked legal help that says ok to the fourth string. What few ask for together has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.directory.asked import Asked
from app.directory.facets import CHECKED, UNCHECKED, Facets, against, filters, hours, told_ok
from app.vocabulary import OTHER, needs_in

# By their first letter (indexing.reach): where a service is or whom it serves; and what narrows the list of a need.
_WHERE, _NARROWS = "crtswe", "faypoh"
_OTHERS = frozenset(need.slug for need in needs_in(OTHER))


def of_service(facets: Iterable[str], need: str) -> Iterator[str]:
    """Yield the facets that stand for several of these facets of a service with this need."""
    every = set(facets)
    (standing,) = every & {*CHECKED, *UNCHECKED}
    where = [one for one in every if one[0] in _WHERE]
    narrows = [one for one in every if one[0] in _NARROWS]
    yield from _joined((standing,), "", where)
    for slug in (need, OTHER) if need in _OTHERS else (need,):
        yield from _joined((standing,), slug, ["", *where, *narrows])


def asked_for(asked: Asked, standing: Facets, where: Facets = (), *, told: bool = True) -> tuple[Facets, ...]:
    """Return what a service in the list must hold, of each one facet; without `told` the strings may say anything."""
    narrow = [*filters(asked), *hours(asked), *(told_ok(asked) if told else ())]
    groups = [_within(asked.need, standing, some) for some in narrow]
    if where:
        groups.insert(0, _joined(standing, asked.need, where))
    elif groups == narrow:
        # Else what narrows says the need and the standing too.
        groups.insert(0, _joined(standing, asked.need, ("",)) if asked.need else standing)
    return tuple(groups)


def not_silent(asked: Asked, standing: Facets) -> tuple[Facets, ...]:
    """Return what a service that has not told us must not hold all of: one against a string, or ok to every string."""
    spoken_against = [one for some in against(asked) for one in _within(asked.need, standing, some)]
    told = [
        tuple(one for some in told_ok(asked) for one in _within(asked.need, (each,), some))
        for each in standing
    ]
    return tuple(dict.fromkeys([*((one,) for one in spoken_against), *told]))


def _within(need: str, standing: Facets, some: Facets) -> Facets:
    joined = need and some[0][0] in _NARROWS
    return _joined(standing, need, some) if joined else some


def _joined(standing: Facets, need: str, some: Iterable[str]) -> Facets:
    return tuple(f"{one}_{need}_{facet}" for facet in some for one in standing)
