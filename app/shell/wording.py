"""Marks English source text for the catalogues where no template stands around it."""

from __future__ import annotations


def N_(message: str) -> str:
    """Return the text as it is; it is translated where it is shown."""
    return message


def ungettext(one: str, many: str) -> tuple[str, str]:
    """Return both forms as they are; the catalogue chooses where they are shown."""
    return one, many
