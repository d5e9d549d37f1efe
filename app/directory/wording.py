"""How the directory says numbers, months, days, times and places in the reader's language; for templates."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from urllib.parse import quote

import phonenumbers
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask

from app.directory.danger import in_language
from app.directory.rules import month_start
from app.languages import Language, by_tag, current, pgettext
from app.places import Place, label_of, name_of
from app.search import MOST
from app.vocabulary import spoken_name

# Apps open by their own scheme: a link to an app's web page would tell that host who is about to be contacted.
_APPS = {
    "whatsapp": "whatsapp://send?phone={digits}",
    "signal": "sgnl://signal.me/#p/{number}",
    "telegram": "tg://resolve?domain={handle}",
    "line": "line://ti/p/~{handle}",
    "viber": "viber://chat?number={number}",
}


def month(value: date) -> str:
    """Return the month and year of a day, such as "March 2026"."""
    return _month(value.replace(day=1), current())


@lru_cache(maxsize=1_000)
def _month(value: date, language: Language) -> str:
    return str(format_skeleton("yMMMM", value, locale=language.locale))


def month_in_numbers(value: date) -> str:
    """Return the month and year of a day in numbers, such as "3/2026"."""
    return str(format_skeleton("yM", value, locale=current().locale))


def day(value: date) -> str:
    """Return a day in words, such as "3 March 2026" the way the reader's language orders it."""
    return str(format_date(value, "long", locale=current().locale))


def month_word(written: str) -> str:
    """Return a month written YYYY-MM in words."""
    first = month_start(written)
    return month(first) if first else ""


def day_name(weekday: int) -> str:
    """Return the name of a weekday (Monday is 0) as it stands alone in a table."""
    return str(get_day_names("wide", context="stand-alone", locale=current().locale)[weekday])


def day_shortly(weekday: int) -> str:
    """Return the name of a weekday (Monday is 0) as a sign at a door has it, such as "Mon"."""
    return str(get_day_names("abbreviated", context="stand-alone", locale=current().locale)[weekday])


def clock(minutes: int) -> str:
    """Return a time of day given in minutes, the way the reader's language writes it."""
    return str(format_time(time(minutes // 60 % 24, minutes % 60), "short", locale=current().locale))


def zone_city(timezone: str) -> str:
    """Return the city a time zone is named after, so that hours on the phone are not taken for one's own."""
    return str(get_timezone_location(timezone, locale=current().locale, return_city=True))


def number(value: float) -> str:
    """Return a number with the digits and separators of the reader's language."""
    return _number(value, current())


@lru_cache(maxsize=1_000)
def _number(value: float, language: Language) -> str:
    return str(format_decimal(value, locale=language.locale))


def counted(value: int) -> str:
    """Return how many there are; beyond what is counted only that there are more, such as "1,000+"."""
    return f"{number(MOST)}+" if value > MOST else number(value)


def listed(words: list[str]) -> str:
    """Return words as a list such as "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return str(format_list(words, locale=current().locale))


def place_name(place: Place) -> str:
    """Return a place's own name in the reader's language."""
    return name_of(place, current().tag)


def place_label(place: Place) -> str:
    """Return a place with its region and country."""
    return label_of(place, current().tag)


def country_name(code: str) -> str:
    """Return a country's name in the reader's language."""
    return name_of(Place(code), current().tag)


def language_name(code: str) -> str:
    """Return the name of a spoken language (ISO 639-3) in the reader's language."""
    return _language_name(code, current().tag)


@lru_cache(maxsize=1_000)
def _language_name(code: str, tag: str) -> str:
    return spoken_name(code, tag, pgettext)


def direction_of(tag: str) -> str:
    """Return the direction of a text in this language; auto for one we do not offer."""
    found = by_tag(tag)
    return found.direction if found else "auto"


def phone_shown(value: str) -> str:
    """Return a number as it is dialled from abroad, grouped to be read aloud."""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def way_link(kind: str, value: str, extension: str = "", app: str = "") -> str:
    """Return the address that starts a call, a text, an e-mail or a chat on the phone; "" if there is none."""
    plain = value.replace(" ", "")
    if kind == "phone":
        return f"tel:{plain}" + (f";ext={extension}" if extension else "")
    if kind == "text":
        return f"sms:{plain}"
    if kind == "email":
        return f"mailto:{plain}"
    if kind == "online":
        return value if value.startswith(("https://", "http://")) else ""
    if kind == "chat" and app in _APPS:
        handle = quote(plain.lstrip("@"), safe="+")
        return _APPS[app].format(digits=plain.lstrip("+"), number=quote(plain, safe="+"), handle=handle)
    return ""


def init_app(app: Flask) -> None:
    """Give the templates these words as filters."""
    for function in (
        month, day, month_word, day_name, clock, zone_city, number, counted, listed, place_name, place_label,
        country_name, language_name, direction_of, phone_shown,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["in_language"] = lambda texts: in_language(texts, current().tag)
    app.jinja_env.globals["way_link"] = way_link
