"""The hours of a week as people write them, one line a day, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from app.directory.content import Hours
from app.directory.rules import DAY, WEEK

_TIME = r"(\d{1,2})(?:\s*[:.h٫：]\s*(\d{2}))?\s*([ap])?\.?(?:m\.?)?"
_RANGE = re.compile(rf"{_TIME}\s*(?:-|–|—|−|~|to|a|à|until|hasta|إلى|الى|حتى|至|到)\s*{_TIME}", re.I)
_BETWEEN = re.compile(r"\s*(?:[,;،؛、，；]|\band\b|\by\b|\sو\s?|和)\s*", re.I)


class Unclear(ValueError):
    """Hours that can be read in two ways or none."""


def week_of(days: Sequence[str]) -> tuple[Hours, ...]:
    """Return the openings of seven lines, Monday first; an empty line is closed. Raise Unclear."""
    found = [opening for number, line in enumerate(days) for opening in day_of(line, number)]
    week = tuple(sorted(found, key=lambda one: (one.opens, one.closes)))
    around = [*week, *(Hours(one.opens + WEEK, one.closes + WEEK) for one in week[:1])]
    if any(after.opens < before.closes for before, after in zip(around, around[1:], strict=False)):
        raise Unclear
    return week


def day_of(line: str, number: int) -> list[Hours]:
    """Return the openings of one day (0 is Monday). Raise Unclear."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in line).strip()
    return [_opening(part, number * DAY) for part in _BETWEEN.split(plain) if part]


def _opening(text: str, midnight: int) -> Hours:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise Unclear
    opens, closes = _minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])
    if opens >= DAY:
        raise Unclear
    # What closes before it opens closes on the next day.
    return Hours(midnight + opens, midnight + closes + (DAY if closes <= opens else 0))


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes) or (half and not 1 <= hours <= 12):
        raise Unclear
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return hours * 60 + minutes


def lines_of(week: Iterable[Hours]) -> list[str]:
    """Return seven lines, Monday first, that `week_of` reads as this week."""
    lines: list[list[str]] = [[] for _ in range(7)]
    for one in week:
        lines[one.opens // DAY].append(f"{_clock(one.opens % DAY)}-{_clock(_end(one))}")
    return [", ".join(parts) for parts in lines]


def _end(one: Hours) -> int:
    end = one.closes - one.opens // DAY * DAY
    return end if end <= DAY else end - DAY


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
