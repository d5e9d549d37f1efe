"""Whose clock hours are in: the town somebody names, or the town where the service is."""

from __future__ import annotations

from app.directory.choosing import choose
from app.places import Town, timezones


def zone_of(typed: str, town: Town | None) -> str:
    """Return the time zone of the town that was typed, or of `town` where none was; "" if there is none for sure."""
    if not typed:
        return town.timezone if town else ""
    if typed in timezones():
        return typed
    found = {place.town.timezone if place.town else "" for place in choose(typed)}
    return found.pop() if len(found) == 1 else ""
