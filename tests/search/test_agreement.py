"""Lists and searches show what clauses of SQL say of the same choices, in one order on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import open_database
from app.directory import queries, searching
from app.directory.asked import Asked
from app.directory.facets import Towns
from app.directory.finding import listed as listed_clauses
from app.directory.models import Service
from app.places import parse
from app.vocabulary import kinds, stored_facts
from tests.databases import Databases
from tests.search.clauses import counted_by_clauses, found_by_clauses
from tests.search.conftest import NOW, codes
from tests.search.test_words import ASKED

PLACES = [
    "ca",
    "ca-on",
    "g6167865",
    "us",
    "us-ny",
    "g5128581",
    "mx",
    "g3530597",
    "gb",
    "g2643743",
    "eg",
    "g360630",
    "th",
]
CHOICES = st.builds(
    Asked,
    need=st.sampled_from(["", "medical", "legal", "housing", "other", "safety"]),
    kinds=st.sampled_from([(), *((one.code,) for one in kinds()), ("m1", "l1")]),
    place=st.sampled_from([None, *(parse(code) for code in PLACES)]),
    facts=st.sampled_from([(), *((one.number,) for one in stored_facts() if one.wish), (4, 9)]),
    spoken=st.sampled_from([(), ("spa",), ("eng",), ("spa", "eng")]),
    led=st.sampled_from([(), ("1",), ("2",), ("1", "2")]),
    open_now=st.booleans(),
    online=st.booleans(),
    by_others=st.booleans(),
    unchecked_too=st.booleans(),
)


def _listed(session: Session, asked: Asked, towns: Towns | None = None) -> tuple[list[str], tuple[int, int]]:
    """Return what all pages of a list show, and what is said beside it."""
    found, pages, said = [], 1, (0, 0)
    while pages >= asked.page:
        results = queries.find(session, asked, NOW, towns)
        found += [session.get_one(Service, one).code for one in results.services]
        said = (results.not_told, results.unchecked)
        pages, asked = results.pages(), replace(asked, page=asked.page + 1)
    return found, said


def _searched(session: Session, asked: Asked, towns: Towns) -> list[str]:
    found: list[int] = []
    pages = 1
    while pages >= asked.page:
        results = searching.results(session, searching.Said("", asked), "en", NOW, towns)
        found += results.services[: results.exact]
        pages, asked = results.pages(), replace(asked, page=asked.page + 1)
    return list(session.scalars(sa.select(Service.code).where(Service.id.in_(found))))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(asked=CHOICES)
def test_a_list_and_a_search_show_what_the_clauses_say(shelf: Session, asked: Asked) -> None:
    shown, said = _listed(shelf, asked)
    # As pages ask: only for towns where something is.
    towns = queries.facets(shelf)["town"]
    assert _listed(shelf, asked, towns) == (shown, said)
    assert shown == found_by_clauses(shelf, asked, NOW)
    assert said == counted_by_clauses(shelf, asked, NOW)
    everything = replace(asked, unchecked_too=True)
    if everything != Asked(
        unchecked_too=True, open_now=asked.open_now
    ):  # A search for nothing finds nothing.
        assert sorted(_searched(shelf, asked, towns)) == sorted(_listed(shelf, everything)[0])


def test_the_index_holds_what_is_in_the_lists(shelf: Session) -> None:
    listed = shelf.scalar(sa.select(sa.func.count(Service.id)).where(*listed_clauses()))
    assert shelf.scalar(sa.text("SELECT count(*) FROM search_entry")) == listed


def test_both_engines_find_the_same_in_the_same_order(
    databases: Databases, engine: str, shelf: Session
) -> None:
    if engine == "sqlite":
        pytest.skip("compared once, when PostgreSQL runs")
    address = databases.fresh("sqlite", "demonstration")
    other = open_database(address)
    words = [(tag, words) for tag, words, _kind in ASKED]
    words += [("en", w) for w in ("quite window", "lawyer toronto", "harbour", "nothing of the kind", "doc")]
    with Session(other.read) as session:
        differ = [
            (tag, asked) for tag, asked in words if codes(session, asked, tag) != codes(shelf, asked, tag)
        ]
    other.dispose()
    databases.drop(address)
    assert differ == []
