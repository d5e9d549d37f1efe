"""Which addresses may be kept, under which name, how finely packed, and until when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app.languages import OFFERED

EVERYTHING = "*"
# Before a tag: what shows it lacks something or counts it, and shows nothing that was taken back or is different now.
GROWN = "+"
# The tag of what shows which choices lead somewhere.
MENUS = "choices"
_TAGS = "|".join(re.escape(language.tag) for language in OFFERED)
_VALUE = re.compile(r"[A-Za-z0-9.-]{1,60}", re.ASCII)
_MOST_QUERY = 300
# A list that is asked for by nothing but a need, or by nothing but a country.
_COUNTRY = re.compile(r"[a-z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """Addresses of one kind: their path, and the parameters that may stand in them, in the order of our links.

    `tagged`: what they show can change, so a view must say by tags on what it depends. `fine`: few and read by
    most, so they are filled ahead and packed as small as can be; a list is fine only as `_is_fine` says.
    """

    path: re.Pattern[str]
    parameters: tuple[str, ...] = ()
    tagged: bool = True
    fine: bool = False


def _shape(path: str, *parameters: str, tagged: bool = True, fine: bool = False) -> Shape:
    written = re.escape(path).replace("LANG", f"(?:{_TAGS})").replace("CODE", "[a-z0-9-]{1,64}")
    return Shape(re.compile(written, re.ASCII), parameters, tagged, fine)


_FIND = ("need", "service", "place", "ask", "spoken", "led", "online", "by", "all", "page")
# The whole list of what may be kept. `open` is not in it: what is open now is another page each minute. Nor is `s`, the
# kit that somebody carries in an address, nor any page of words, forms, receipts or paper: they are one person's.
SHAPES = (
    _shape("/", tagged=False, fine=True),
    _shape("/LANG/", fine=True),
    _shape("/LANG/find", *_FIND, fine=True),
    _shape("/LANG/find.txt", *_FIND),
    _shape("/LANG/s/CODE"),
    _shape("/LANG/o/CODE"),
    _shape("/LANG/s/CODE.txt"),
    _shape("/LANG/o/CODE.txt"),
    _shape("/g/CODE"),
    _shape("/LANG/danger", "place", fine=True),
    _shape("/LANG/about", tagged=False, fine=True),
    _shape("/LANG/privacy", tagged=False, fine=True),
    _shape("/LANG/log", "page"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be kept, in its one spelling."""

    text: str
    tagged: bool
    fine: bool


def shape_of(path: str) -> Shape | None:
    """Return the kind of this path, if pages of its kind may be kept."""
    return next((one for one in SHAPES if one.path.fullmatch(path)), None)


def address_of(path: str, query: str) -> Address | None:
    """Return the address under which this page may be kept, or None: then it is not ours to keep."""
    shape = shape_of(path)
    if shape is None or len(query) > _MOST_QUERY:
        return None
    choices = _choices(query, shape.parameters) if query else {}
    if choices is None:
        return None
    written = "&".join(f"{name}={choices[name]}" for name in shape.parameters if name in choices)
    return Address(f"{path}?{written}" if written else path, shape.tagged, shape.fine and _is_fine(choices))


def _choices(query: str, allowed: tuple[str, ...]) -> dict[str, str] | None:
    """Read a query; a form sends `ask=3&ask=4` and empty fields, our links `ask=3.4`. None if it holds more."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name not in allowed or (value and not _VALUE.fullmatch(value)):
            return None
        if value:
            found[name] = f"{found[name]}.{value}" if name in found else value
    return found


def _is_fine(choices: dict[str, str]) -> bool:
    narrowed = {name: value for name, value in choices.items() if (name, value) != ("all", "1")}
    return not narrowed or narrowed.keys() == {"need"} or _is_country(narrowed)


def _is_country(choices: dict[str, str]) -> bool:
    return choices.keys() == {"place"} and _COUNTRY.fullmatch(choices["place"]) is not None


def next_month(now: float) -> float:
    """Return when the month of `now` ends (both in seconds since 1970, UTC): facts grow old by months."""
    today = datetime.fromtimestamp(now, UTC)
    first = datetime(today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=UTC)
    return first.timestamp()
