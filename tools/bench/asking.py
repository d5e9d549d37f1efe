"""What is asked, by class: addresses of our pages, and the same question for the raw engine and for Datasette."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote

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


def questions(number: int, slips: int) -> list[Question]:
    """Return the questions of a run over a site of so many services."""
    chance = random.Random(3)
    found = [Question(kind, words) for kind, some in WORDS.items() for words in some]
    for place, words in zip(FILTERS * 4, WORDS["keyword"], strict=True):
        # Three filters: need, place, a language spoken.
        args = dict(part.split("=") for part in f"{place}&spoken=eng".split("&"))
        found.append(Question("keyword with three filters", words, read({k: [v] for k, v in args.items()})))
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


def lists(number: int) -> dict[str, list[str]]:
    """Return addresses of lists and of single services."""
    chance = random.Random(4)
    needs = ("legal", "medical", "housing", "safety")
    places = ("us", "gb", "g5128581", "g2643743", "th")
    return {
        "list": [f"/en/find?need={need}&place={place}" for need in needs for place in places]
        + [f"/en/find?need={need}" for need in needs],
        "one service": [f"/en/s/{making.code_of(n)}" for n in chance.sample(range(1, number + 1), 40)],
    }


def datasette(question: Question) -> str:
    """Return the same question as an address of Datasette."""
    words = " ".join(f'"{word}"' for word in question.words.split())
    filters = f"&need={question.asked.need}" if question.asked.need else ""
    return f"/site/services?_search={quote(words)}&_size=20{filters}"


def datasette_lists(address: str) -> str:
    """Return the list or service of ours as an address of Datasette."""
    if "/s/" in address:
        return f"/site/services/{address.rsplit('/s', 1)[1].lstrip('/s')}"
    return "/site/services?_size=20&" + address.partition("?")[2].split("&")[0]
