"""After a change the mirror asks about what the change touched, and still has every page it should, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as some

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Batch, Change, Publish, Save, SetStatus, Withdraw
from app.directory.content import Place, Prose
from app.directory.rules import Publication, Standing, Status
from app.languages import by_tag
from app.pages.ahead import after, shut, to_mirror
from app.pages.mirror import Mirror
from app.pages.packing import Page
from app.pages.rules import Address
from tests.factories import list_organisation, list_service, organisation, service
from tests.pages.conftest import Worker

OWNERS, CODES = ("calm-harbour", "night-garden"), ("river-lamp", "quiet-moon")
NEW_YORK, TIJUANA = 5128581, 3981609
PLACES = (
    (Place(town=NEW_YORK, country="us", region="ny"),),
    (Place(town=TIJUANA, country="mx", region="bcn"),),
    (Place(kind="area", country="us", region="ny", scope="region"),),
    (Place(kind="area", country="ca", scope="country"),),
    (Place(kind="online"),),
)
LISTINGS = (*CODES, *OWNERS)
SERVICES = some.builds(
    lambda code, owner, need, places: Save(code, service(owner, need=need, kinds=(), places=places)),
    some.sampled_from(CODES),
    some.just(OWNERS[0]),
    some.sampled_from(["medical", "legal"]),
    some.sampled_from(PLACES),
)
# Another word in one language only.
TRANSLATED = some.builds(
    lambda code, name: Save(
        code, service(OWNERS[0], prose=(Prose("name", "en", "Clinic"), Prose("name", "es", name)))
    ),
    some.sampled_from(CODES),
    some.sampled_from(["Casa", "Puerto"]),
)
CHANGES = some.one_of(
    SERVICES,
    TRANSLATED,
    some.builds(SetStatus, some.sampled_from(LISTINGS), some.sampled_from([*Status])),
    some.builds(Publish, some.sampled_from(LISTINGS), some.sampled_from([Standing.UNCHECKED])),
    some.builds(
        Publish,
        some.sampled_from(LISTINGS),
        some.just(Standing.UNCHECKED),
        some.none(),
        some.just(Publication.DRAFT),
    ),
    some.builds(Save, some.just(OWNERS[1]), some.just(organisation("Another Garden"))),
)


@pytest.fixture
def mirror(worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror in two languages of a site with two organisations."""
    for name in ("first_pages", "changed_pages"):
        monkeypatch.setattr(import_module(f"app.directory.{name}"), "OFFERED", [by_tag("en"), by_tag("es")])
    monkeypatch.setattr("app.pages.mirror._MOMENT", 60.0)
    with worker.app.app_context(), writing() as session:
        list_organisation(session, OWNERS[1])
        list_service(session, CODES[1], need="legal", kinds=("l2",))
    made = Mirror(
        worker.pages, tmp_path / "site", *(partial(one, worker.app) for one in (to_mirror, shut, after))
    )
    made.update()
    yield made
    made.close()


def _change(worker: Worker, change: Change) -> None:
    with worker.app.app_context(), writing() as session:
        apply(session, change, "robin", "imported")


def _assert_whole(worker: Worker, mirror: Mirror, folder: Path, moment: str) -> None:
    wanted = set(to_mirror(worker.app))
    assert mirror._ledger.there() == wanted, moment
    files = {path for name in ("index.html", "index.txt") for path in folder.rglob(name)}
    assert files == {mirror.file_of(one) for one in wanted}, moment
    for address in wanted:
        assert mirror.file_of(address).read_bytes() == worker.bare(address).data, f"{address} {moment}"


@run(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=some.lists(CHANGES, min_size=1, max_size=4))
def test_a_reader_can_trust_the_mirror_after_any_change(
    worker: Worker, mirror: Mirror, tmp_path: Path, changes: list[Change]
) -> None:
    for change in changes:
        _change(worker, change)
        assert not mirror.update().everything
        _assert_whole(worker, mirror, tmp_path / "site", f"after {change}")


def test_a_place_whose_last_service_leaves_has_no_page_any_more(
    worker: Worker, mirror: Mirror, tmp_path: Path
) -> None:
    for number, places in enumerate((PLACES[0], PLACES[1], PLACES[2], PLACES[0])):
        _change(worker, Save(CODES[0], service(OWNERS[0], places=places)))
        mirror.update()
        _assert_whole(worker, mirror, tmp_path / "site", f"at the {number}th place")
    assert mirror.file_of(f"/en/find?place=g{NEW_YORK}").exists()
    for code in CODES:
        _change(worker, Withdraw(code))
        mirror.update()
    _assert_whole(worker, mirror, tmp_path / "site", "when all have left")
    assert not mirror.file_of(f"/en/find?place=g{NEW_YORK}").exists()


def test_a_list_that_shows_nothing_changed_is_made_in_one_language_only(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More services than a page of a list shows: the last one changes, and the first page stays as it was."""
    with worker.app.app_context(), writing() as session:
        for number in range(21):
            list_service(session, f"amber-{number}", need="housing", kinds=())
        list_service(session, "zinc-mirror", need="housing", kinds=(), standing=Standing.UNCHECKED)
    mirror.update()
    made: list[str] = []
    make = worker.pages.make

    def noted(address: Address, *, in_haste: bool) -> Page | None:
        made.append(address.text)
        return make(address, in_haste=in_haste)

    monkeypatch.setattr(worker.pages, "make", noted)
    before = mirror.file_of("/es/find?need=housing").stat().st_ino
    _change(worker, Save("zinc-mirror", service(OWNERS[0], "Another Name", need="housing", kinds=())))
    mirror.update()
    assert [one for one in made if one.endswith("/find?need=housing")] == ["/en/find?need=housing"]
    assert {"/en/s/zinc-mirror", "/es/s/zinc-mirror"} <= {*made}
    assert mirror.file_of("/es/find?need=housing").stat().st_ino == before


def test_a_paused_service_is_not_put_back_when_another_change_comes_before_every_language_is_made(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worker.app.app_context(), writing() as session:
        for code in ("amber-sun", "zinc-mirror", "teal-cloud"):
            list_service(session, code, need="housing", kinds=())
    _change(worker, SetStatus("zinc-mirror", Status.PAUSED))
    mirror.update()
    _change(worker, SetStatus("amber-sun", Status.PAUSED))
    mirror._follow(everything=False)
    monkeypatch.setattr("app.pages.mirror._MOMENT", 0.0)
    monkeypatch.setattr("app.pages.mirror._AT_ONCE", 1)
    english, spanish = (f"/{tag}/find?need=housing" for tag in ("en", "es"))
    while any(address == english for address, _turn in mirror._ledger.waiting(1_000)):
        mirror._work()
    # It touches the same lists, and is seen in none of them.
    _change(worker, SetStatus("zinc-mirror", Status.CLOSED))
    mirror.update()
    for address in (english, spanish):
        assert b"/s/amber-sun" not in mirror.file_of(address).read_bytes()
        assert b"/s/teal-cloud" in mirror.file_of(address).read_bytes()


@pytest.mark.parametrize("then", [(), (SetStatus(CODES[0], Status.PAUSED),)])
def test_listings_too_many_to_name_are_in_the_mirror_whatever_changes_before_it_looks(
    worker: Worker, mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: tuple[Change, ...]
) -> None:
    monkeypatch.setattr("app.directory.touching.MOST", 1)
    many = [f"bulk-{number}" for number in range(2)]
    saved = [Save(code, service(OWNERS[0], f"Number {code}", places=PLACES[3])) for code in many]
    _change(worker, Batch((*saved, *(Publish(code, Standing.UNCHECKED) for code in many))))
    for change in then:
        _change(worker, change)
    assert not mirror.update().everything
    assert mirror.file_of("/en/s/bulk-1").exists()
    _assert_whole(worker, mirror, tmp_path / "site", f"after many and {then}")


def test_a_change_does_not_look_at_every_page(
    worker: Worker, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    def every() -> list[str]:
        raise AssertionError("every page was looked at")

    monkeypatch.setattr(mirror, "_every", every)
    _change(worker, SetStatus(CODES[0], Status.PAUSED))
    assert mirror.update().written
