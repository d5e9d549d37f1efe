"""Which place somebody means who types a town, a region or a country. Never guesses between two."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.directory.choosing import choose
from app.languages import OFFERED
from app.places import Place, label_of, parse
from app.places import find as places_called

# After the code of an area: the place is inside it, and too small for our list of towns.
_SMALLER = "+"
_COMMAS = re.compile(r"[,،，、;]")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Meant:
    """A place that may be meant. `locality` names a town too small for our list, inside `place`."""

    place: Place
    locality: str = ""

    @property
    def code(self) -> str:
        """Return what a form holds for it."""
        return self.place.code + (_SMALLER if self.locality else "")

    def label(self, tag: str) -> str:
        """Return its name with its region and country."""
        area = label_of(self.place, tag)
        return f"{self.locality}, {area}" if self.locality else area


def meant(typed: str, picked: str) -> tuple[Meant, ...]:
    """Return the places that the words may mean; exactly one when there is no doubt.

    `picked` is the code that was chosen among them before; it counts only while the words still mean it.
    """
    if (known := _written_by_us(typed, picked)) is not None:
        return (known,)
    found = [Meant(place) for place in choose(typed)]
    if not any(one.place.town for one in found):
        found += _smaller(typed)
    chosen = [one for one in found if one.code == picked]
    return tuple(chosen or found[:_MOST])


def _written_by_us(typed: str, picked: str) -> Meant | None:
    """Return the place of `picked` if the words are its own label, in any of our languages."""
    place = parse(picked.removesuffix(_SMALLER)) if picked else None
    if place is None:
        return None
    for label in dict.fromkeys(label_of(place, language.tag) for language in OFFERED):
        if not picked.endswith(_SMALLER) and typed == label:
            return Meant(place)
        if picked.endswith(_SMALLER) and (locality := typed.removesuffix(f", {label}")) not in {"", typed}:
            return Meant(place, locality)
    return None


def _smaller(typed: str) -> list[Meant]:
    """Read what stands before a comma as a town that is too small for our list."""
    first, *rest = [part.strip() for part in _COMMAS.split(typed) if part.strip()] or [""]
    if not rest:
        return []
    areas = [place for place in places_called(", ".join(rest)) if not place.town]
    return [Meant(place, first) for place in areas]
