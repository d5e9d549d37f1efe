"""Time zones as others write them, old names such as `US/Eastern` too, to those that our towns are in."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

from app.places import timezones


def time_zone(text: str) -> str:
    """Return the time zone under the name that our towns have it by; '' if none of them is in it."""
    return text if text in timezones() else _by_canonical().get(_canonical(text), "")


@cache
def _by_canonical() -> dict[str, str]:
    return {_canonical(name): name for name in timezones()}


def _canonical(name: str) -> str:
    """Return the name that the Unicode tables give to all names of one zone."""
    return str(get_global("zone_aliases").get(name, name))
