"""Whatever stands in an address of the find page, the reader gets a page: never an error, never a crash."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.directory.asked import Asked, read
from app.places import parse
from tests.client import GuardedClient

NAMES = (
    "need",
    "service",
    "place",
    "ask",
    "spoken",
    "led",
    "open",
    "online",
    "by",
    "all",
    "page",
    "utm_source",
)
GOOD = ("medical", "other", "l4", "m1.m2", "g3530597", "mx", "us-ny", "3.4", "spa", "1", "1.2", "2", "9999")
values = st.one_of(st.sampled_from(GOOD), st.text(max_size=40), st.integers(-5, 10**12).map(str))
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=8)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(
            "legal", ("l4", "l2"), parse("g3530597"), (3, 4), ("spa",), ("1", "2"), True, True, True, True, 7
        ),
        Asked(need="other", place=parse("us-ny")),
    ],
)
def test_an_address_says_exactly_what_was_asked(asked: Asked) -> None:
    assert read({name: [value] for name, value in asked.args().items()}) == asked


def test_a_form_with_ticked_boxes_asks_the_same_as_a_short_address() -> None:
    assert read({"ask": ["3", "4"], "spoken": [""]}) == read({"ask": ["3.4"]})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need", "spaceship"),
        ("service", "z9"),
        ("place", "g1"),
        ("place", "xx"),
        ("ask", "21"),
        ("ask", "16"),
        ("spoken", "qqq"),
        ("led", "3"),
        ("open", "yes"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "٣"),
        ("page", "1" * 400),
        ("page", "0000019999999999999999999"),
        ("page", "000001000000"),
        ("page", "07"),
        ("page", "501"),
    ],
)
def test_a_value_nobody_knows_is_left_out_and_named(name: str, value: str) -> None:
    asked = read({name: [value]})
    assert (asked, asked.unknown) == (Asked(), (name,))


@pytest.mark.parametrize("page", ["find", "find.txt"])
@pytest.mark.parametrize("number", ["0000019999999999999999999", "000001000000", "501"])
def test_a_page_number_too_long_to_be_one_is_a_helpful_page(
    client: GuardedClient, page: str, number: str
) -> None:
    assert client.get(f"/en/{page}?page={number}").status_code == 404


@given(queries)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reader_cannot_break_find_with_any_address(
    demonstration: GuardedClient, query: list[tuple[str, str]]
) -> None:
    answer = demonstration.get(f"/en/find?{urlencode(query, errors='surrogatepass')}")
    assert answer.status_code in (200, 404)


@given(st.text(max_size=200), st.sampled_from(["en", "ar"]))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reader_cannot_break_the_town_form(demonstration: GuardedClient, typed: str, tag: str) -> None:
    answer = demonstration.post(f"/{tag}/place", data={"where": typed, "need": typed})
    assert answer.status_code in (200, 303)
    assert typed not in answer.headers.get("Location", "") or typed.strip() in ("", *GOOD) or len(typed) < 4


@pytest.mark.parametrize("path", ["s", "o"])
@given(code=st.text(st.characters(exclude_characters="/?#\\", codec="utf-8"), min_size=1, max_size=60))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_nobody_gave_is_a_helpful_page(demonstration: GuardedClient, path: str, code: str) -> None:
    assert demonstration.get(f"/en/{path}/{code}").status_code in (301, 308, 404)
