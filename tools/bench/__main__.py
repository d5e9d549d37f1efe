"""`python -m tools.bench 10000 100000`: measure each size, print the figures and write them to docs/performance.md."""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import app.moderation.models
import app.submissions.models  # noqa: F401 - every table must be known before one is made
from app import create_app
from app.directory import saying
from app.directory.searching import Said
from config import ROOT, Settings
from tests.browser import served
from tests.postgres import cluster
from tools.bench import asking, importing, inside, making, others, report, wide
from tools.bench.measuring import Times, Visitor, at_once, side_by_side

# Nothing is kept as a whole page: every page is made, of kept pieces or of nothing.
ANEW, FIRST = (f"tools.bench_pages_site:{name}" for name in ("without_store", "without_pieces"))
FOLDER = ROOT / "instance" / "bench"
_CODE = re.compile(rb"/en/s/([a-z0-9-]+)")
_PEOPLE, _SECONDS, _ROUNDS = 8, 4.0, 3
_MOST_SLIPS = 200


def main() -> None:
    """Read what to measure, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000], help="how many services")
    parser.add_argument(
        "--postgresql", action="store_true", help="PostgreSQL beside SQLite, at the first size"
    )
    parser.add_argument(
        "--inside", action="store_true", help="only processor time, for a machine that is busy"
    )
    parser.add_argument("--lists", action="store_true", help="only the index under lists, at each size")
    parser.add_argument("--import", dest="imports", action="store_true", help="only the command that imports")
    chosen = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if chosen.lists:
        report.write("lists-of-any-number-of", wide.lines(chosen.sizes))
        return
    for size in chosen.sizes:
        if size <= importing.MOST and not chosen.inside:
            report.write(f"import-{size}", importing.lines(size))
        if chosen.imports:
            continue
        if chosen.inside:
            report.write(f"inside-{size}", _inside(size))
        else:
            report.write(f"sqlite-{size}", _on_sqlite(size))
    if chosen.postgresql:
        report.write(f"postgresql-{chosen.sizes[0]}", _on_postgresql(chosen.sizes[0]))


def made(size: int) -> tuple[str, dict[str, float]]:
    """Return the address of a site of this size, made at first need, and how long that took."""
    path = FOLDER / f"{size}.sqlite3"
    address = f"sqlite:///{path}"
    taken: dict[str, float] = {}
    if not path.exists():
        draft = path.with_suffix(".draft")
        taken = making.fill(f"sqlite:///{draft}", size)
        draft.rename(path)
    return address, taken


def _inside(size: int) -> list[str]:
    address, _taken = made(size)
    with tempfile.TemporaryDirectory() as folder:
        site = create_app(Settings(database_url=address, secret_file=f"{folder}/secret.json"))
        told = inside.lines(site, size, FOLDER / f"{size}.others.sqlite3")
        site.extensions["database"].dispose()
    return told


def minted(address: str, secret: str, questions: list[asking.Question]) -> list[str]:
    """Return the address of the results of each question."""
    site = create_app(Settings(database_url=address, secret_file=secret))
    with site.app_context():
        now = int(time.time())
        found = [f"/en/r/{saying.sealed(Said(q.words, q.asked), now)}" for q in questions]
    site.extensions["database"].dispose()
    return found


def _on_sqlite(size: int) -> list[str]:
    address, taken = made(size)
    other = FOLDER / f"{size}.others.sqlite3"
    if not other.exists():
        others.make(address, other)
    questions = asking.questions(size, _MOST_SLIPS)
    with ExitStack() as stack:
        secret = f"{stack.enter_context(tempfile.TemporaryDirectory())}/secret.json"
        ours = stack.enter_context(served(address, ANEW, secret_file=secret))
        links = minted(address, secret, questions)
        first = stack.enter_context(served(address, FIRST, secret_file=secret))
        theirs = stack.enter_context(others.datasette(others.installed(FOLDER / "datasette"), other))
        lines = [*report.size_lines(Path(address.removeprefix("sqlite:///")), taken)]
        lines += report.times_table(_searches(questions, links, ours, theirs, others.Raw(other)))
        lines += report.times_table(_lists(size, ours, theirs))
        lines += _found_lines(questions, links, ours)
        both = {"made of kept pieces": ours, "with nothing kept": first}
        lines += [_post_line(ours), *_mix_lines(size, questions, links, both, theirs)]
    return lines


def _searches(
    questions: list[asking.Question], links: list[str], ours: str, theirs: str, raw: others.Raw
) -> Iterator[tuple[str, dict[str, Times]]]:
    visitor, other = Visitor(ours), Visitor(theirs)
    for kind in dict.fromkeys(q.kind for q in questions):
        some = [(q, link) for q, link in zip(questions, links, strict=True) if q.kind == kind][:40]
        works = {
            "Waymark": [lambda link=link: visitor.get(link) for _q, link in some],
            "raw FTS5, 2,000 hits": [lambda words=q.words: raw.ask(words) for q, _link in some],
            "Datasette": [lambda at=asking.datasette(q): other.get(at) for q, _link in some],
        }
        yield kind, side_by_side(works)


def _lists(size: int, ours: str, theirs: str) -> Iterator[tuple[str, dict[str, Times]]]:
    visitor, other = Visitor(ours), Visitor(theirs)
    for kind, paths in asking.lists(size).items():
        works = {
            "Waymark": [lambda path=path: visitor.get(path) for path in paths],
            "Datasette": [lambda at=asking.datasette_lists(path): other.get(at) for path in paths],
        }
        yield kind, side_by_side(works)


def _found_lines(questions: list[asking.Question], links: list[str], base: str) -> list[str]:
    """Say how often what was meant is among the first ten, and how often nothing is found."""
    visitor, right, asked, empty = Visitor(base), {}, {}, 0
    for question, link in zip(questions, links, strict=True):
        codes = [code.decode() for code in dict.fromkeys(_CODE.findall(visitor.get(link)[1]))][:10]
        if question.target:
            asked[question.kind] = asked.get(question.kind, 0) + 1
            right[question.kind] = right.get(question.kind, 0) + (question.target in codes)
        elif question.kind.startswith("Chinese"):
            empty += not codes
    lines = [f"- {kind}: {right[kind]} of {asked[kind]} among the first ten." for kind in asked]
    number = sum(q.kind.startswith("Chinese") for q in questions)
    return [*lines, f"- Chinese, Thai, Japanese and Korean: {empty} of {number} questions found nothing."]


def _post_line(base: str) -> str:
    visitor = Visitor(base)
    works = {"POST": [lambda: visitor.post("/en/search", "words=visa+lawyer")] * 20}
    times = side_by_side(works)["POST"]
    return f"- Sealing the words (the POST): {times.at(0.5):.1f} ms, p95 {times.at(0.95):.1f} ms."


def _mix_lines(
    size: int, questions: list[asking.Question], links: list[str], ours: dict[str, str], theirs: str
) -> list[str]:
    """Measure all in turns: a third lists, a third services, a third searches; no page is kept as a whole."""
    pages = asking.lists(size)
    some = [(q, link) for q, link in zip(questions, links, strict=True) if q.kind != "misspelt name"][::3][
        :30
    ]
    own, other = [], []
    for i, (question, link) in enumerate(some):
        for paths in pages.values():
            own.append(paths[i % len(paths)])
            other.append(asking.datasette_lists(paths[i % len(paths)]))
        own.append(link)
        other.append(asking.datasette(question))
    rates: dict[str, list[float]] = {name: [] for name in (*ours, "Datasette")}
    for _round in range(_ROUNDS):
        for name, address in ours.items():
            rates[name].append(at_once(address, own, _PEOPLE, _SECONDS))
        rates["Datasette"].append(at_once(theirs, other, _PEOPLE, _SECONDS))
    middle = {name: statistics.median(some) for name, some in rates.items()}
    its = middle.pop("Datasette")
    told = [f"  - {name}: {rate:.0f} a second, {rate / its:.1f} times" for name, rate in middle.items()]
    head = f"{_PEOPLE} people at once, one worker each, no page kept as a whole; Datasette {its:.0f} a second"
    return [f"- Mix of lists, services and searches, {head}:", *told]


def _on_postgresql(size: int) -> list[str]:
    """Measure our search on both engines in turns."""
    address, _taken = made(size)
    questions = [q for q in asking.questions(size, 20) if q.kind != "misspelt name"]
    with ExitStack() as stack:
        server = stack.enter_context(cluster())
        taken = making.fill(server, size)
        secret = f"{stack.enter_context(tempfile.TemporaryDirectory())}/secret.json"
        lite = stack.enter_context(served(address, ANEW, secret_file=secret))
        big = stack.enter_context(served(server, ANEW, secret_file=secret))
        links = minted(address, secret, questions)
        one, two = Visitor(lite), Visitor(big)
        tables = []
        for kind in dict.fromkeys(q.kind for q in questions):
            some = [link for q, link in zip(questions, links, strict=True) if q.kind == kind]
            works = {
                "Waymark on SQLite": [lambda link=link: one.get(link) for link in some],
                "Waymark on PostgreSQL": [lambda link=link: two.get(link) for link in some],
            }
            tables.append((kind, side_by_side(works)))
        index = f"- Index made in {taken['index']:.0f} s on PostgreSQL."
        return [*report.times_table(iter(tables)), index]


if __name__ == "__main__":
    main()
