"""What is asked, by class: words with their choices, and choices alone."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qs

from app.directory.asked import Asked, read
from tools.bench import making

WORDS = {
    "keyword": (
        "visa lawyer", "beds tonight", "hormones", "free counselling", "bad dates", "child custody", "food", "condoms",
        "passport boss", "rent grant", "court hospital", "shower lockers", "police immigration", "thursday group",
        "tested treated", "clean needles",
    ),
    "one very common word": ("people", "work", "you", "any", "we"),
    "translated": (
        "abogada visas", "medicinas", "hormonas", "محامية", "الإقامة", "منحة", "юрист", "кровати", "визах",
    ),
    "Chinese, Thai, Japanese, Korean": (
        "法律", "律师", "签证", "逮捕", "案底", "检查", "治疗", "床位", "补助", "房租", "警察", "激素治疗", "今晚",
        "洗澡",
        "ทนายความ", "วีซ่า", "การจับกุม", "ตรวจ", "รักษา", "เตียง", "ห้องอาบน้ำ", "เงินช่วยเหลือ",
        "ค่าเช่า", "บัตรประชาชน",
        "弁護士", "ビザ", "逮捕", "検査", "治療", "身分証", "寝る場所", "シャワー",
        "변호사", "비자", "체포", "신분증", "검사", "치료", "침대", "샤워실",
    ),
}  # fmt: skip
TRANSLATED = ("translated", "Chinese, Thai, Japanese, Korean")
_NEEDS = ("legal", "medical", "housing", "safety")
FILTERS = (
    "need=legal&place=us",
    "need=medical&place=g5128581",
    "need=housing&place=gb",
    "need=safety&place=g2643743",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One search: its class, its words, filters, and the service that must be among the first ten, if any."""

    kind: str
    words: str
    asked: Asked = Asked()
    target: str = ""

    @property
    def translated(self) -> bool:
        """Say whether the words are of a translation, and not of a text as it was first written."""
        return self.kind in TRANSLATED


def questions(number: int, slips: int) -> list[Question]:
    """Return the questions of a run over a site of so many services."""
    chance = random.Random(3)
    found = [Question(kind, words) for kind, some in WORDS.items() for words in some]
    for place, words in zip(FILTERS * 4, WORDS["keyword"], strict=True):
        # Three filters: need, place, a language spoken.
        found.append(Question("keyword with three filters", words, choices(f"{place}&spoken=eng")))
    known = _tellable(number)
    for n in chance.sample(known, 40):
        found.append(Question("known name", making.name_of(n).lower(), target=making.code_of(n)))
    for n in chance.sample(known, slips):
        found.append(
            Question("misspelt name", misspelt(making.name_of(n).lower(), chance), target=making.code_of(n))
        )
    return found


def _tellable(number: int) -> list[int]:
    """Return the services whose name fewer than ten have: of others nobody could say which one is meant."""
    names = [making.name_of(n) for n in range(1, number + 1)]
    held = Counter(names)
    return [n for n, name in enumerate(names, 1) if held[name] < 10]


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one slip in one of its words of four letters or more."""
    words = name.split()
    at = chance.choice([i for i, word in enumerate(words) if len(word) > 3])
    word, i = words[at], chance.randrange(1, len(words[at]) - 1)
    words[at] = chance.choice(
        [
            word[:i] + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + chance.choice("aeiourstln") + word[i + 1 :],
            word[:i] + word[i] + word[i:],
        ]
    )
    return " ".join(words)


def lists() -> list[Asked]:
    """Return the choices of lists: a need in a place, a need."""
    places = ("us", "gb", "g5128581", "g2643743", "th")
    narrow = [choices(f"need={need}&place={place}") for need in _NEEDS for place in places]
    return narrow + [choices(f"need={need}") for need in _NEEDS]


def choices(query: str) -> Asked:
    """Read the choices of one of our addresses, what stands behind its "?"."""
    return read(parse_qs(query))


def services(number: int) -> list[int]:
    """Return the numbers of forty services."""
    return random.Random(4).sample(range(1, number + 1), 40)


def address(asked: Asked, tag: str = "en") -> str:
    """Return the address of a list of ours."""
    return f"/{tag}/find?{query}" if (query := asked.query()) else f"/{tag}/find"


def address_of(number: int, tag: str = "en") -> str:
    """Return the address of a service of ours."""
    return f"/{tag}/s/{making.code_of(number)}"
