"""What a place is, how its names are compared, and how far apart towns are. Standard library only."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_KM = 6371.0088
LONGEST_TEXT = 120
MOST_WORDS = 12

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ə": "a", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
        # Arabic, Persian, Urdu and Uyghur keyboards give different letters for one sound.
        "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ھ": "ه", "ہ": "ه",
        "ە": "ه", "ـ": None, "ء": None,
        # Apostrophes and their look-alikes join a word: Xi'an is typed Xian.
        "'": None, "’": None, "‘": None, "`": None, "´": None, "·": None,
    }
)  # fmt: skip

# A short form and its long one are the same word: St. Louis, Saint Louis; Ft Worth, Fort Worth.
_WORDS = {
    "st": "saint", "sankt": "saint", "ste": "sainte", "sta": "santa", "sto": "santo",
    "ft": "fort", "mt": "mount",
}  # fmt: skip
_ARTICLE = "ال"
_CITY_IN_HAN = "市"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CODE = re.compile(r"(?:g([1-9][0-9]{0,9})|([a-z]{2})(?:-([a-z0-9]{1,3}))?)", re.ASCII)


class PlaceKind(StrEnum):
    """The three sizes of place a person can choose."""

    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Town:
    """A town as GeoNames knows it; country and region are lower-case ISO codes, region may be empty."""

    id: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    timezone: str
    population: int


@dataclass(frozen=True, slots=True)
class Region:
    """A state, province or nation inside a country; `code` is the second half of ISO 3166-2."""

    country: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a person chose: a country, a region of it, or a town."""

    country: str
    region: str = ""
    town: Town | None = None

    @property
    def kind(self) -> PlaceKind:
        """Say which of the three sizes this place is."""
        if self.town:
            return PlaceKind.TOWN
        return PlaceKind.REGION if self.region else PlaceKind.COUNTRY

    @property
    def code(self) -> str:
        """Give the public code: `g3530597`, `ca-on` or `mx`."""
        if self.town:
            return f"g{self.town.id}"
        return f"{self.country}-{self.region}" if self.region else self.country


def split_code(code: str) -> tuple[int, str, str] | None:
    """Take a public code apart into town id (or 0), country and region; None if it has no such shape."""
    match = _CODE.fullmatch(code)
    if not match:
        return None
    return int(match[1] or 0), match[2] or "", match[3] or ""


def typed(text: str) -> str | None:
    """Clean what a person typed; None when no place could be meant (too long, control characters).

    Marks that only steer writing direction are dropped: they come along when Arabic is pasted.
    """
    if len(text) > LONGEST_TEXT:
        return None
    kept = [c for c in text if unicodedata.category(c) != "Cf"]
    if any(unicodedata.category(c) in {"Cc", "Cs", "Cn", "Co"} and c not in "\t\r\n" for c in kept):
        return None
    return " ".join("".join(kept).split()) or None


def words(text: str) -> list[str]:
    """Fold a name into comparable words: no case, accents, hamza, article or punctuation."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in plain if not _is_dropped(c)).translate(_LETTERS)
    joined = unicodedata.normalize("NFC", bare)
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in joined)
    return [_word(word) for word in spaced.split()]


def name_key(text: str) -> str:
    """Fold a name into the key it is found by; hyphens and spaces make no difference."""
    return "".join(words(text))


def german_key(text: str) -> str:
    """Fold a name as Germans write it without umlauts: Köln is Koeln."""
    return name_key(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


def kilometres(a: Town, b: Town) -> float:
    """Measure the great circle between two towns (haversine, mean radius of the Earth)."""
    north, south = math.radians(a.latitude), math.radians(b.latitude)
    across = math.radians(b.longitude - a.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _is_dropped(char: str) -> bool:
    """Tell marks that change no letter; vowel signs of Thai, Hindi and the like stay."""
    point = ord(char)
    if 0x02B0 <= point <= 0x02FF:
        return True
    if unicodedata.category(char) == "Cf":
        return True
    return unicodedata.combining(char) != 0 and (point < 0x0900 or 0x1AB0 <= point <= 0x20FF)


def _word(word: str) -> str:
    if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2:
        return word.removeprefix(_ARTICLE)
    if word.endswith(_CITY_IN_HAN) and len(word) > len(_CITY_IN_HAN) + 1:
        return word.removesuffix(_CITY_IN_HAN)
    return _WORDS.get(word, word)
