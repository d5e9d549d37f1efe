"""The whole mix: what people ask of a site in a day, in which shares and which languages; at any size from 10,000.

Shares and classes are those of the mix that the figures of our goals were measured with. Two of its classes are left
out, as we offer neither: what is near a position of the phone, and suggestions while someone types.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.directory import models
from app.directory.asked import Asked
from app.vocabulary import strings
from tools.bench import asking, making

SHARES = {
    "home": 14,
    "need": 14,
    "need and town": 14,
    "country": 5,
    "need and facts": 4,
    "one service": 20,
    "keyword": 8,
    "known name": 4,
    "translated": 3,
    "Chinese or Thai": 3,
    "search with filters": 4,
    "typo": 1,
}
_NEEDS = ("medical", "legal", "housing", "money", "safety", "community")
_COUNTRIES = ("us", "gb", "th", "au", "ca", "mx", "in", "fr")
# Of five lists of a need one is its second page, and one its fifth.
_PAGES = (1, 1, 1, 2, 5)
# Services that are opened or meant are among the first ones, which a site of any size has.
_FIRST = 1_000
_DECKS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: home, a list, a search if there are `words`, or a service if there is a `number`."""

    kind: str
    language: str = "en"
    asked: Asked = Asked()
    words: str = ""
    number: int = 0

    @property
    def translated(self) -> bool:
        """Say whether the words are of a translation."""
        return self.kind in (*asking.TRANSLATED, "Chinese or Thai")

    def address(self) -> str:
        """Return our address of what is no search: those must be sealed."""
        if self.number:
            return asking.address_of(self.number, self.language)
        return f"/{self.language}/" if self.kind == "home" else asking.address(self.asked, self.language)


def visits() -> list[Visit]:
    """Return every page of the mix once."""
    chance = random.Random(20261122)
    return [*_lists(chance), *_services(chance), *_searches(chance)]


def thirds(size: int) -> list[Visit]:
    """Return another mix, a harder one: a third lists, a third services, a third searches, all in English."""
    questions = asking.questions(size, 0)[::3][:30]
    lists, numbers = asking.lists(), asking.services(size)
    found = []
    for i, question in enumerate(questions):
        found.append(Visit("list", asked=lists[i % len(lists)]))
        found.append(Visit("one service", number=numbers[i]))
        found.append(Visit(question.kind, asked=question.asked, words=question.words))
    return found


def decks(some: Iterable[Visit]) -> list[Visit]:
    """Return a long row of visits: each part of it as long as the sum of the shares has every class in its share.

    Within a class all come in turn; within a part the order is shuffled. So a short round asks what a long one does.
    """
    by_kind: dict[str, list[Visit]] = defaultdict(list)
    for visit in some:
        by_kind[visit.kind].append(visit)
    chance, found = random.Random(1), []
    for deck in range(_DECKS):
        part = [
            by_kind[kind][(deck * share + i) % len(by_kind[kind])]
            for kind, share in SHARES.items()
            for i in range(share)
        ]
        chance.shuffle(part)
        found += part
    return found


def _lists(chance: random.Random) -> list[Visit]:
    found = [Visit("home", tag) for tag in ("en", "es", "ar", "zh-Hans")]
    for i in range(20):
        asked = asking.choices(f"need={_NEEDS[i % 6]}&page={_PAGES[i % 5]}")
        found.append(Visit("need", ("en", "en", "es", "zh-Hans")[i % 4], asked))
    towns = making.towns()
    for i in range(24):
        # The first towns are the largest, and asked for oftener.
        code = towns[int(len(towns) * chance.random() ** 2)].code
        asked = asking.choices(f"need={_NEEDS[i % 6]}&place={code}")
        found.append(Visit("need and town", ("en", "en", "es", "th")[i % 4], asked))
    found += [Visit("country", asked=asking.choices(f"place={code}")) for code in _COUNTRIES]
    numbers = [one.number for one in strings()]
    for need in _NEEDS:
        first, second = chance.sample(numbers, 2)
        found.append(Visit("need and facts", asked=asking.choices(f"need={need}&ask={first}.{second}")))
    return found


def _services(chance: random.Random) -> list[Visit]:
    numbers = chance.sample(range(1, _FIRST + 1), 40)
    return [
        Visit("one service", ("en", "en", "en", "es")[i % 4], number=number)
        for i, number in enumerate(numbers)
    ]


def _searches(chance: random.Random) -> list[Visit]:
    keywords, foreign = asking.WORDS["keyword"], asking.WORDS["translated"]
    unspaced = asking.WORDS["Chinese, Thai, Japanese, Korean"]
    found = [Visit("keyword", words=words) for words in keywords]
    found += [Visit("known name", words=_rare(n)) for n in chance.sample(range(1, _FIRST + 1), 14)]
    for i, words in enumerate(foreign):
        found.append(Visit("translated", ("es", "ar", "ru")[i // 3], words=words))
    found += [Visit("Chinese or Thai", "zh-Hans", words=words) for words in unspaced[:8]]
    found += [Visit("Chinese or Thai", "th", words=words) for words in unspaced[14:20]]
    everywhere = making.towns()
    for n in chance.sample(range(1, _FIRST + 1), 14):
        found.append(Visit("search with filters", asked=_there(n, everywhere), words=chance.choice(keywords)))
    for n in chance.sample(range(1, _FIRST + 1), 6):
        found.append(Visit("typo", words=asking.misspelt(_rare(n), chance)))
    return found


def _rare(n: int) -> str:
    """Return the word of a name that few other names have."""
    return making.name_of(n).split()[1].lower()


def _there(n: int, everywhere: list[object]) -> Asked:
    """Return need and town of a service."""
    rows = making.rows_of(n, everywhere)
    (service,), (place,) = rows[models.Service], rows[models.PlaceRow]
    return asking.choices(f"need={service['need']}&place=g{place['town']}")
