"""Search, lists and single services at one size, one by one and in turns; and whether the right ones are found."""

from __future__ import annotations

import re
from collections import defaultdict

from tools.bench import asking, others, report
from tools.bench.measuring import Times, Visitor, side_by_side

_CODE = re.compile(rb"/en/s/([a-z0-9-]+)")
# Of one class, at most so many questions are timed; all are asked whether they find what was meant.
_TIMED = 40
_OURS, _RAW = "Waymark", "raw FTS5, 2,000 hits"
_NO_SPACES = "Chinese, Thai, Japanese, Korean"
# Size by which our goals for a search are measured.
_LARGE = 100_000
Figures = defaultdict[str, list[str]]


def searches(
    size: int,
    asked: list[tuple[asking.Question, str]],
    ours: str,
    theirs: others.Datasette,
    raw: others.Raw,
    figures: Figures,
) -> list[str]:
    """Return a table of every class of search: questions and the addresses of their results are `asked`."""
    visitor, other = Visitor(ours), Visitor(theirs.base)
    rows: list[tuple[str, dict[str, Times]]] = []
    for kind in dict.fromkeys(question.kind for question, _link in asked):
        some = [(q, link) for q, link in asked if q.kind == kind][:_TIMED]
        there = [theirs.found(q.words, q.asked, translated=q.translated) for q, _link in some]
        works = {
            _OURS: [lambda link=link: visitor.get(link) for _q, link in some],
            _RAW: [lambda words=q.words: raw.ask(words) for q, _link in some],
            "Datasette": [lambda at=at: other.get(at) for at in there],
        }
        rows.append((kind, side_by_side(works)))
    if size == _LARGE:
        by_kind = dict(rows)
        mine, its = (by_kind["keyword"][name].at(0.95) for name in (_OURS, _RAW))
        figures["keyword search, 100,000, p95"] = [f"{mine:.1f} ms; raw {its:.1f} ms"]
        three = by_kind["keyword with three filters"][_OURS].at(0.95)
        figures["the same with three filters"] = [f"{three:.1f} ms"]
    return report.times_table(rows)


def lists(size: int, ours: str, theirs: others.Datasette) -> list[str]:
    """Return a table of lists and of single services."""
    visitor, other = Visitor(ours), Visitor(theirs.base)
    pairs = {
        "list": [(asking.address(asked), theirs.rows(asked)) for asked in asking.lists()],
        "one service": [(asking.address_of(n), theirs.service(n)) for n in asking.services(size)],
    }
    rows = []
    for kind, some in pairs.items():
        works = {
            _OURS: [lambda at=own: visitor.get(at) for own, _its in some],
            "Datasette": [lambda at=its: other.get(at) for _own, its in some],
        }
        rows.append((kind, side_by_side(works)))
    return report.times_table(rows)


def found(size: int, asked: list[tuple[asking.Question, str]], base: str, figures: Figures) -> list[str]:
    """Say how often what was meant is among the first ten, and how often nothing is found."""
    visitor, right = Visitor(base), defaultdict[str, list[bool]](list)
    for question, link in asked:
        codes = [code.decode() for code in dict.fromkeys(_CODE.findall(visitor.get(link)[1]))][:10]
        if question.target:
            right[question.kind].append(question.target in codes)
        elif question.kind == _NO_SPACES:
            right[_NO_SPACES].append(bool(codes))
    for kind, each in right.items():
        goal = kind if kind == _NO_SPACES else f"{kind} in the first ten"
        figures[goal].append(f"{sum(each)} of {len(each)} at {size:,}")
    return [
        f"- {kind}: {sum(each)} of {len(each)} {'answered' if kind == _NO_SPACES else 'among the first ten'}."
        for kind, each in right.items()
    ]


def sealing(base: str) -> str:
    """Say what sealing the words costs."""
    visitor = Visitor(base)
    works = {"POST": [lambda: visitor.post("/en/search", "words=visa+lawyer")] * 20}
    times = side_by_side(works)["POST"]
    return f"- Sealing the words (the POST): {times.at(0.5):.1f} ms, p95 {times.at(0.95):.1f} ms."
