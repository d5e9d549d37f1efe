"""The index gives the best numbers of a question in order, however common what was asked, and never reads all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.search import engine as index
from tests.search.conftest import look

NUMBER = 2_000
# How many services hold each: every one, every second one, and so on.
SHARES = {"all": 1, "half": 2, "tenth": 10, "rare": 400}


@pytest.fixture
def numbers(session: Session) -> Session:
    """An index in which the better half says nothing of `late`."""
    rows = []
    for n in range(NUMBER):
        held = {word for word, share in SHARES.items() if n % share == 0}
        rows.append((n * 2**32 + n + 1, held | ({"late"} if n > NUMBER / 2 else set())))
    # Not in order: the index puts them in order, not the table.
    index.put(session, rows[::-1])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("ANALYZE search_index"))
    return session


@pytest.mark.parametrize("most", [1, 20, 60, 1_001])
@pytest.mark.parametrize("word", [*SHARES, "late", "none"])
def test_the_best_numbers_are_read_however_common_a_word_is(numbers: Session, word: str, most: int) -> None:
    asked = {"asked": index.matching(numbers, [((word,),)])}
    statement = sa.text(index.reading(numbers.get_bind().dialect.name, "asked", most))
    share = SHARES.get(word, 0)
    every = [n for n in range(NUMBER) if (n % share == 0 if share else word == "late" and n > NUMBER / 2)]
    assert list(numbers.scalars(statement, asked)) == [n * 2**32 + n + 1 for n in every[:most]]


@pytest.mark.parametrize("words", ["lawyer", "lawyer toronto", "people", "quite window"])
def test_no_search_goes_through_all_services(shelf: Session, engine: str, words: str) -> None:
    if engine == "sqlite":
        pytest.skip("FTS5 has one way to read; test_plan.py holds the lists to it")
    look(shelf, words)
    read = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'search_index'"
    assert shelf.scalar(sa.text(read)) == 0
