"""The lines that a service is told in, on paper, in plain text and in pocket copies; `telling` fills them."""

from __future__ import annotations

from dataclasses import dataclass

from app.languages import current

# Letters of the short answers that fit a card of 85 x 55 mm in its usual size.
_ROOM_ON_A_CARD = 280
# Unicode isolates: from left to right, or as the first letter says; until the end.
_LEFT_TO_RIGHT, _OWN_DIRECTION, _END = "\u2066", "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a label, the words, who said so and when. `foreign`: the tag of another language it is written in.

    `remark`: what to know of the words, such as that they may be out of date. `as_typed`: numbers and addresses,
    which run from left to right in every language.
    """

    slot: str
    words: str
    label: str = ""
    said: str = ""
    remark: str = ""
    foreign: str = ""
    as_typed: bool = False
    link: str = ""

    @property
    def strong(self) -> bool:
        """Say whether the words stand out from their label: an answer, a number."""
        return bool(self.label) and self.slot.startswith(("fact", "way"))

    @property
    def is_answer(self) -> bool:
        """Say whether these words answer the question in the label."""
        return bool(self.label) and self.slot.startswith("fact")

    @property
    def is_note(self) -> bool:
        """Say whether it goes with the line before it: a note to an answer, a number or a place."""
        return self.slot.endswith("-note")

    @property
    def aside(self) -> str:
        """Return what stands behind the words in small letters."""
        return " ".join(filter(None, (self.said, self.remark)))

    def spoken(self) -> str:
        """Return the line as plain text."""
        # Full-width punctuation has its space in it.
        between = "" if not self.label or self.label[-1] in "：？" else " "
        shown = self.words
        if self.as_typed or self.foreign:
            shown = isolated(self.words, _LEFT_TO_RIGHT if self.as_typed else _OWN_DIRECTION)
        words = f"{self.label}{between}{shown}"
        return f"{words} ({self.aside})" if self.aside else words


@dataclass(frozen=True, slots=True)
class Told:
    """One service in one language."""

    code: str
    language: str
    direction: str
    need: str
    name: Line
    # First who leads it and its state; then the six strings; how to reach it; where; everything else.
    head: tuple[Line, ...]
    strings: tuple[Line, ...]
    ways: tuple[Line, ...]
    places: tuple[Line, ...]
    rest: tuple[Line, ...]
    # For a card: short answers to the strings, and the first place without region and country.
    brief: tuple[Line, ...] = ()
    where: tuple[Line, ...] = ()
    # Numbers of the strings whose answer is good, for a filter.
    good: tuple[int, ...] = ()

    @property
    def cautions(self) -> tuple[Line, ...]:
        """Return what must stand on the smallest card before anything else: its state, doubts and warnings."""
        return tuple(line for line in self.head if line.slot == "status" or line.slot.startswith("caution"))

    @property
    def is_long(self) -> bool:
        """Say whether the short answers need smaller letters to stand on a card."""
        return sum(len(line.words) + len(line.said) for line in self.cautions + self.brief) > _ROOM_ON_A_CARD

    @property
    def sections(self) -> tuple[tuple[Line, ...], ...]:
        """Return all lines but the name, in the order of reading."""
        return (self.head, self.strings, self.ways, self.places, self.rest)


def isolated(text: str, mark: str = _OWN_DIRECTION) -> str:
    """Return text that keeps its direction inside a line from right to left."""
    return f"{mark}{text}{_END}" if text and current().direction == "rtl" else text
