"""The whole mix that speed is measured with: the shares of our goals, and the same question for whom we are beside."""

from __future__ import annotations

from collections import Counter

from tools.bench import asking, mixing
from tools.bench.others import Datasette

NOWHERE = Datasette("http://127.0.0.1:9")


def test_a_short_round_cannot_ask_for_other_shares_than_a_long_one() -> None:
    whole, row = sum(mixing.SHARES.values()), mixing.decks(mixing.visits())
    for start in range(0, len(row), whole):
        assert Counter(visit.kind for visit in row[start : start + whole]) == mixing.SHARES


def test_a_round_can_come_to_every_page_of_the_mix() -> None:
    visits = mixing.visits()
    assert {visit for visit in visits if visit.kind != "typo"} <= set(mixing.decks(visits))
    assert {visit.language for visit in visits} == {"en", "es", "ar", "zh-Hans", "th", "ru"}


def test_nobody_can_be_asked_something_else_the_next_time() -> None:
    assert mixing.visits() == mixing.visits()
    assert mixing.decks(mixing.visits()) == mixing.decks(mixing.visits())


def test_datasette_cannot_be_asked_for_less_of_a_list_than_we_are() -> None:
    asked = asking.choices("need=legal&place=g5128581&ask=2.4&spoken=eng")
    assert NOWHERE.rows(asked) == (
        "/site/services?_size=20&need=legal&country=us&town=New%20York%20City"
        "&id_papers=none&police_contact=never&spoken__arraycontains=eng"
    )


def test_datasette_cannot_be_asked_for_less_of_a_search_than_we_are() -> None:
    for question in asking.questions(1_000, 1):
        address = NOWHERE.found(question.words, question.asked, translated=question.translated)
        assert address.count("&") == 1 + len(question.asked.args()) + bool(
            question.asked.place and question.asked.place.town
        )
        assert address.startswith("/site/translations" if question.translated else "/site/services")
