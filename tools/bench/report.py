"""The figures, as people read them: printed, and kept in docs/performance.md under the name of the run."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from config import ROOT
from tools.bench import goals
from tools.bench.measuring import Times

PAGE = ROOT / "docs" / "performance.md"
_INDEX = ("search_index%", "search_entry", "search_spelling", "ix_search%", "sqlite_autoindex_search%")


def write(name: str, lines: list[str]) -> None:
    """Print the figures of a run and put them in place of the last ones of that name."""
    head = f"Measured {date.today().isoformat()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
    head += f"SQLite {sqlite3.sqlite_version}, Python {platform.python_version()}."
    block = "\n".join(
        [
            f"<!-- {name} -->",
            f"### {name.replace('-', ' ')} services",
            "",
            head,
            "",
            *lines,
            "",
            "<!-- end -->",
        ]
    )
    sys.stdout.write(block + "\n")
    text = PAGE.read_text("utf-8")
    old = re.compile(rf"<!-- {name} -->.*?<!-- end -->", re.DOTALL)
    PAGE.write_text(old.sub(lambda _match: block, text) if old.search(text) else _added(text, block), "utf-8")


def stand(figures: dict[str, str], where: str) -> None:
    """Put figures into the table of our goals; `where` names the command that measured them."""
    PAGE.write_text(goals.told(PAGE.read_text("utf-8"), figures, f"`{where}`", date.today()), "utf-8")


def _added(text: str, block: str) -> str:
    """Put a first block behind those that are there: what comes after them in the file is not ours."""
    before, end, after = text.rpartition("<!-- end -->")
    return f"{before}{end}\n\n{block}{after}" if end else f"{text.rstrip()}\n\n{block}\n"


def sizes(path: Path) -> tuple[float, float]:
    """Return how big text and index of a site are, in MB."""
    with sqlite3.connect(path) as file:
        text = file.execute("SELECT sum(length(CAST(body AS BLOB))) / 1e6 FROM text").fetchone()[0]
        likes = " OR ".join(["name LIKE ?"] * len(_INDEX))
        index = file.execute(f"SELECT sum(pgsize) / 1e6 FROM dbstat WHERE {likes}", _INDEX).fetchone()[0]
    return text, index


def times_table(rows: Iterable[tuple[str, dict[str, Times]]]) -> list[str]:
    """Return a table of p50 / p95 in milliseconds, one line a class."""
    lines: list[str] = []
    for kind, times in rows:
        if not lines:
            lines += ["", f"| p50 / p95, ms | {' | '.join(times)} |", f"|---|{'---|' * len(times)}"]
        cells = " | ".join(f"{one.at(0.5):.1f} / {one.at(0.95):.1f}" for one in times.values())
        lines.append(f"| {kind} ({len(next(iter(times.values())).each)}) | {cells} |")
    return [*lines, ""]
