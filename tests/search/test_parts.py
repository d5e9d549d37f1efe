"""A search leaves out the parts that it does not need, and finds the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.directory.searching import Results
from app.search import Question, queries
from app.search.questions import Part, first_parts
from tests.client import statements
from tests.search.conftest import look

ASKED = (
    "a",
    "clinic",
    "legal",
    "lawyer toronto",
    "hormonas",
    "food mexico",
    "papers",
    "quite windo",
    "zzzzqqqq",
)


def every_part(question: Question, upto: int) -> Iterator[Part]:
    """Yield the parts as if each were needed."""
    return (one._replace(shape=one.shape._replace(unless=())) for one in first_parts(question, upto))


def _found(session: Session) -> list[Results]:
    return [look(session, words, reader) for words in ASKED for reader in ("en", "th", "zh-Hans")]


def test_who_searches_finds_the_same_whether_or_not_parts_are_left_out(
    shelf: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out = _found(shelf)
    monkeypatch.setattr(queries, "first_parts", every_part)
    assert _found(shelf) == left_out
    assert any(one.total > len(one.services) for one in left_out)


@pytest.mark.parametrize(("words", "number"), [("clinic", 1), ("quite windo", 2)])
def test_a_search_is_one_question_or_two_when_little_is_found(
    shelf: Session, words: str, number: int
) -> None:
    look(shelf, words)
    with statements() as seen:
        look(shelf, words)
    assert len(seen) == number
    assert not [one for one in seen if "clinic" in one or "windo" in one]
