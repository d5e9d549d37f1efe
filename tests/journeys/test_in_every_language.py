"""Given someone who reads one language, when they look for help or ask to be listed, then no English is in the way."""

from __future__ import annotations

import pytest

from app.languages import ENGLISH, OFFERED, Language
from tests.asker import Asker, code_on
from tests.client import GuardedClient, body, weight
from tests.spoken import left_in_english

# The name of the site, the own name of English in a choice, and places in the demonstration.
NAMES = frozenset({"waymark", "english", "new", "york"})
PAGES = (
    "",
    "find",
    "find?need=legal",
    "find?need=legal&place=g5128581&ask=2&led=1",
    "find?need=nothing&page=99",
    "s/river-lamp",
    "s/us-rooms",
    "s/river-lamp/wrong",
    "danger",
    "danger?place=us",
    "about",
    "log",
    "privacy",
    "receipt",
    "code",
    "show",
    "kit",
    "kit?s=river-lamp&s=drum-winter",
    "kit/card?s=river-lamp",
    "kit/sheet?s=river-lamp",
    "nothing",
)
TRANSLATED = pytest.mark.parametrize(
    "language", [one for one in OFFERED if one is not ENGLISH], ids=lambda one: one.tag
)


@TRANSLATED
def test_a_reader_meets_no_english_on_the_way_to_a_phone_number(
    demonstration: GuardedClient, language: Language
) -> None:
    for path in PAGES:
        page = body(demonstration.get(f"/{language.tag}/{path}"))
        assert not (found := left_in_english(page, language, NAMES)), f"{path}: {found}"
    card = body(demonstration.get(f"/{language.tag}/s/river-lamp")).decode()
    assert '<a class="button call" href="tel:+' in card


@TRANSLATED
def test_a_group_can_ask_and_come_back_and_meets_no_english(
    demonstration: GuardedClient, language: Language
) -> None:
    asker = Asker(demonstration.application, demonstration, language.tag)
    steps = {}
    asker.open()
    steps["ask"] = asker.page
    asker.look(name="")
    steps["mistake"] = asker.page
    asker.look()
    code, steps["preview"] = code_on(asker.page), asker.page
    asker.wait()
    assert asker.press("send").status_code == 303
    steps["sent"] = body(demonstration.get(f"/{language.tag}/ask/sent")).decode()
    answer = demonstration.post(f"/{language.tag}/receipt", data={"code": code})
    assert answer.status_code == 200
    steps["receipt"] = body(answer).decode()
    wrong = demonstration.post(f"/{language.tag}/receipt", data={"code": "12 345"})
    steps["wrong code"] = body(wrong).decode()
    for step, page in steps.items():
        found = left_in_english(page.encode(), language, NAMES)
        assert not found, f"{step}: {found}"


def test_a_first_visit_is_one_flight_in_every_language(demonstration: GuardedClient) -> None:
    sizes = {
        f"/{language.tag}/{path}": weight(demonstration.get(f"/{language.tag}/{path}"))
        for language in OFFERED
        for path in ("", "find", "find?need=legal", "s/river-lamp")
    }
    assert max(sizes.values()) <= 14_600, sizes
