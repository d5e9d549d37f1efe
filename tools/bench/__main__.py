"""`python -m tools.bench 10000 100000`: measure each size, print the figures and write them to docs/performance.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import app.moderation.models
import app.submissions.models  # noqa: F401 - every table must be known before one is made
from app import create_app
from app.directory import saying
from app.directory.searching import Said
from config import ROOT, Settings
from tests.browser import served
from tests.postgres import cluster
from tools.bench import asking, importing, inside, making, mixing, others, report, tables, whole, wide
from tools.bench.measuring import Visitor, side_by_side

# Nothing is kept as a whole page: every page is made, of kept pieces or of nothing.
ANEW, FIRST = (f"tools.bench_pages_site:{name}" for name in ("without_store", "without_pieces"))
FOLDER = ROOT / "instance" / "bench"
_MOST_SLIPS = 200
# The largest size at which the whole mix is measured: our goals name it.
_MIX = 10_000


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
    if chosen.inside:
        for size in chosen.sizes:
            report.write(f"inside-{size}", _inside(size))
        return
    figures = tables.Figures(list)
    if size := max((size for size in chosen.sizes if size <= importing.MOST), default=0):
        report.write(f"import-{size}", importing.lines(size, figures))
    for size in () if chosen.imports else chosen.sizes:
        report.write(f"sqlite-{size}", _on_sqlite(size, figures))
    report.stand({goal: "; ".join(some) for goal, some in figures.items()}, "tools.bench")
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


def beside(size: int) -> Path:
    """Return the file of what a site of this size is measured against."""
    return others.made(made(size)[0], FOLDER / f"{size}.beside.sqlite3")


def _inside(size: int) -> list[str]:
    address, _taken = made(size)
    with tempfile.TemporaryDirectory() as folder:
        site = create_app(Settings(database_url=address, secret_file=f"{folder}/secret.json"))
        told = inside.lines(site, size, beside(size))
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


def _on_sqlite(size: int, figures: tables.Figures) -> list[str]:
    address, taken = made(size)
    other = beside(size)
    questions = asking.questions(size, _MOST_SLIPS)
    with ExitStack() as stack:
        secret = f"{stack.enter_context(tempfile.TemporaryDirectory())}/secret.json"
        ours = stack.enter_context(served(address, ANEW, secret_file=secret))
        asked = list(zip(questions, minted(address, secret, questions), strict=True))
        theirs = stack.enter_context(others.datasette(others.installed(FOLDER / "datasette"), other))
        lines = _size_lines(size, taken, figures)
        lines += tables.searches(size, asked, ours, theirs, others.Raw(other), figures)
        lines += tables.lists(size, ours, theirs)
        lines += [*tables.found(size, asked, ours, figures), tables.sealing(ours)]
        if size <= _MIX:
            sites = {"made of kept pieces": ours}
            for name, factory in {"with nothing kept": FIRST, "pages kept": "app:create_app"}.items():
                sites[name] = stack.enter_context(served(address, factory, secret_file=secret))
            lines += _mix_lines(size, sites, partial(_addresses, address, secret), theirs, figures)
    return lines


def _size_lines(size: int, taken: dict[str, float], figures: tables.Figures) -> list[str]:
    text, index = report.sizes(FOLDER / f"{size}.sqlite3")
    figures["index"].append(f"{index / text:.2f} times at {size:,}")
    told = (
        f"- Text {text:.0f} MB; index with all that belongs to it {index:.0f} MB: {index / text:.2f} times."
    )
    now = [f"- Made now: rows in {taken['rows']:.0f} s, index in {taken['index']:.0f} s."] if taken else []
    return [told, *now]


def _addresses(address: str, secret: str, visits: Sequence[mixing.Visit]) -> list[str]:
    """Return our addresses of the visits of a mix, those of searches sealed."""
    said = [visit for visit in visits if visit.words]
    questions = [asking.Question(visit.kind, visit.words, visit.asked) for visit in said]
    links = dict(zip(said, minted(address, secret, questions), strict=True))
    return [f"/{v.language}{links[v].removeprefix('/en')}" if v.words else v.address() for v in visits]


def _mix_lines(
    size: int,
    sites: dict[str, str],
    addresses: whole.Addresses,
    theirs: others.Datasette,
    figures: tables.Figures,
) -> list[str]:
    """Measure both mixes over all our sites and Datasette, in turns."""
    mixes = {
        "as people ask": mixing.decks(mixing.visits()),
        "a third lists, a third services, a third searches": mixing.thirds(size),
    }
    lines = [
        "",
        f"| pages a second, whole mix | Datasette | {' | '.join(sites)} |",
        f"|---|---|{'---|' * len(sites)}",
    ]
    for name, visits in mixes.items():
        its, ours = whole.times(visits, sites, addresses, theirs)
        cells = " | ".join(f"{rate:.0f}, {times:.1f} times" for rate, times in ours.values())
        lines.append(f"| {name} | {its:.0f} | {cells} |")
        if name == "as people ask" and size == _MIX:
            pieces, nothing, kept = (ours[site][1] for site in sites)
            figures["whole mix, 10,000, no stored pages"] = [
                f"{pieces:.1f} times; with nothing kept at all {nothing:.1f}"
            ]
            figures["whole mix, 10,000, the site as it runs"] = [f"{kept:.1f} times"]
    return [*lines, ""]


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
