"""Processor time inside one process: what does not change when the machine has other work to do."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from app.db import reading
from app.directory import choices, saying, searching
from tools.bench import asking, others

_REPEATS = 5
_EACH = 16
_SLIPS = 200


def processor(work: Callable[[], object]) -> float:
    """Return the milliseconds of processor that a piece of work takes, the first time left out."""
    work()
    start = time.process_time()
    for _repeat in range(_REPEATS):
        work()
    return (time.process_time() - start) / _REPEATS * 1000


def lines(site: Flask, size: int, other: Path) -> list[str]:
    """Return a table: understanding and asking, the whole page, and the raw engine with its ranking, by class."""
    raw = others.Raw(other)
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    # Every page is made anew.
    site.wsgi_app = site.extensions["pages"].inner  # type: ignore[method-assign]
    client = site.test_client()
    for question in asking.questions(size, _EACH):
        if len(found[question.kind]) < _EACH:
            found[question.kind].append(_one(site, client.get, question, raw))
    paths_of = {
        "list": [asking.address(one) for one in asking.lists()],
        "one service": [asking.address_of(n) for n in asking.services(size)],
    }
    for kind, paths in paths_of.items():
        found[kind] = [(0.0, processor(lambda path=path: client.get(path)), 0.0) for path in paths[:_EACH]]
    told = ["| processor p50 / p95, ms | search | whole page | raw FTS5, 2,000 hits |", "|---|---|---|---|"]
    for kind, each in found.items():
        cells = " | ".join(_cell([one[i] for one in each]) for i in range(3))
        told.append(f"| {kind} ({len(each)}) | {cells} |")
    return [*told, "", *_right(site, size)]


def _right(site: Flask, size: int) -> list[str]:
    """Say how often what was meant is among the first ten, and how often nothing is found."""
    right: dict[str, list[bool]] = defaultdict(list)
    with site.test_request_context("/en/"):
        towns = choices.counts()["town"]
        for question in asking.questions(size, _SLIPS):
            said = searching.Said(question.words, question.asked)
            found = searching.results(reading(), said, "en", datetime.now(UTC), towns).services[:10]
            meant = int(question.target.lstrip("s") or 0)
            if meant or question.kind in asking.WORDS:
                right[question.kind].append(meant in found if meant else bool(found))
    return [
        f"- {kind}: {sum(each)} of {len(each)} {'answered' if kind in asking.WORDS else 'among the first ten'}."
        for kind, each in right.items()
    ]


def _cell(each: list[float]) -> str:
    ordered = sorted(each)
    if not ordered[-1]:
        return "-"
    return f"{statistics.median(ordered):.1f} / {ordered[int(0.95 * (len(ordered) - 1))]:.1f}"


def _one(
    site: Flask, get: Callable[[str], object], question: asking.Question, raw: others.Raw
) -> tuple[float, float, float]:
    said = searching.Said(question.words, question.asked)
    with site.test_request_context("/en/"):
        session, towns = reading(), choices.counts()["town"]
        mine = processor(lambda: searching.results(session, said, "en", datetime.now(UTC), towns))
        link = f"/en/r/{saying.sealed(said, int(time.time()))}"
    page = processor(lambda: get(link))
    its = processor(lambda: raw.ask(question.words))
    return mine, page, its
