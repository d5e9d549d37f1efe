"""Which addresses may be kept, and under which one spelling."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.pages.rules import address_of, next_month


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        ("/", "", "/"),
        ("/zh-Hans/", "", "/zh-Hans/"),
        ("/en/find", "place=mx&need=medical", "/en/find?need=medical&place=mx"),
        ("/en/find", "need=medical&ask=3&ask=4&spoken=&place=", "/en/find?need=medical&ask=3.4"),
        ("/ar/s/river-lamp", "", "/ar/s/river-lamp"),
        ("/ar/s/river-lamp.txt", "", "/ar/s/river-lamp.txt"),
        ("/g/river-lamp", "", "/g/river-lamp"),
        ("/es/danger", "place=g3530597", "/es/danger?place=g3530597"),
    ],
)
def test_a_page_can_be_kept_under_one_spelling(path: str, query: str, text: str) -> None:
    found = address_of(path, query)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/en/", "utm=1"),
        ("/en/s/river-lamp", "a=b"),
        ("/en/find", "open=1"),
        ("/en/find", "need=medical&q=words"),
        ("/en/find", "need=%6dedical"),
        ("/en/find", "place=" + "a" * 61),
        ("/en/find", "&".join(["ask=1"] * 100)),
        ("/en/find", "need=medical&s=river-lamp"),
        ("/en/s/river-lamp", "s=river-lamp"),
        ("/en/s/river-lampxtxt/", ""),
        ("/en/s/River-Lamp", ""),
        ("/xx/", ""),
        ("/exit", ""),
        ("/desk/", ""),
        ("/en/r/anything", ""),
        ("/en/ask", ""),
        ("/en/s/river-lamp/wrong", ""),
        ("/en/kit/place.txt", ""),
    ],
)
def test_a_page_that_is_not_on_the_list_cannot_be_kept(path: str, query: str) -> None:
    assert address_of(path, query) is None


@pytest.mark.parametrize(
    ("path", "query", "fine"),
    [
        ("/en/", "", True),
        ("/en/find", "need=legal", True),
        ("/en/find", "need=legal&all=1", True),
        ("/en/find", "place=mx", True),
        ("/en/find", "place=g3530597", False),
        ("/en/find", "need=legal&place=mx", False),
        ("/en/s/river-lamp", "", False),
    ],
)
def test_only_a_few_pages_are_packed_as_small_as_can_be(path: str, query: str, fine: bool) -> None:
    found = address_of(path, query)
    assert found is not None
    assert found.fine is fine


@pytest.mark.parametrize(
    ("now", "then"), [((2026, 11, 30, 23), (2026, 12, 1)), ((2026, 12, 1, 0), (2027, 1, 1))]
)
def test_a_page_expires_when_the_month_ends(now: tuple[int, ...], then: tuple[int, ...]) -> None:
    year, month, day, hour = now
    moment = datetime(year, month, day, hour, tzinfo=UTC).timestamp()
    assert next_month(moment) == datetime(*then, tzinfo=UTC).timestamp()  # type: ignore[arg-type, misc]
