"""The whole mix over HTTP, ours beside Datasette: one worker each, in turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from tools.bench.crowd import crowd
from tools.bench.mixing import Visit
from tools.bench.others import Datasette

_PEOPLE, _SECONDS, _ROUNDS, _BEFORE = 8, 4, 3, 2
_THEIRS = "Datasette"
Addresses = Callable[[Sequence[Visit]], list[str]]


def times(
    visits: Sequence[Visit], sites: dict[str, str], addresses: Addresses, theirs: Datasette
) -> tuple[float, dict[str, tuple[float, float]]]:
    """Return Datasette's pages a second, and for each of our sites its own and how many times Datasette's that is.

    `addresses` returns our addresses of visits. Every round starts elsewhere in the mix, the same place for all.
    """
    distinct = list(dict.fromkeys(visits))
    own = dict(zip(distinct, addresses(distinct), strict=True))
    other = {visit: _there(visit, theirs) for visit in distinct}
    asked = {name: (base, own) for name, base in sites.items()} | {_THEIRS: (theirs.base, other)}
    for base, known in asked.values():
        crowd(base, [known[visit] for visit in distinct], _PEOPLE, _BEFORE)
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(_ROUNDS):
        start = turn * len(visits) // _ROUNDS
        some = [*visits[start:], *visits[:start]]
        for name, (base, known) in asked.items():
            rates[name].append(crowd(base, [known[visit] for visit in some], _PEOPLE, _SECONDS).rate)
    its = rates.pop(_THEIRS)
    ours = {name: (statistics.median(some), _ratio(some, its)) for name, some in rates.items()}
    return statistics.median(its), ours


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(some, others, strict=True))


def _there(visit: Visit, theirs: Datasette) -> str:
    """Return the address of the same at Datasette; for our home, the first rows of all, as it has no like."""
    if visit.number:
        return theirs.service(visit.number)
    if visit.words:
        return theirs.found(visit.words, visit.asked, translated=visit.translated)
    return theirs.rows(visit.asked)
