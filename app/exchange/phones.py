"""Telephone numbers as people write them, made diallable: several in one cell, extensions, short lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

_BETWEEN = re.compile(
    r"\s*(?:[;|\n]|,(?!\s*(?:ext|x))|\bor\b|\band\b|\bo\b|(?<=\d)\s*/\s*(?=[+(\d]))\s*", re.I
)
_EXTENSION = re.compile(r"[,;]?\s*(?:extension|extn?|ext|x|#)[.:]?\s*(\d{1,7})\s*$", re.I)
_OPTION = re.compile(r"[,;]?\s*(?:x|ext\.?)?\s*(?:opt(?:ion)?|press)\.?\s*(\d)\s*$", re.I)
_LABEL = re.compile(r"^[^\d+(]{0,40}:\s*")
_SHORT = re.compile(r"\d(?:[- ]?\d){2,5}")


@dataclass(frozen=True, slots=True)
class Number:
    """One number to dial: E.164, or a short line such as 211. `option` is the key to press after the voice."""

    value: str
    extension: str = ""
    option: str = ""


def numbers(text: str, country: str, extension: str = "") -> list[Number]:
    """Return the numbers that can be dialled in `text`; `country` (ISO, lower case) reads national ones.

    What is not a valid number is left out. `extension` is used where the text brings none.
    """
    found: dict[Number, None] = {}
    for part in _BETWEEN.split(text):
        if (number := _number(part, country, extension)) is not None:
            found[number] = None
    return list(found)


def _number(text: str, country: str, extension: str) -> Number | None:
    text, option = _taken(_OPTION, _LABEL.sub("", text.strip()))
    text, own = _taken(_EXTENSION, text)
    extension = own or (extension if extension.isdigit() and len(extension) <= 7 else "")
    if _SHORT.fullmatch(text):
        return Number(re.sub(r"\D", "", text))
    try:
        parsed = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    value = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Number(value, extension or parsed.extension or "", option)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Take what `pattern` finds at the end off the text."""
    match = pattern.search(text)
    return (text[: match.start()].strip(), match[1]) if match else (text, "")
