"""Promise: a list may be shown for a moment more only if it shows nothing of what changed.

So readers do not wait for thirty lists that count one service less, and nobody is sent to a closed door.
"""

from __future__ import annotations

import pytest

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, SetStatus, Withdraw
from app.directory.content import Way
from app.directory.rules import Status
from tests.client import statements
from tests.factories import list_service, organisation, service
from tests.pages.conftest import Worker, worker, workers

__all__ = ["worker", "workers"]

Workers = tuple[Worker, Worker]
CODE, OWNER, LINE = "river-lamp", "calm-harbour", "quiet-moon"
# What a change to CODE touches: it stands in this list, and in the other stands nothing.
SHOWN, EMPTY = "/en/find?need=medical", "/en/find?need=medical&spoken=fra"
SHOWING = (SHOWN, "/en/find.txt?need=medical", f"/en/s/{CODE}", f"/en/s/{CODE}.txt", f"/en/o/{OWNER}")


def _change(by: Worker, change: SetStatus | Save | Withdraw) -> None:
    with by.app.app_context(), writing() as session:
        apply(session, change, "robin", "imported")


@pytest.mark.parametrize(
    "change",
    [
        SetStatus(CODE, Status.PAUSED),
        SetStatus(OWNER, Status.CLOSED),
        Withdraw(CODE),
        Save(CODE, service(OWNER, "Another Name")),
        Save(OWNER, organisation("Another Harbour")),
    ],
    ids=["paused", "group closed", "withdrawn", "renamed", "group renamed"],
)
def test_a_list_that_shows_what_changed_is_dropped_and_another_may_stay(
    workers: Workers, change: SetStatus | Save | Withdraw
) -> None:
    here, there = workers
    for address in (*SHOWING, EMPTY):
        there.get(address)
    there.clock.now += 0.1
    _change(here, change)
    there.clock.now += 0.1
    with statements() as seen:
        assert CODE not in there.get(EMPTY).text
    # The question of the watch alone.
    assert len(seen) <= 2
    assert [*there.pages.store.late] == [EMPTY]
    assert [one for one in SHOWING if there.pages.store.get(one)] == []


def test_a_paused_line_is_gone_at_once_from_who_to_call(workers: Workers) -> None:
    here, there = workers
    with here.app.app_context(), writing() as session:
        list_service(session, LINE, need="legal", kinds=("l2",), ways=(Way("phone", "+525555550100"),))
    there.clock.now += 1
    page = "/en/danger?place=mx"
    assert f"/s/{LINE}" in there.get(page).text
    there.clock.now += 0.1
    _change(here, SetStatus(LINE, Status.PAUSED))
    there.clock.now += 0.1
    assert f"/s/{LINE}" not in there.get(page).text


def test_a_late_list_is_another_within_a_second(workers: Workers) -> None:
    here, there = workers
    _change(here, SetStatus(CODE, Status.PAUSED))
    before = there.get(SHOWN).data
    there.clock.now += 0.1
    _change(here, SetStatus(CODE, Status.OPEN))
    there.clock.now += 0.1
    assert there.get(SHOWN).data == before
    for _tenth in range(9):
        there.clock.now += 0.1
        found = there.get(SHOWN)
    assert CODE in found.text
