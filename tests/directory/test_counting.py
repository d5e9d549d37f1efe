"""The numbers behind the menus: kept by difference, and always what a recount would find."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory import queries
from app.directory.actions import apply
from app.directory.changes import Batch, Change, Publish, Save, SetDoubt, SetStatus, Withdraw
from app.directory.content import Place, Spoken
from app.directory.indexing import fill_if_behind
from app.directory.models import Edition
from app.directory.rules import Publication, Standing, Status
from app.pages.models import PageTag
from app.pages.rules import GROWN, MENUS
from tests.factories import list_organisation, list_service, organisation, service


def kept(session: Session) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = json.loads(session.scalars(sa.select(Edition.counts)).one())
    return found


def counted(session: Session) -> dict[str, dict[str, list[int]]]:
    found = queries.facets(session)
    return {name: {value: list(both) for value, both in some.items()} for name, some in found.items()}


def menus_touched(session: Session) -> bool:
    generation = session.scalars(sa.select(Edition.generation)).one()
    # Whoever shows a menu may show it for a moment more.
    menus = {MENUS, f"{GROWN}{MENUS}"}
    of_this = sa.select(PageTag.tag).where(PageTag.generation == generation, PageTag.tag.in_(menus))
    return session.scalars(of_this).first() is not None


@pytest.fixture
def groups(session: Session) -> Session:
    """Two groups: one with two services, one with one that nobody else speaks like."""
    list_organisation(session)
    list_organisation(session, "second-group")
    list_service(session)
    list_service(session, "unsure", standing=Standing.UNCHECKED, places=(Place("online"),))
    list_service(session, "elsewhere", "second-group", spoken=(Spoken("tha"),), need="legal", kinds=("l2",))
    return session


CHANGES: Sequence[tuple[str, Change]] = [
    ("a service pauses", SetStatus("river-lamp", Status.PAUSED)),
    ("a group pauses", SetStatus("calm-harbour", Status.PAUSED)),
    ("a group is no longer checked", Publish("calm-harbour", Standing.UNCHECKED)),
    (
        "a group goes back to draft",
        Publish("calm-harbour", Standing.UNCHECKED, publication=Publication.DRAFT),
    ),
    ("a service is checked", Publish("unsure", Standing.CHECKED)),
    ("a service is doubted", SetDoubt("river-lamp", doubted=True)),
    ("a service goes for good", Withdraw("elsewhere")),
    ("a group goes for good", Withdraw("calm-harbour")),
    ("a service moves to another group", Save("river-lamp", service("second-group", kinds=("m2",)))),
    ("one comes, one changes", Batch((Save("new", service("second-group")), Withdraw("unsure")))),
    ("a group says something else", Save("calm-harbour", organisation("Another name"))),
]


@pytest.mark.parametrize("change", [change for _what, change in CHANGES], ids=[what for what, _ in CHANGES])
def test_whoever_chooses_finds_the_numbers_a_recount_would_give(groups: Session, change: Change) -> None:
    apply(groups, change, "robin", "imported")
    assert kept(groups) == counted(groups)


def test_an_upgrade_completes_counts_from_before_towns_were_counted(groups: Session) -> None:
    edition = groups.scalars(sa.select(Edition)).one()
    edition.counts = json.dumps({name: some for name, some in kept(groups).items() if name != "town"})
    fill_if_behind(groups)
    assert kept(groups) == counted(groups)


def test_a_decision_counts_only_what_it_touches(groups: Session) -> None:
    edition = groups.scalars(sa.select(Edition)).one()
    others = kept(groups)
    others["kind"]["t2"] = [40, 50]
    edition.counts = json.dumps(others)
    apply(groups, SetStatus("river-lamp", Status.PAUSED), "robin", "imported")
    assert kept(groups)["kind"] == {"l2": [1, 1], "m1": [0, 1], "t2": [40, 50]}


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (Withdraw("elsewhere"), True),
        (Withdraw("unsure"), True),
        (SetStatus("river-lamp", Status.PAUSED), True),
        (Save("river-lamp", service("calm-harbour", name="Another name")), False),
        (Save("new", service("calm-harbour")), False),
    ],
)
def test_a_menu_is_made_anew_when_it_shows_a_choice_more_or_less(
    groups: Session, change: Change, changed: bool
) -> None:
    apply(groups, change, "robin", "imported")
    assert menus_touched(groups) is changed
