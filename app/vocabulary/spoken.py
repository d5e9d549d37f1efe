"""The languages that staff speak or sign, by ISO 639-3. Not the languages the site is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from babel import Locale

from app.vocabulary.reading import read_csv

_CONTEXT = "language"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken or signed language. `words`: what other directories call it.

    `catalogue`: its name comes from our catalogues, because CLDR has none or one that insults.
    """

    code: str
    tag: str
    label: str
    catalogue: bool
    signed: bool
    words: tuple[str, ...]
    context: str = _CONTEXT


def _spoken(row: dict[str, str]) -> Spoken:
    words = tuple(filter(None, row["words"].split("|")))
    return Spoken(
        row["code"], row["tag"], row["label"], row["catalogue"] == "yes", row["signed"] == "yes", words
    )


@cache
def spoken_languages() -> tuple[Spoken, ...]:
    """Return every language we know a name for."""
    return tuple(_spoken(row) for row in read_csv("spoken.csv"))


@cache
def _by_code() -> dict[str, Spoken]:
    return {language.code: language for language in spoken_languages()}


def spoken(code: str) -> Spoken | None:
    """Return a language by its ISO 639-3 code, or None."""
    return _by_code().get(code)


@cache
def _cldr_names(locale_tag: str) -> dict[str, str]:
    return dict(Locale.parse(locale_tag, sep="-").languages)


def _untranslated(_context: str, label: str) -> str:
    return label


def spoken_name(code: str, locale_tag: str, pgettext: Callable[[str, str], str] = _untranslated) -> str:
    """Return the name of a language in the reader's language; an unknown code is its own name.

    `pgettext` gives the names that CLDR cannot: sign languages, Mandarin beside Cantonese, Romani and others.
    """
    language = spoken(code)
    if language is None:
        return code
    name = None if language.catalogue else _cldr_names(locale_tag).get(language.tag)
    return name or pgettext(language.context, language.label)


@cache
def spoken_codes() -> dict[str, str]:
    """Return {word, folded to lower case with single spaces: code} for what other directories call languages.

    A word stands here only if one language is meant: "creole" is Haitian Creole, "sign language" is nobody's.
    """
    named = [(language.code, (language.label, *language.words)) for language in spoken_languages()]
    return {" ".join(name.casefold().split()): code for code, names in named for name in names}
