"""Promise: what is published shows at once, from every worker; what is private retires nothing.

Whatever is kept, a page is the one that the app would make now.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as some

from app.db import asking, writing
from app.directory.actions import apply
from app.directory.changes import Batch, Change, Publish, Save, SetDoubt, SetStatus, Withdraw
from app.directory.content import Place, Spoken
from app.directory.models import Edition
from app.directory.rules import Standing, Status
from app.pages.models import PageTag
from tests.client import statements
from tests.factories import list_service, organisation, service
from tests.pages.conftest import Worker, worker, workers

__all__ = ["worker", "workers"]

Workers = tuple[Worker, Worker]
CODE, OWNER = "river-lamp", "calm-harbour"
PAGES = (
    "/en/",
    "/en/find",
    "/en/find?need=medical",
    "/en/find?need=medical&place=g3530597",
    "/en/find?need=legal",
    "/en/find?need=other",
    "/en/find?place=mx",
    "/en/find?place=us-ny",
    "/en/find?place=ca&spoken=spa",
    f"/en/s/{CODE}",
    "/en/s/quiet-moon",
    f"/en/o/{OWNER}",
    f"/en/s/{CODE}.txt",
    f"/en/o/{OWNER}.txt",
    "/en/find.txt?place=mx",
    f"/g/{CODE}",
    "/en/danger?place=mx",
    "/en/log",
)
NEW_YORK = 5128581
PLACES = (
    (Place(town=NEW_YORK, country="us", region="ny"),),
    (Place(kind="online"),),
    (Place(kind="area", country="ca", scope="country"),),
    (Place(kind="area", country="us", region="ny", scope="region"),),
)
CHECKED = date(2026, 6, 1)
NUMBERS = count(1)


def _new(need: str, most: int = 1, of: str = OWNER) -> Batch:
    """Return the listing of so many services of an organisation that nobody has seen."""
    codes = [f"new-{next(NUMBERS)}" for _number in range(most)]
    saved = [Save(code, service(of, f"Number {code}", need=need, kinds=())) for code in codes]
    return Batch((*saved, *(Publish(code, Standing.UNCHECKED) for code in codes)))


CHANGES = some.one_of(
    some.sampled_from([*Status]).map(lambda status: SetStatus(CODE, status)),
    some.sampled_from([*Status]).map(lambda status: SetStatus(OWNER, status)),
    some.sampled_from(["medical", "legal", "mind"]).map(
        lambda need: Save(CODE, service(OWNER, need=need, kinds=()))
    ),
    some.sampled_from(PLACES).map(lambda places: Save(CODE, service(OWNER, places=places))),
    some.just(Save(CODE, service(OWNER, "Another Name", spoken=(Spoken("fra"),)))),
    some.just(Save(OWNER, organisation("Another Harbour"))),
    some.just(Publish(CODE, Standing.UNCHECKED)),
    some.just(Publish(CODE, Standing.CHECKED, CHECKED)),
    some.booleans().map(lambda doubted: SetDoubt(CODE, doubted)),
    # Nobody has seen it before, so pages without it may stay for a moment.
    some.sampled_from(["medical", "legal", "mind"]).map(_new),
)


def _change(by: Worker, change: Change) -> None:
    with by.app.app_context(), writing() as session:
        apply(session, change, "robin", "imported")


def _assert_true(reader: Worker, moment: str) -> None:
    for address in PAGES:
        kept, now = reader.get(address), reader.bare(address)
        assert (kept.status, kept.data) == (now.status, now.data), f"{address} {moment}"


@run(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=some.lists(some.tuples(some.booleans(), CHANGES), min_size=1, max_size=3))
def test_a_reader_can_trust_every_page_of_every_worker_within_a_second(
    workers: Workers, changes: list[tuple[bool, Change]]
) -> None:
    for one in workers:
        one.clock.now += 1
        _assert_true(one, "before")
    for first, change in changes:
        writer, other = workers if first else reversed(workers)
        _change(writer, change)
        _assert_true(writer, f"at once, after {change}")
        other.clock.now += 1
        _assert_true(other, f"a second after {change}")


def test_a_paused_listing_is_gone_from_both_workers(workers: Workers) -> None:
    here, there = workers
    for one in workers:
        assert "+1 212-555-0100" in one.get(f"/en/s/{CODE}").text
        assert CODE in one.get("/en/find?place=mx").text
    _change(here, SetStatus(CODE, Status.PAUSED))
    there.clock.now += 1
    for one in workers:
        assert "+1 212-555-0100" not in one.get(f"/en/s/{CODE}").text
        assert CODE not in one.get("/en/find?place=mx").text


LISTS = ("/en/find?need=medical&all=1", "/en/find?all=1", f"/en/o/{OWNER}")
LISTING = f"/en/s/{CODE}"


@pytest.mark.parametrize("most", [1, 201])
def test_a_reader_need_not_wait_for_what_is_new(workers: Workers, most: int) -> None:
    here, there = workers
    before = {address: there.get(address).data for address in (*LISTS, LISTING)}
    there.clock.now += 0.1
    _change(here, _new("medical", most))
    there.clock.now += 0.1
    with statements() as seen:
        assert {address: there.get(address).data for address in before} == before
    # The question of the watch alone.
    assert len(seen) <= 2
    assert set(LISTS) <= there.pages.store.late.keys()
    assert LISTING not in there.pages.store.late
    there.app.extensions["ahead"].fill_wanted()
    for address in LISTS:
        assert there.pages.newest(address) is not None
        assert there.get(address).data == there.bare(address).data != before[address]


def test_a_page_made_in_haste_is_packed_finely_afterwards(workers: Workers) -> None:
    here, there = workers
    there.get(LISTS[0])
    _change(here, _new("medical"))
    there.clock.now += 0.1
    there.get(LISTS[0])
    ahead, made = there.app.extensions["ahead"], []
    for make in (ahead.fill_wanted, partial(ahead._refine, 0.0)):
        make()
        assert (page := there.pages.newest(LISTS[0])) is not None
        made.append(page)
    assert len(made[1].packed["br"].body or b"") < len(made[0].packed["br"].body or b"")
    assert made[1].body("") == made[0].body("")


@pytest.mark.parametrize("most", [1, 201])
def test_what_is_new_is_seen_by_every_worker_within_a_second(workers: Workers, most: int) -> None:
    here, there = workers
    for one in workers:
        for address in (*LISTS, LISTING):
            one.get(address)
    there.clock.now += 0.5
    there.get(LISTING)
    _change(here, _new("medical", most))
    _assert_true(here, "at once where it was written")
    for _tenth in range(10):
        there.clock.now += 0.1
        there.get(LISTING)
    for address in (*LISTS, LISTING):
        assert there.get(address).data == there.bare(address).data
    assert there.pages.store.get(LISTING) is not None


def test_a_worker_that_nobody_asked_shows_nothing_late(workers: Workers) -> None:
    here, there = workers
    there.get(LISTS[0])
    there.clock.now += 60
    _change(here, _new("medical"))
    assert there.get(LISTS[0]).data == there.bare(LISTS[0]).data


def test_a_paused_listing_is_gone_at_once_from_a_page_that_lacks_something_new(workers: Workers) -> None:
    here, there = workers
    for address in LISTS:
        assert CODE in there.get(address).text
    _change(here, _new("medical", 201))
    there.clock.now += 0.1
    assert CODE in there.get(LISTS[0]).text
    assert set(LISTS) <= there.pages.store.late.keys()
    _change(here, SetStatus(CODE, Status.PAUSED))
    there.clock.now += 0.1
    for address in LISTS[:2]:
        assert f'id="{CODE}"' not in there.get(address).text
    assert "+1 212-555-0100" not in there.get(LISTING).text


def test_a_pause_among_what_is_new_retires_at_once(workers: Workers) -> None:
    here, there = workers
    there.get(LISTS[0])
    _change(here, Batch((*_new("medical", 201).changes, SetStatus(CODE, Status.PAUSED))))
    there.clock.now += 0.1
    assert f'id="{CODE}"' not in there.get(LISTS[0]).text
    assert not there.pages.store.late


def test_a_worker_keeps_nothing_of_what_was_before_a_backup_came_back(workers: Workers) -> None:
    here, there = workers
    for address in PAGES:
        there.get(address)
    assert len(there.pages.store) > 5
    with here.app.app_context(), writing() as session:
        session.execute(sa.update(Edition).values(generation=Edition.generation - 1))
        session.execute(sa.delete(PageTag))
    there.clock.now += 0.1
    there.pages.watch.look()
    assert len(there.pages.store) == 0
    assert there.get(LISTING).status_code == 200
    assert there.pages.kept(LISTING) is not None


def test_a_withdrawn_listing_is_gone_from_both_workers(workers: Workers) -> None:
    here, there = workers
    for one in workers:
        for address in (f"/en/s/{CODE}", f"/en/s/{CODE}.txt", f"/g/{CODE}"):
            assert one.get(address).status_code == 200
    _change(there, Withdraw(CODE))
    here.clock.now += 1
    for address in (f"/en/s/{CODE}", f"/en/s/{CODE}.txt", f"/g/{CODE}"):
        assert [one.get(address).status_code for one in workers] == [410, 410]


def test_a_change_leaves_the_pages_it_does_not_touch(worker: Worker) -> None:
    with worker.app.app_context(), writing() as session:
        list_service(session, "quiet-moon", need="legal", places=PLACES[0], kinds=("l2",))
    for address in PAGES:
        worker.get(address)
    _change(
        worker, Save("quiet-moon", service(OWNER, "Renamed", need="legal", places=PLACES[0], kinds=("l2",)))
    )
    worker.pages.watch.look()
    kept = {address for address in PAGES if worker.pages.store.get(address)}
    assert {
        "/en/",
        f"/en/s/{CODE}",
        "/en/find?need=medical",
        "/en/find?place=mx",
        "/en/danger?place=mx",
    } <= kept
    assert kept.isdisjoint(
        {"/en/s/quiet-moon", "/en/find?need=legal", "/en/find?place=us-ny", f"/en/o/{OWNER}"}
    )


def test_what_is_private_retires_nothing(workers: Workers) -> None:
    here, there = workers
    for one in workers:
        for address in PAGES:
            one.get(address)
    before = len(there.pages.store)
    with here.app.app_context(), asking() as session:
        session.execute(sa.text("UPDATE receipt SET lookup = lookup"))
    for one in workers:
        one.clock.now += 1
        assert not one.pages.watch.look()
        assert len(one.pages.store) == before > 5


def test_a_worker_that_missed_too_much_keeps_nothing(workers: Workers) -> None:
    here, there = workers
    there.get("/en/")
    _change(here, SetStatus(CODE, Status.FULL))
    with here.app.app_context(), writing() as session:
        session.execute(sa.delete(PageTag))
    there.clock.now += 1
    there.pages.watch.look()
    assert len(there.pages.store) == 0


def test_a_page_made_while_something_is_published_is_not_kept(workers: Workers) -> None:
    here, there = workers
    there.get("/en/")
    _change(here, SetStatus(CODE, Status.PAUSED))
    # The other worker has not looked yet: what it makes now is newer than what it knows.
    there.get(f"/en/s/{CODE}")
    assert there.pages.store.get(f"/en/s/{CODE}") is None
