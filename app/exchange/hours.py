"""Opening hours as other directories and our template write them. Only what is certain is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.directory.content import Hours
from app.directory.rules import DAY, WEEK
from app.exchange.records import SourceHours

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORD = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|mo|tu|we|th|fr|sa|su"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(?:([ap])\.?\s?m?\.?)?", re.I)
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?(?::\d{2})?\s*(?:[ap]\.?\s?m\.?)?"
_RANGE = re.compile(
    rf"(?:office|hours)?:?\s*((?:{_WORD})s?)\.?(?:\s*(?:-|–|to)\s*((?:{_WORD})s?)\.?)?[,;:]?\s+({_CLOCK})\s*(?:-|–|to)\s*({_CLOCK})",
    re.I,
)
_ALWAYS = re.compile(
    r"24[ -]?hours?(?: a day|/day)?[,/ ]*(?:and )?(?:7|seven) days (?:a|per) week\.?|24/7",
    re.I,
)
_HEDGE = re.compile(
    r"appoint|var(?:y|ies|ious)|call|except|other|1st|2nd|3rd|4th|first|second|third|last|month|season|school|closed"
    r"|holiday|only|by request|alternate|subject",
    re.I,
)


def weekday(text: str) -> int | None:
    """Return 0 for Monday to 6 for Sunday, from a name, its start or 1 to 7; None for anything else."""
    word = text.strip().strip(".").lower()
    if word.isdigit():
        return int(word) - 1 if 1 <= int(word) <= 7 else None
    if len(word) < 2:
        return None
    return next((i for i, day in enumerate(_DAYS) if day.startswith(word.removesuffix("s") or word)), None)


def minutes(text: str) -> int | None:
    """Return minutes since midnight; None where the time can be read in two ways or none.

    Without am or pm only the 24-hour form with two digits is clear.
    """
    word = text.strip().lower()
    if word in {"noon", "12 noon", "midnight", "24:00", "24:00:00"}:
        return DAY if word[:2] in {"mi", "24"} else 12 * 60
    match = _TIME.fullmatch(word)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or (half and not 1 <= hour <= 12) or (not half and not re.match(r"\d\d:\d\d", word)):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 else None


def is_hedged(text: str) -> bool:
    """Say whether a remark beside hours makes them uncertain ("by appointment", "1st Monday")."""
    return _HEDGE.search(text) is not None


def weekly(openings: Iterable[SourceHours]) -> tuple[Hours, ...] | None:
    """Return a week's hours; None unless every opening is certain and none contradicts another."""
    found: set[Hours] = set()
    for opening in openings:
        opens, closes = minutes(opening.opens), minutes(opening.closes)
        if not opening.certain or opens is None or closes is None or not opening.days:
            return None
        closes += DAY if closes <= opens else 0
        # From morning to morning is a mistake more often than a night.
        if opens >= DAY or (closes > DAY and opens < 12 * 60 and closes - opens != DAY):
            return None
        found |= {Hours(day * DAY + opens, day * DAY + closes) for day in opening.days}
    return _in_order(found)


def _in_order(found: Iterable[Hours]) -> tuple[Hours, ...] | None:
    """Sort a week's hours; None if two of them overlap, also around Sunday night."""
    week = tuple(sorted(found, key=lambda h: (h.opens, h.closes)))
    around = [*week, *(Hours(h.opens + WEEK, h.closes + WEEK) for h in week[:1])]
    if any(after.opens < before.closes for before, after in zip(around, around[1:], strict=False)):
        return None
    return week


def is_always(week: tuple[Hours, ...]) -> bool:
    """Say whether hours leave no gap in the week; a minute before midnight counts as midnight."""
    return len(week) == 7 and sum(h.closes - h.opens for h in week) >= WEEK - 7


def from_text(text: str) -> tuple[list[SourceHours], bool]:
    """Read hours from one line of words. Return openings (none if unsure) and whether it never closes."""
    if _ALWAYS.fullmatch(text.strip()):
        return [], True
    found = []
    for part in re.split(r"\s*;\s*(?=[A-Za-z])|\n", text.strip().strip(".;")):
        match = _RANGE.fullmatch(part.strip())
        if not match:
            return [], False
        found.append(SourceHours(_span(match[1], match[2] or match[1]), match[3], match[4]))
    return found, False


def _span(first: str, last: str) -> tuple[int, ...]:
    start, end = weekday(first), weekday(last)
    if start is None or end is None or end < start:
        return ()
    return tuple(range(start, end + 1))


def from_template(text: str) -> tuple[Hours, ...] | None:
    """Read our own template's form, such as `mo 09:00-17:00; fr 22:00-05:00`; None if it is anything else."""
    openings = []
    for part in (p.strip() for p in text.split(";")):
        match = re.fullmatch(r"(mo|tu|we|th|fr|sa|su) (\d\d:\d\d)-(\d\d:\d\d)", part, re.I)
        day = weekday(match[1]) if match else None
        if not match or day is None:
            return None
        opens, closes = minutes(match[2]), minutes(match[3])
        if opens is None or closes is None or opens >= DAY:
            return None
        openings.append(Hours(day * DAY + opens, day * DAY + (closes if closes > opens else closes + DAY)))
    return _in_order(openings)
