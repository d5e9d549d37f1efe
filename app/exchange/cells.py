"""Reading one row of our own template: each look at a cell either gives a value or notes what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from app.directory.content import CURRENT, Prose
from app.exchange.clean import LONGEST_NAME, LONGEST_TEXT, plain, website
from app.exchange.reading import Line
from app.exchange.records import Problem

_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}))?", re.I)
_BETWEEN = re.compile(r"\s*[;,]\s*")


def language_tag(text: str) -> str:
    """Return a language tag in its usual form (`zh-hans` is `zh-Hans`); '' if it is none."""
    match = _TAG.fullmatch(text.strip())
    if not match:
        return ""
    parts = (match[1].lower(), (match[2] or "").title(), (match[3] or "").upper())
    return "-".join(part for part in parts if part)


@dataclass(slots=True)
class Cells:
    """The cells of one row and what was found wrong with them."""

    line: Line
    problems: list[Problem] = field(default_factory=list)
    # The columns with translations, by the column whose text they translate.
    _translations: dict[str, list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look for translations once: every text of the row asks for its own."""
        for column in self.line.cells:
            base, at, _tag = column.partition("@")
            if at:
                self._translations.setdefault(base, []).append(column)

    def wrong(self, column: str, why: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(column, why))

    def text(self, column: str) -> str:
        """Return a cell as it is."""
        return self.line.cells.get(column, "")

    def has(self, start: str) -> bool:
        """Say whether any cell of a group of columns says anything."""
        # Asked of each row for each group: a loop, which is quicker than `any`.
        for column, value in self.line.cells.items():  # noqa: SIM110
            if value and column.startswith(start):
                return True
        return False

    def numbers(self, start: str) -> set[str]:
        """Return the numbers of the columns that begin so, such as `fact_4_month`, and that say anything."""
        return {
            name.split("_")[1] for name, value in self.line.cells.items() if value and name.startswith(start)
        }

    def choice(self, column: str, allowed: Collection[str], default: str = "") -> str:
        """Return a cell that must be one of the allowed values."""
        value = self.text(column).lower() or default
        if value and value not in allowed:
            self.wrong(column, f"“{value}” is not one of: {', '.join(allowed)}.")
            return default
        return value

    def many(self, column: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return the values of a cell that may hold several, apart by semicolon or comma."""
        values = [value for value in _BETWEEN.split(self.text(column).lower()) if value]
        for value in values:
            if value not in allowed:
                self.wrong(column, f"“{value}” is not one of: {', '.join(allowed)}.")
        return tuple(dict.fromkeys(value for value in values if value in allowed))

    def pairs(self, column: str, allowed: Collection[str], seconds: Collection[str]) -> dict[str, str]:
        """Return what a cell such as `spa:staff; cmn:interpreter` says; the second half may be left out."""
        found: dict[str, str] = {}
        for part in filter(None, _BETWEEN.split(self.text(column))):
            first, colon, second = (piece.strip().lower() for piece in part.partition(":"))
            if first not in allowed:
                self.wrong(
                    column, f"“{first}” is not known here." if len(allowed) > 20 else _one_of(first, allowed)
                )
            elif colon and second not in seconds:
                self.wrong(column, _one_of(second, seconds))
            else:
                found.setdefault(first, second)
        return found

    def web(self, column: str) -> str:
        """Return a web address."""
        value = self.text(column)
        found = website(value) if value else ""
        if value and not found:
            self.wrong(column, "This is not a web address.")
        return found

    def is_yes(self, column: str) -> bool:
        """Return whether a cell says yes; empty is no."""
        return self.choice(column, ("yes", "no"), "no") == "yes"

    def prose(self, columns: Mapping[str, str], source: str) -> tuple[Prose, ...]:
        """Return the text of these columns ({column: field of prose}) in every language that the row has."""
        there = [one for one in columns if one in self.line.cells or one in self._translations]
        return tuple(text for column in there for text in self._texts(column, columns[column], source))

    def _texts(self, column: str, name: str, source: str) -> Iterator[Prose]:
        body = self._body(column, name)
        if body:
            yield Prose(name, source, body)
        for each in self._translations.get(column, ()):
            if not (translated := self._body(each, name)):
                continue
            language = language_tag(each.partition("@")[2])
            if not language or language == source:
                self.wrong(
                    each, "This is the language of the text itself." if language else "This is no language."
                )
            elif not body:
                self.wrong(each, f"This is a translation, but {column} is empty.")
            else:
                yield Prose(name, language, translated, CURRENT)

    def _body(self, column: str, name: str) -> str:
        raw, longest = self.text(column), LONGEST_NAME if name == "name" else LONGEST_TEXT
        if not raw:
            return ""
        if len(raw) > longest:
            self.wrong(column, f"This is longer than {longest} letters.")
        return plain(raw[:longest])


def _one_of(value: str, allowed: Collection[str]) -> str:
    return f"“{value}” is not one of: {', '.join(allowed)}."
