"""The index follows each change in its transaction, and holds nothing of what was taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import search
from app.directory.actions import apply
from app.directory.changes import Publish, Save, SetStatus, Withdraw
from app.directory.content import CURRENT, Leader, Prose
from app.directory.indexing import fill_if_behind, rebuild
from app.directory.models import Edition, Service
from app.directory.rules import Publication, Standing, Status
from app.pages.models import PageTag
from app.pages.rules import EVERYTHING
from app.search.models import Spelling
from tests.factories import list_organisation, list_service, organisation, service
from tests.search.conftest import codes


@pytest.fixture
def listed(session: Session) -> str:
    list_organisation(session, name="Harbour Group")
    return list_service(session, name="Marigold Clinic")


def _held(session: Session) -> set[str]:
    """Return every token in the index, asked of the index itself."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            sa.text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab('main', 'search_index', 'row')"
            )
        )
        return set(session.scalars(sa.text("SELECT term FROM held")))
    return set(
        session.scalars(sa.text("SELECT DISTINCT unnest(tsvector_to_array(tokens)) FROM search_index"))
    )


def test_a_listing_is_found_from_the_moment_it_is_listed(session: Session, listed: str) -> None:
    assert codes(session, "marigold") == [listed]
    assert codes(session, "harbour group") == [listed]


def test_a_draft_is_not_found(session: Session, listed: str) -> None:
    apply(session, Save("amber-acre", service("calm-harbour", name="Tulip Clinic")), "robin", "imported")
    assert codes(session, "tulip") == []
    assert "=tulip" not in _held(session)


def test_a_new_name_is_found_and_the_old_one_is_not(session: Session, listed: str) -> None:
    apply(session, Save(listed, service("calm-harbour", name="Tulip Clinic")), "robin", "imported")
    assert codes(session, "tulip") == [listed]
    assert codes(session, "marigold") == []
    assert "=marigold" not in _held(session)


def test_a_new_name_of_the_organisation_is_found(session: Session, listed: str) -> None:
    changed = organisation("Lighthouse Group", leaders=(Leader("sex_workers", "a"),))
    apply(session, Save("calm-harbour", changed), "robin", "imported")
    assert codes(session, "lighthouse") == [listed]
    assert codes(session, "harbour") == []


@pytest.mark.parametrize("code", ["river-lamp", "calm-harbour"])
def test_nothing_of_a_withdrawn_listing_stays_in_the_index(session: Session, listed: str, code: str) -> None:
    apply(session, Withdraw(code), "robin", "imported")
    assert codes(session, "marigold") == []
    assert _held(session) == set()
    assert session.scalars(sa.select(search.SearchEntry)).all() == []
    assert session.scalars(sa.select(Spelling)).all() == []


def test_the_spelling_keeps_words_that_another_name_holds(session: Session, listed: str) -> None:
    list_service(session, "amber-acre", name="Marigold House")
    apply(session, Withdraw(listed), "robin", "imported")
    held = set(session.scalars(sa.select(Spelling.word)))
    assert "marigold" in held
    assert "clinic" not in held


@pytest.mark.parametrize(
    "change",
    [
        SetStatus("river-lamp", Status.PAUSED),
        Publish("river-lamp", Standing.UNCHECKED, None, Publication.DRAFT),
        Publish("calm-harbour", Standing.CHECKED, None, Publication.DRAFT),
        SetStatus("calm-harbour", Status.CLOSED),
    ],
)
def test_what_is_in_no_list_is_not_found(session: Session, listed: str, change: Publish | SetStatus) -> None:
    apply(session, change, "robin", "imported")
    assert codes(session, "marigold") == []
    assert _held(session) == set()


def test_what_was_paused_is_found_again_when_it_is_open(session: Session, listed: str) -> None:
    apply(session, SetStatus(listed, Status.PAUSED), "robin", "imported")
    apply(session, SetStatus(listed, Status.OPEN), "robin", "imported")
    assert codes(session, "marigold") == [listed]


def test_contacts_and_streets_are_not_in_the_index(session: Session) -> None:
    list_organisation(session)
    list_service(session, website="https://tulip.example/", prose=(Prose("name", "en", "Marigold"),))
    held = _held(session)
    assert "marigold" in held
    assert held.isdisjoint({"tulip", "example", "12125550100"})


def test_the_better_service_comes_first(session: Session) -> None:
    list_organisation(session)
    list_service(session, "amber-acre", standing=Standing.UNCHECKED, name="Marigold One")
    list_service(session, "river-lamp", name="Marigold Three")
    assert codes(session, "marigold") == ["river-lamp", "amber-acre"]


def test_a_later_check_comes_first(session: Session) -> None:
    list_organisation(session)
    list_service(session, "amber-acre", name="Marigold")
    list_service(session, "river-lamp", name="Marigold")
    apply(session, Publish("river-lamp", Standing.CHECKED, date(2026, 9, 1)), "robin", "imported")
    assert codes(session, "marigold") == ["river-lamp", "amber-acre"]


def test_rebuilding_gives_the_same_index(session: Session, listed: str) -> None:
    before = _held(session)
    assert rebuild(session) == 1
    assert _held(session) == before
    assert codes(session, "marigold") == [listed]
    assert session.scalars(sa.select(Service.code)).all() == [listed]


def _generation(session: Session) -> int:
    return session.scalars(sa.select(Edition.generation)).one()


@pytest.mark.parametrize("lost", [["river-lamp"], ["river-lamp", "amber-acre"]])
def test_an_upgrade_finds_again_what_the_index_lost(session: Session, listed: str, lost: list[str]) -> None:
    list_service(session, "amber-acre", name="Marigold House")
    before = _generation(session)
    search.remove(session, session.scalars(sa.select(Service.id).where(Service.code.in_(lost))).all())
    fill_if_behind(session)
    assert sorted(codes(session, "marigold")) == ["amber-acre", listed]
    # What was kept of pages from before shows lists that were too short.
    touched = session.scalars(sa.select(PageTag.tag).where(PageTag.generation == before + 1)).all()
    assert (_generation(session), touched) == (before + 1, [EVERYTHING])


def test_an_upgrade_counts_again_what_was_counted_wrong(session: Session, listed: str) -> None:
    edition, before = session.scalars(sa.select(Edition)).one(), _generation(session)
    true = edition.counts
    edition.counts = true.replace("[1,1]", "[40,50]")
    assert edition.counts != true
    fill_if_behind(session)
    assert (edition.counts, _generation(session)) == (true, before + 1)


def test_an_upgrade_leaves_a_full_index_and_kept_pages_alone(session: Session, listed: str) -> None:
    before = _generation(session)
    fill_if_behind(session)
    assert (_generation(session), codes(session, "marigold")) == (before, [listed])


def test_a_translation_that_no_reader_is_shown_is_not_found(session: Session, listed: str) -> None:
    name, old = Prose("name", "en", "Marigold Clinic"), Prose("get_in", "es", "Cebrazul.", CURRENT)
    first = service("calm-harbour", prose=(name, Prose("get_in", "en", "Ring."), old))
    apply(session, Save(listed, first), "robin", "imported")
    assert codes(session, "cebrazul", "es") == [listed]
    then = service("calm-harbour", prose=(name, Prose("get_in", "en", "Write."), replace(old, made_from=1)))
    apply(session, Save(listed, then), "robin", "imported")
    assert codes(session, "cebrazul", "es") == []


def test_a_number_that_was_taken_out_of_a_text_is_not_found_in_an_older_translation(
    session: Session, listed: str
) -> None:
    name, old = Prose("name", "en", "Marigold Clinic"), Prose("what", "es", "Cebrazul 12125550100.", CURRENT)
    first = service("calm-harbour", prose=(name, Prose("what", "en", "Zebra 12125550100."), old))
    apply(session, Save(listed, first), "robin", "imported")
    assert codes(session, "cebrazul", "es") == [listed]
    then = service("calm-harbour", prose=(name, Prose("what", "en", "Zebra."), replace(old, made_from=1)))
    apply(session, Save(listed, then), "robin", "imported")
    assert codes(session, "cebrazul", "es") == []
