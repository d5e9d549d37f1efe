"""How the built file chooses the name of a town to show in each language. Used by build.py only.

GeoNames' alternate names reach us without their languages, so a name is shown only where one of
these is sure, tried in this order; otherwise the page shows GeoNames' own name in Latin letters:
1. `data/names.tsv`: written by hand for large towns.
2. The city that names a time zone in CLDR (Babel), in that language.
3. Arabic: the only name in letters that Arabic itself uses (not پ چ گ ک ی …), and either the town is
   in an Arab country, or the name has hamza or ta marbuta, or another name in Arabic script is plainly
   another language's. (Otherwise the only name is as often Persian.) Spellings that differ only in
   hamza, article or final letter count as one; the fullest is shown. Not for countries that write
   Persian, Urdu or Uyghur.
4. Simplified Chinese: the only name in Han characters once all are made simplified, with none that
   only Japanese uses.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable

from babel import Locale
from babel.core import get_global

from app.places.rules import name_key

TAGS = ("en", "es", "ar", "zh-Hans")
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي ،")
_SURELY_ARABIC = frozenset("أإؤة")
_ARAB_COUNTRIES = frozenset(
    {"ae", "bh", "dj", "dz", "eg", "eh", "iq", "jo", "km", "kw", "lb", "ly", "ma", "mr", "om", "ps", "qa",
     "sa", "sd", "so", "sy", "td", "tn", "ye"}
)  # fmt: skip
_OTHER_ARABIC_SCRIPT = frozenset({"af", "cn", "in", "ir", "kg", "kz", "pk", "tj", "tm", "uz"})


def zone_cities(tag: str) -> dict[str, str]:
    """Map time zones to the name of their city in a language, from CLDR."""
    zones = Locale.parse(tag, sep="-").time_zones
    return {zone: str(about["city"]) for zone, about in zones.items() if "city" in about}


def zone_city_key(zone: str) -> str:
    """Fold the city that a time zone is named after: America/Mexico_City gives mexicocity."""
    return name_key(zone.rsplit("/", 1)[-1].replace("_", " "))


def canonical_zone(zone: str) -> str:
    """Give the name CLDR uses for a time zone: Asia/Kolkata is Asia/Calcutta there."""
    return str(get_global("zone_aliases").get(zone, zone))


def arabic_name(names: Iterable[str], country: str) -> str | None:
    """Choose the one name that is surely Arabic, or none."""
    if country in _OTHER_ARABIC_SCRIPT:
        return None
    written = {_without_vowel_marks(name) for name in names if _has_arabic_letter(name)}
    arabic = {name for name in written if all(char in _ARABIC for char in name)}
    by_key: dict[str, set[str]] = defaultdict(set)
    for name in arabic:
        short = name.split("،")[0].strip()
        by_key[name_key(short)].add(short)
    if len(by_key) != 1:
        return None
    fullest = max(by_key.popitem()[1], key=_fullness)
    sure = country in _ARAB_COUNTRIES or written != arabic or not _SURELY_ARABIC.isdisjoint(fullest)
    return fullest if sure and len(fullest) > 1 else None


def chinese_name(names: Iterable[str], simplify: Callable[[str], str]) -> str | None:
    """Choose the one name in simplified characters, or none; `simplify` turns traditional ones."""
    simplified = {name for name in map(simplify, filter(is_han, names)) if _is_simplified(name)}
    short = {name.removesuffix("市") if len(name) > 2 else name for name in simplified}
    return short.pop() if len(short) == 1 else None


def is_han(name: str) -> bool:
    """Tell a name of two or more Chinese characters and nothing else."""
    return len(name) > 1 and all("\u4e00" <= char <= "\u9fff" for char in name)


def _is_simplified(name: str) -> bool:
    """Tell whether mainland China's own character set has every character."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _has_arabic_letter(name: str) -> bool:
    return any("\u0620" <= char <= "\u06d3" for char in name)


def _without_vowel_marks(name: str) -> str:
    return "".join(c for c in name if not unicodedata.combining(c) and c != "ـ").strip()


def _fullness(name: str) -> tuple[bool, int, int, str]:
    """Prefer the article, then hamza and ta marbuta, then the longer."""
    return name.startswith("ال"), sum(char in "أإآؤئءة" for char in name), len(name), name
