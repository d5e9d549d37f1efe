"""Given someone who reads one language, when they look for help or ask to be listed, then no English is in the way."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.languages import ENGLISH, OFFERED, Language
from tests.asker import Asker, code_on
from tests.client import PAGE_BYTES, GuardedClient, body, weight
from tests.spoken import left_in_english

# The name of the site, the own name of English in a choice, and places in the demonstration.
NAMES = frozenset({"waymark", "english", "new", "york"})
# The way from the first page to a number, and what names most countries and languages: CLDR may lack one.
WAY = ("", "find?need=legal", "s/drum-winter", "danger?place=us")
# A sentence that no translator was given is English in every language: one that has no Latin letters shows it best.
EVERYWHERE = (
    *WAY,
    "find?need=legal&place=g5128581&ask=2&led=1",
    "find?need=nothing&page=99",
    "s/us-rooms",
    "s/river-lamp/wrong",
    "danger",
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
    # Not the guarded client: the walk through every link holds all other rules in every language.
    client = FlaskClient(demonstration.application)
    for path in EVERYWHERE if language.tag == "ar" else WAY:
        answer = client.get(f"/{language.tag}/{path}")
        assert weight(answer) <= PAGE_BYTES, f"{path} is more than one flight"
        assert not (found := left_in_english(body(answer), language, NAMES)), f"{path}: {found}"
        if path == "s/drum-winter":
            assert '<a class="button call" href="tel:+' in answer.text


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
