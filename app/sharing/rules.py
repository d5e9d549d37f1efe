"""Pure decisions about a kit: its order and what may leave in one message."""

from __future__ import annotations

from dataclasses import dataclass

from app.directory.carried import MOST_IN_KIT, shortened

# A text message of two parts, everywhere; and an unread one shows little.
LONGEST_MESSAGE = 299


@dataclass(frozen=True, slots=True)
class Kit:
    """Services chosen by code, in their order. It lives in an address and nowhere else."""

    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes)

    @property
    def is_full(self) -> bool:
        """Say whether nothing more can be chosen."""
        return len(self.codes) >= MOST_IN_KIT

    def but(self, code: str) -> tuple[str, ...]:
        """Return the codes without this one."""
        return tuple(one for one in self.codes if one != code)

    def earlier(self, code: str) -> tuple[str, ...]:
        """Return the codes with this one moved one step to the front; one that is not chosen moves nothing."""
        if code not in self.codes or (at := self.codes.index(code)) == 0:
            return self.codes
        return (*self.codes[: at - 1], code, self.codes[at - 1], *self.codes[at + 1 :])

    def also(self, code: str) -> tuple[str, ...]:
        """Return the codes with this one at the end."""
        return shortened((*self.codes, code))


def message(codes: tuple[str, ...], number: str, link: str) -> str:
    """Return a neutral text: codes, number, link. What does not fit is left out, the number last.

    It has no word of any language, so it is right for every reader and says nothing to anyone else.
    """
    said = ", ".join(codes)
    for parts in ((said, number, link), (number, link), (said, number), (link,)):
        text = " · ".join(part for part in parts if part)
        if text and len(text) <= LONGEST_MESSAGE:
            return text
    return ""
