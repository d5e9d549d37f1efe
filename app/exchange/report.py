"""What became of each record, and counts that add up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.directory.rules import ListingKind
from app.exchange.records import Candidate, Problem, Where

MOST_SHOWN = 20


class Fate(StrEnum):
    """What became of a record."""

    IMPORTED = "imported"
    DRAFT = "draft"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the source. `problems` say why, unless it was imported as asked; `code` is its code here."""

    kind: ListingKind
    where: Where
    name: str
    fate: Fate
    problems: tuple[Problem, ...] = ()
    code: str = ""

    def why(self) -> str:
        """Return the reasons in one line, without columns."""
        return " ".join(f"{p.column}: {p.why}" if p.column else p.why for p in self.problems)


@dataclass(slots=True)
class Report:
    """Everything that an import did, or would do."""

    label: str = ""
    form: str = ""
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Codes by the key (reference) of the source, of new listings and of those that were here already.
    organisations: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add what became of one record."""
        self.rows.append(row)

    def counts(self, kind: ListingKind) -> dict[Fate, int]:
        """Return how many records of this kind met each fate."""
        counted = Counter(row.fate for row in self.rows if row.kind is kind)
        return {fate: counted[fate] for fate in Fate}

    def read(self, kind: ListingKind) -> int:
        """Return how many records of this kind were read: the sum of all fates."""
        return sum(self.counts(kind).values())

    def lines(self) -> Iterator[str]:
        """Give the report as lines to print: what was not imported and why, then the counts."""
        yield f"{self.label}: {self.form}"
        yield from self.notes
        for (fate, why), rows in self._grouped().items():
            yield f"{fate} {len(rows)}: {why}"
            for row in rows[:MOST_SHOWN]:
                columns = ", ".join(p.column for p in row.problems if p.column)
                yield f"    {row.where}{', ' if columns else ''}{columns}: {row.kind} “{row.name}”"
            if len(rows) > MOST_SHOWN:
                yield f"    and {len(rows) - MOST_SHOWN} more"
        for kind in ListingKind:
            told = ", ".join(f"{number} {fate}" for fate, number in self.counts(kind).items())
            yield f"{kind}s: {self.read(kind)} read = {told}"

    def _grouped(self) -> dict[tuple[Fate, str], list[Row]]:
        found: dict[tuple[Fate, str], list[Row]] = {}
        for row in self.rows:
            if row.fate is not Fate.IMPORTED:
                found.setdefault((row.fate, row.why()), []).append(row)
        return found

    def write(self, path: Path) -> None:
        """Write every row, imported ones too, as a table for a spreadsheet."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("file", "line", "column", "kind", "name", "fate", "why", "code"))
            for row in self.rows:
                for problem in row.problems or (Problem("", ""),):
                    told = (row.kind, row.name, row.fate, problem.why, row.code)
                    cells = (row.where.file, str(row.where.line), problem.column, *told)
                    writer.writerow(_harmless(cell) for cell in cells)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running a name that begins like a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


@dataclass(slots=True)
class Read:
    """What a source holds: candidates in order, and rows already settled (refused, or twice in the file)."""

    report: Report
    organisations: dict[str, Candidate] = field(default_factory=dict)
    services: list[Candidate] = field(default_factory=list)
