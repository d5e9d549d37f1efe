"""Promise: what is published shows at once, from every worker; what is private retires nothing.

Whatever is kept, a page is the one that the app would make now.
"""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as some

from app.db import asking, writing
from app.directory.actions import apply
from app.directory.changes import Change, Publish, Save, SetDoubt, SetStatus, Withdraw
from app.directory.content import Place, Spoken
from app.directory.rules import Standing, Status
from app.pages.models import PageTag
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


def test_nothing_kept_is_shown_when_the_database_does_not_answer(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.get("/en/")

    def fails(_seen: int | None) -> None:
        raise sa.exc.OperationalError("SELECT", {}, OSError())

    monkeypatch.setattr(worker.pages.watch, "ask", fails)
    worker.clock.now += 1
    worker.pages.watch.look()
    assert len(worker.pages.store) == 0


def test_a_page_made_while_something_is_published_is_not_kept(workers: Workers) -> None:
    here, there = workers
    there.get("/en/")
    _change(here, SetStatus(CODE, Status.PAUSED))
    # The other worker has not looked yet: what it makes now is newer than what it knows.
    there.get(f"/en/s/{CODE}")
    assert there.pages.store.get(f"/en/s/{CODE}") is None
