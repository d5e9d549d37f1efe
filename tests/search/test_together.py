"""Choices that are mostly made together are asked for in one facet, so that a list costs the same at any size."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import browsing, queries
from app.directory.asked import Asked
from app.directory.facets import CHECKED, UNCHECKED, near
from app.directory.together import asked_for, of_service
from app.places import parse
from tests.search.conftest import NOW

COMMON = [
    Asked(),
    Asked(unchecked_too=True),
    Asked(need="legal"),
    Asked(need="other"),
    Asked(place=parse("us")),
    Asked(need="other", place=parse("ca-on")),
    Asked(need="medical", place=parse("g6167865"), unchecked_too=True),
]


@pytest.mark.parametrize("asked", COMMON)
def test_a_list_of_a_need_and_a_place_is_asked_for_at_once(asked: Asked) -> None:
    groups = asked_for(asked, (*CHECKED, *UNCHECKED) if asked.unchecked_too else CHECKED, *near(asked.place))
    assert len(groups) == 1


def test_what_narrows_the_list_of_a_need_is_asked_for_within_the_need() -> None:
    asked = Asked(need="legal", facts=(2, 4), spoken=("spa",), online=True)
    assert asked_for(asked, CHECKED) == (
        ("v_legal_y:spa",),
        ("v_legal_o",),
        ("v_legal_f:2",),
        ("v_legal_f:4",),
    )


def test_a_service_without_hours_is_not_looked_at_for_what_is_open_now() -> None:
    assert asked_for(Asked(need="legal", open_now=True), CHECKED) == (("v_legal_h",),)


def test_a_service_under_other_help_stands_in_its_list_too() -> None:
    held = set(of_service({"v", "n:mind", "c:us", "f:4", "k:t1", "l:en"}, "mind"))
    each = {"v_mind_", "v_mind_c:us", "v_mind_f:4", "v_other_", "v_other_c:us", "v_other_f:4"}
    assert held == {"v__c:us", *each}


@pytest.mark.parametrize("asked", [Asked(), Asked(place=parse("us"), unchecked_too=True)])
def test_a_later_page_goes_on_where_the_one_before_ended(shelf: Session, asked: Asked) -> None:
    whole = browsing.services(shelf, asked, NOW, slice(0, 14))
    halves = [browsing.services(shelf, asked, NOW, slice(start, start + 7)) for start in (0, 7)]
    assert halves == [whole[:7], whole[7:]]
    assert len(whole) == 14


def test_counts_that_are_at_hand_are_not_read_again(shelf: Session) -> None:
    generation = shelf.scalar(sa.text("SELECT generation FROM edition")) or 0

    def ask(statement: str) -> list[Any]:
        return list(shelf.connection().exec_driver_sql(statement))

    assert queries.edition(ask, generation, -1)[0].counts
    assert queries.edition(ask, generation, generation)[0].counts == ""
