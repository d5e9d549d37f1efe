"""A mirror that has much to do shows nothing old meanwhile: news come first, and what must wait is taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Change, SetStatus, Withdraw
from app.directory.rules import Status
from app.pages.ahead import shut
from app.pages.mirror import Mirror
from app.pages.models import PageTag
from tests.factories import list_service
from tests.offered import SAMPLE
from tests.pages.conftest import Worker

ADDRESSES = [
    f"/{tag}/{page}" for tag in SAMPLE for page in ("s/river-lamp", "o/calm-harbour", "find", "find?place=mx")
]
UNTOUCHED = [f"/{tag}/{page}" for tag in SAMPLE for page in ("about", "privacy", "danger")]
AT_ONCE = 3
Made = Callable[[str], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a mirror is, on a machine that is so slow that each few pages take a moment."""
    monkeypatch.setattr("app.pages.mirror._MOMENT", 0.0)
    monkeypatch.setattr("app.pages.mirror._AT_ONCE", AT_ONCE)
    return tmp_path / "site"


@pytest.fixture
def mirror(worker: Worker, folder: Path) -> Iterator[Mirror]:
    """Its mirror, not yet made."""
    made = Mirror(worker.pages, folder, lambda: [*ADDRESSES, *UNTOUCHED])
    yield made
    made.close()


def _pause(worker: Worker) -> None:
    with worker.app.app_context(), writing() as session:
        apply(session, SetStatus("river-lamp", Status.PAUSED), "robin", "imported")


def _watch(worker: Worker, monkeypatch: pytest.MonkeyPatch, before: Made) -> list[str]:
    """Call `before` with each address that is about to be made; return the list of those that were."""
    seen: list[str] = []
    make = worker.pages.make

    def noted(address: Any, *, in_haste: bool = False) -> Any:
        before(address.text)
        seen.append(address.text)
        return make(address, in_haste=in_haste)

    monkeypatch.setattr(worker.pages, "make", noted)
    return seen


def test_what_cannot_be_rewritten_at_once_is_taken_away(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.update()
    _pause(worker)
    left: list[list[str]] = []
    seen = _watch(
        worker,
        monkeypatch,
        lambda _next: left.append([one for one in ADDRESSES if mirror.file_of(one).exists()]),
    )
    mirror.update()
    assert len(seen) > 2 * AT_ONCE
    # From the second helping on, only what was just made is there.
    assert left[AT_ONCE] == [one for one in ADDRESSES if one in seen[:AT_ONCE]]
    assert all(mirror.file_of(one).exists() for one in (*ADDRESSES, *UNTOUCHED))


def _forget_tags(worker: Worker) -> None:
    with worker.app.app_context(), writing() as session:
        session.execute(sa.delete(PageTag))


def _shut(tag: str) -> list[str]:
    return [f"/{tag}/s/river-lamp", f"/{tag}/o/calm-harbour"]


@pytest.mark.parametrize("moment", ["usual", "month", "large", "nobody knows"])
def test_a_paused_contact_is_away_before_the_mirror_looks_what_else_to_do(
    worker: Worker, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whatever else must be made anew: a new month, after a change of very many, after `purge`."""
    with worker.app.app_context(), writing() as session:
        list_service(session, "quiet-moon")
    others = [f"/{tag}/s/quiet-moon" for tag in SAMPLE]
    there: list[set[str]] = []

    def every() -> list[str]:
        there.append({one for one in (*ADDRESSES, *others) if made.file_of(one).exists()})
        return [*ADDRESSES, *others, *UNTOUCHED]

    # A change of very many says itself whose pages it touches; else the site says who cannot be reached.
    found = [one for tag in SAMPLE for one in _shut(tag)] if moment == "nobody knows" else []
    made = Mirror(worker.pages, folder, every, lambda: found)
    made.update()
    if moment == "large":
        monkeypatch.setattr("app.directory.touching.MOST", 0)
    _pause(worker)
    if moment == "nobody knows":
        _forget_tags(worker)
    if moment == "month":
        worker.pages.clock = datetime(2031, 1, 1, tzinfo=UTC).timestamp
    assert made.update().everything == (moment != "usual")
    made.close()
    assert there[1] == set(others)


def test_a_page_read_from_where_a_change_has_not_come_waits_on(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.update()
    make, lagging = worker.pages.make, ["/en/s/river-lamp"] * 2

    def late(address: Any, *, in_haste: bool = False) -> Any:
        page = make(address, in_haste=in_haste)
        if address.text in lagging and page and page.generation:
            lagging.remove(address.text)
            return replace(page, generation=page.generation - 1)
        assert not lagging or not mirror.file_of("/en/s/river-lamp").exists()
        return page

    monkeypatch.setattr(worker.pages, "make", late)
    _pause(worker)
    mirror.update()
    assert not lagging
    assert mirror.file_of("/en/s/river-lamp").read_bytes() == worker.bare("/en/s/river-lamp").data


@pytest.mark.parametrize("change", [SetStatus("river-lamp", Status.PAUSED), Withdraw("river-lamp")])
def test_the_site_says_who_cannot_be_reached(worker: Worker, change: Change) -> None:
    assert shut(worker.app) == []
    with worker.app.app_context(), writing() as session:
        apply(session, change, "robin", "asked_to_leave")
    assert {*shut(worker.app)} >= {one for tag in SAMPLE for one in _shut(tag)}


def test_news_come_before_the_rest_of_a_long_run(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[int] = []

    def pause(_next: str) -> None:
        if len(seen) == 5 and not paused:
            paused.append(len(seen))
            _pause(worker)

    seen: list[str] = []
    seen = _watch(worker, monkeypatch, pause)
    mirror.update()
    listings = [at for at, one in enumerate(seen) if one.endswith("/s/river-lamp")]
    assert any(5 < at <= 5 + 2 * AT_ONCE for at in listings)
    for one in ADDRESSES:
        assert mirror.file_of(one).read_bytes() == worker.bare(one).data


def test_however_long_a_page_takes_the_mirror_looks_for_news_after_it(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    seen = _watch(worker, monkeypatch, lambda _next: None)
    follow = mirror._follow

    def noted(*, everything: bool) -> tuple[int, bool]:
        looked.append(len(seen))
        return follow(everything=everything)

    monkeypatch.setattr(mirror, "_follow", noted)
    mirror.update()
    assert looked[1:] == [*range(looked[1], len(seen))]


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    worker: Worker, mirror: Mirror, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_next: str) -> None:
        if len(seen) == 20:
            raise KeyboardInterrupt

    seen: list[str] = []
    seen = _watch(worker, monkeypatch, stop)
    with pytest.raises(KeyboardInterrupt):
        mirror.update()
    monkeypatch.undo()
    monkeypatch.setattr("app.pages.mirror._AT_ONCE", AT_ONCE)
    again = Mirror(worker.pages, folder, lambda: [*ADDRESSES, *UNTOUCHED])
    later = _watch(worker, monkeypatch, lambda _next: None)
    again.update()
    again.close()
    written = seen[-20:]
    # A few were made to learn what a server must say with each kind of page.
    assert len(later) < len(ADDRESSES) + len(UNTOUCHED)
    assert {*written, *later} >= {*ADDRESSES, *UNTOUCHED}
