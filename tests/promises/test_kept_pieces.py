"""Promise: a page put together from kept pieces is, byte for byte, the page made anew, and no piece outlives a change.

From the commit of a change on, not a moment later: a page takes only pieces of the generation that it reads itself.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as some
from markupsafe import escape
from werkzeug.test import Client

from app.db import writing
from app.directory import search_views, views
from app.directory.actions import apply
from app.directory.changes import Change, SetStatus, Withdraw
from app.directory.models import TextRow
from app.directory.rules import Status
from app.pages import shelving
from app.pages.models import PageTag
from app.pages.pieces import Pieces
from tests.client import statements
from tests.factories import list_service
from tests.pages.conftest import Worker, worker, workers
from tests.promises.test_kept_pages import CHANGES, CODE, OWNER

__all__ = ["worker", "workers"]

Workers = tuple[Worker, Worker]
ADDRESSES = (
    "/en/",
    "/en/find",
    "/es/find",
    "/en/find?all=1",
    "/en/find?need=medical&place=g3530597",
    "/en/find?place=mx&ask=9",
    f"/en/find?s={CODE}",
    "/en/find?s=quiet-moon.nobody&all=1",
    "/en/find?need=gone",
    "/en/?s=quiet-moon",
    f"/en/s/{CODE}",
    f"/es/s/{CODE}",
    f"/en/s/{CODE}?s=quiet-moon",
    "/en/s/quiet-moon",
    f"/en/o/{OWNER}",
    "/en/find.txt",
    "/es/find.txt?place=mx",
)


def _change(by: Worker, *changes: Change) -> None:
    with by.app.app_context(), writing() as session:
        for change in changes:
            apply(session, change, "robin", "imported")


def _assert_the_same(reader: Worker, moment: str) -> None:
    for address in ADDRESSES:
        put_together, anew = reader.bare(address), reader.anew(address)
        assert (put_together.status, put_together.data) == (anew.status, anew.data), f"{address} {moment}"


@pytest.fixture
def both(workers: Workers) -> Workers:
    """Two workers of a site with two services."""
    with workers[0].app.app_context(), writing() as session:
        list_service(session, "quiet-moon", need="legal", kinds=("l2",))
    return workers


@run(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=some.lists(some.tuples(some.booleans(), CHANGES), min_size=1, max_size=3))
def test_a_reader_gets_the_page_made_anew_whatever_was_kept(
    both: Workers, changes: list[tuple[bool, Change]]
) -> None:
    for one in both:
        _assert_the_same(one, "before")
    for first, change in changes:
        _change(both[0 if first else 1], change)
        for one in both:
            _assert_the_same(one, f"at once, after {change}")


@pytest.mark.parametrize(
    "last", [SetStatus(CODE, Status.PAUSED), Withdraw(CODE), SetStatus(OWNER, Status.CLOSED)]
)
def test_a_reader_cannot_meet_a_listing_after_it_was_taken_back(both: Workers, last: Change) -> None:
    here, there = both
    for one in both:
        assert f'id="{CODE}"' in one.bare("/en/find").text
        assert "+1 212-555-0100" in one.bare(f"/en/s/{CODE}").text
    _change(here, last)
    for one in (there, here):
        assert f'id="{CODE}"' not in one.bare("/en/find").text
        assert "+1 212-555-0100" not in one.bare(f"/en/s/{CODE}").text
    with here.app.app_context(), writing() as session:
        session.execute(sa.delete(PageTag))
    assert f'id="{CODE}"' not in there.bare("/en/find").text


def test_a_change_leaves_the_pieces_it_does_not_touch(both: Workers) -> None:
    here, there = both
    for code in (CODE, "quiet-moon"):
        there.bare(f"/en/s/{code}")
    _change(here, SetStatus(CODE, Status.FULL))
    there.bare("/en/")
    shelf = there.app.extensions["pieces of pages"].shelf
    kept = [shelf.get(("service", "en", code)) is not None for code in (CODE, "quiet-moon")]
    assert kept == [False, True]


def test_a_reader_is_told_when_an_answer_has_grown_old(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "may have changed" not in worker.bare("/en/find").text
    later = datetime(2031, 1, 1, tzinfo=UTC)

    for module in (views, search_views, shelving):
        monkeypatch.setattr(module, "datetime", SimpleNamespace(now=lambda _zone: later))
    assert "may have changed" in worker.bare("/en/find").text


def test_a_name_cannot_be_taken_for_a_slot(worker: Worker) -> None:
    # As an old row or a backup may hold it: written by nobody's form.
    name = "Lamp \x01 <gap first> <gap second> <gap between> <gap cards> <gap main> ~kit~ ~number~"
    with worker.app.app_context(), writing() as session:
        list_service(session, "odd-name", name="Odd")
        list_service(session, "plain-name", name="Plain")
        session.execute(sa.update(TextRow).where(TextRow.body == "Odd").values(body=name))
    shown = str(escape(name))
    for kit in ("", "?s=somebodys-kit", "?s=odd-name"):
        for _time in range(2):
            found = worker.bare(f"/en/find{kit}").text
            assert shown in found
            assert all(f'id="{code}"' in found for code in ("odd-name", "plain-name", CODE))
            assert shown in worker.bare(f"/en/s/odd-name{kit}").text


def _searched(worker: Worker, words: str, tag: str = "en", **choices: str) -> str:
    """Send words and return the address of what they find."""
    sent = Client(worker.pages.inner).post(f"/{tag}/search", data={"words": words, **choices})
    return sent.headers["Location"]


@pytest.mark.parametrize("choices", [{}, {"need": "medical", "ask": "9", "s": "somebodys-kit"}, {"led": "1"}])
def test_results_are_the_page_made_anew(worker: Worker, choices: dict[str, str]) -> None:
    for words in ("clinic <gap second>", 'a "lamp" &amp; <gap first>', "papers"):
        address = _searched(worker, words, **choices)
        first, again = worker.bare(address), worker.bare(address)
        assert (first.status, first.data) == (again.status, again.data)
        assert again.data == worker.anew(address).data
        assert str(escape(words)) in again.text


def test_words_are_in_no_piece(worker: Worker) -> None:
    for words in ("quillwort clinic mexico", "quillwort"):
        assert "quillwort" in worker.bare(_searched(worker, words)).text
        assert "quillwort" in worker.bare(_searched(worker, words, need="medical")).text
    pieces: Pieces = worker.app.extensions["pieces of pages"]
    kept = pieces.shelf.untouched(frozenset())
    names = {key[0] for key, _piece in kept}
    assert {"results top", "results aside"} <= names
    # Nor anything that only the words said: the place, the help that they mean, the link that holds them.
    told = [(key, piece) for key, piece in kept if key[0] in {"results top", "results aside"}]
    assert len(told) == 4
    text = "".join(f"{key}{piece.html}" for key, piece in kept).lower()
    assert "quillwort" not in text
    assert not re.search(r"[\w-]{300}", "".join(piece.html for _key, piece in told))
    assert "mx" not in {str(part) for key, _piece in told for part in key}


def test_a_list_is_asked_for_once_until_something_in_it_changes(both: Workers) -> None:
    here, there = both
    for kit in ("", "?s=quiet-moon", "?s=somebodys-kit.quiet-moon"):
        here.bare(f"/en/find{kit}")
        with statements() as seen:
            here.bare(f"/en/find{kit}")
        # The card of what is in a kit says so, and is made for that page alone.
        assert seen == [] or (len(seen) == 3 and "quiet-moon" in kit)
    _change(there, Withdraw("quiet-moon"))
    with statements() as seen:
        assert "quiet-moon" not in here.bare("/en/find").text
    assert seen


def test_a_kit_is_in_no_piece(worker: Worker) -> None:
    worker.bare("/en/find?s=somebodys-kit")
    worker.bare(_searched(worker, "clinic", s="somebodys-kit"))
    worker.bare(f"/en/s/{CODE}?s=somebodys-kit")
    pieces: Pieces = worker.app.extensions["pieces of pages"]
    kept = [f"{key}{piece.html}" for key, piece in pieces.shelf.untouched(frozenset())]
    assert len(kept) > 2
    assert not [one for one in kept if "somebodys-kit" in one]
