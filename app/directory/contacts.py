"""Numbers, web addresses and e-mail addresses as people write them, made fit to dial and to open. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import phonenumbers

LONGEST_URL = 500
EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_SHORT_LINE = re.compile(r"\d{3,6}")
_NO_NUMBER = re.compile(r"[^\W\d_]|[_@]")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid?|mc_[ce]id|_ga|_gl|_hs\w+|vero_\w+|ref_src|si", re.I
)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,60}[^\W_]")


def western(text: str) -> str:
    """Return the text with the digits of every script written as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def dialled(text: str, country: str) -> str:
    """Return a number as it is dialled from abroad (E.164), or a short line as it is; "" if it cannot be one.

    `country` (ISO, lower case, "" if not known) reads national numbers. Ranges that no plan has given out yet are
    accepted: a plan changes more often than we do.
    """
    plain = western(text).strip()
    if _SHORT_LINE.fullmatch(plain):
        return plain
    try:
        parsed = phonenumbers.parse(plain, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    fits = phonenumbers.is_possible_number(parsed) and _NO_NUMBER.search(plain) is None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if fits else ""


def is_email(text: str) -> bool:
    """Say whether the text is one e-mail address."""
    return EMAIL.fullmatch(text) is not None


def host_of(address: str) -> str:
    """Return the host of a web address, without "www."; "" if there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def web_address(text: str) -> str:
    """Return one web address without what tracks its readers; "" if it is none.

    An address written without a scheme is taken to be https.
    """
    if not text or "@" in text.partition("?")[0] or "\\" in text or re.search(r"\s", text):
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return ""
    asked = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    clean = urlunsplit((parts.scheme.lower(), place, parts.path, urlencode(asked), parts.fragment))
    return clean if len(clean) <= LONGEST_URL and clean.isprintable() else ""
