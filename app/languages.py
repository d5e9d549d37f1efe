"""The offered interface languages, as values; the language of a page is in its address.

Nothing is read from the browser and nothing is remembered: the same address is the same page for everyone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, localedata
from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, force_locale, get_translations
from markupsafe import Markup
from werkzeug.routing import BaseConverter

# Units, currencies and the like: two thirds of what a locale keeps in memory, in each process.
_NEVER_SAID = (
    "unit_patterns",
    "unit_display_names",
    "compound_unit_patterns",
    "currency_names",
    "currency_names_plural",
    "currency_formats",
    "date_fields",
    "interval_formats",
)
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One interface language. `reviewed` is the day a speaker reviewed its catalogue, or None.

    `spoken`: what its readers ask an interpreter for, by ISO 639-3.
    """

    tag: str
    own_name: str
    direction: str = "ltr"
    spoken: tuple[str, ...] = ()
    reviewed: date | None = None

    @property
    def folder(self) -> str:
        """Return the name of its folder under translations/."""
        return self.tag.replace("-", "_")

    @cached_property
    def locale(self) -> Locale:
        """Return its CLDR locale, without what no page says."""
        found = Locale.parse(self.tag, sep="-")
        for part in _NEVER_SAID:
            localedata.load(str(found)).pop(part, None)
        return found


# English is the source text, so it needs no catalogue and no review by a translator.
ENGLISH = Language("en", "English", spoken=("eng",))
# Fixed order, each name in its own script. A language joins when its catalogue is complete (a test holds this).
OFFERED = (
    ENGLISH,
    Language("es", "Español", spoken=("spa",)),
    Language("zh-Hans", "简体中文", spoken=("cmn", "yue")),
    Language("ro", "Română", spoken=("ron",)),
    Language("pt-BR", "Português", spoken=("por",)),
    Language("th", "ไทย", spoken=("tha",)),
    Language("fr", "Français", spoken=("fra",)),
    Language("ar", "العربية", "rtl", spoken=("ara",)),
    Language("bg", "Български", spoken=("bul",)),
    Language("ru", "Русский", spoken=("rus",)),
    Language("ko", "한국어", spoken=("kor",)),
    Language("zh-Hant", "繁體中文", spoken=("yue", "cmn")),
    Language("hu", "Magyar", spoken=("hun",)),
    Language("uk", "Українська", spoken=("ukr",)),
    Language("de", "Deutsch", spoken=("deu",)),
)
_BY_TAG = {language.tag: language for language in OFFERED}


def by_tag(tag: str) -> Language | None:
    """Return the offered language with this tag, or None."""
    return _BY_TAG.get(tag)


def current() -> Language:
    """Return the language of the page being made."""
    language: Language = g.get("language", ENGLISH)
    return language


def catalogue() -> NullTranslations:
    """Return the catalogue of the page, looked up once a request: a page asks it for hundreds of sentences."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: NullTranslations = g.catalogue
    return found


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak another language for a while: for a sheet that says everything in two."""
    before = current()
    g.language = language
    g.pop("catalogue", None)
    try:
        with force_locale(language.folder):
            yield
    finally:
        g.language = before
        g.pop("catalogue", None)


def gettext(text: str) -> str:
    """Return `text` in the language of the page."""
    return str(catalogue().ugettext(text))


def pgettext(context: str, text: str) -> str:
    """Return `text`, as meant in this context, in the language of the page."""
    return str(catalogue().upgettext(context, text))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form for `number`; placeholders stay."""
    return str(catalogue().ungettext(one, many, number))


def _sentence(context: str | None, text: str) -> Markup:
    # Sentences of templates and of the vocabulary only, so their number is fixed; they are trusted as templates are.
    return Markup(gettext(text) if context is None else pgettext(context, text))  # noqa: S704


@lru_cache(maxsize=5_000)
def _to_fill(_tag: str, context: str | None, text: str) -> Markup:
    """Return a sentence as HTML with its placeholders, in the language of the page (its tag)."""
    return _sentence(context, text)


@lru_cache(maxsize=20_000)
def _whole(_tag: str, context: str | None, text: str) -> Markup:
    """Return a sentence that has no placeholders; "%%" is a per cent sign there too."""
    return _sentence(context, text) % {}


def say(text: str, /, **values: object) -> Markup:
    """Say `text` in a page. Jinja's own way looks up the catalogue again each time."""
    return _say_as(None, text, **values)


def _say_as(context: str | None, text: str, /, **values: object) -> Markup:
    tag = current().tag
    return _to_fill(tag, context, text) % values if values else _whole(tag, context, text)


class _TagConverter(BaseConverter):
    regex = "|".join(sorted(_BY_TAG, key=len, reverse=True))


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.language = _BY_TAG[values.pop("lang")] if values and "lang" in values else _from_path()


def _from_path() -> Language:
    """Error pages outside any route still speak the language their address begins with."""
    return _BY_TAG.get(request.path.split("/", 2)[1], ENGLISH)


def init_app(app: Flask) -> None:
    """Put the language in every public address and bind the catalogues."""
    app.url_map.converters["lang"] = _TagConverter
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=lambda: current().folder)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=say, gettext=say, pgettext=_say_as)
    app.url_value_preprocessor(_take_language)
    app.before_request(lambda: g.setdefault("language", _from_path()) and None)

    @app.url_defaults
    def _give_language(endpoint: str, values: dict[str, Any]) -> None:
        # An address of another app, such as one of the site on the desk, is not in this table.
        known = endpoint in app.view_functions
        if known and "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current().tag

    @app.context_processor
    def _names() -> dict[str, object]:
        return {"language": current(), "languages": OFFERED}
