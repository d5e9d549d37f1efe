"""Listings that look like a request: by name, number or website; listed ones only, in two questions at most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save, Withdraw
from app.directory.content import Prose, Way
from app.directory.rules import Standing
from app.submissions.bundle import Bundle, Offered
from app.submissions.likeness import are_alike, find_group, like
from tests.client import statements
from tests.factories import list_organisation, list_service, organisation, service


@pytest.fixture
def reader(database: Database) -> Iterator[Session]:
    """A reader of the public tables, over one group with one service."""
    with Session(database.write) as session:
        list_organisation(session)
        list_service(session, website="https://www.harbour.example/help")
        session.commit()
    with Session(database.read) as session:
        yield session


def request(name: str = "Night Library", **said: object) -> Bundle:
    given = {"ways": (Way("phone", "+4930111222"),), **said}
    return Bundle(organisation(name), (Offered(service("", name, **given)),))


def test_a_group_is_shown_a_listing_with_its_name(reader: Session) -> None:
    assert [(one.kind, one.code, one.why) for one in like(reader, request("HARBOUR GROUP"))] == [
        ("organisation", "calm-harbour", "name")
    ]


def test_a_group_is_shown_a_listing_with_its_number(reader: Session) -> None:
    found = like(reader, request(ways=(Way("phone", "+12125550100"),)))
    assert [(one.code, one.name, one.why) for one in found] == [("river-lamp", "Harbour Clinic", "number")]


def test_a_group_is_shown_a_listing_with_its_website(reader: Session) -> None:
    found = like(reader, request(website="http://harbour.example/"))
    assert [(one.code, one.why) for one in found] == [("river-lamp", "website")]
    assert like(reader, request(website="https://notharbour.example")) == ()


def test_a_group_is_not_shown_its_own_listings(reader: Session) -> None:
    mine = Bundle(organisation(), (Offered(service("calm-harbour"), "river-lamp"),), "calm-harbour")
    assert like(reader, mine) == ()


def test_nobody_is_shown_what_is_not_listed(database: Database) -> None:
    with Session(database.write) as session:
        list_organisation(session)
        list_service(session)
        apply(session, Save("draft-code", organisation("Quiet Group")), "robin", "imported")
        apply(session, Withdraw("calm-harbour"), "robin", "asked_to_leave")
        session.commit()
    with Session(database.read) as session:
        assert like(session, request("Harbour Group", ways=(Way("phone", "+12125550100"),))) == ()
        assert like(session, request("Quiet Group")) == ()
        assert find_group(session, "Quiet Group") == find_group(session, "calm-harbour") == ""


def test_a_look_costs_two_questions_however_much_is_asked(reader: Session) -> None:
    with statements() as seen:
        like(
            reader,
            request(
                "Harbour Group Clinic", ways=(Way("phone", "+12125550100"),), website="https://a.example"
            ),
        )
    assert sum(one.startswith("SELECT") for one in seen) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Group", "harbour  GROUP"),
        ("Colectiva Ámbar", "colectiva ambar"),
        ("Night Harbour Clinic", "Night Harbour"),
        ("Red Lantern Night Outreach", "Night Outreach of Red Lantern e.V."),
        ("夜间图书馆", "夜间图书馆"),
        ("مجموعة المرفأ", "مجموعة المرفا"),
    ],
)
def test_names_of_one_group_are_alike(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Night Library", "Night Clinic"),
        ("Sex Workers Health Project", "Sex Workers Legal Project"),
        ("Casa", "Casa de Ana"),
        ("", ""),
    ],
)
def test_names_of_two_groups_are_not_alike(one: str, other: str) -> None:
    assert not are_alike(one, other)


def test_a_group_to_go_through_is_found_by_code_or_whole_name_only(reader: Session) -> None:
    for typed in ("calm-harbour", " Calm-Harbour ", "harbour group"):
        assert find_group(reader, typed) == "calm-harbour"
    for typed in ("harbour", "%", "_____________", "", "river-lamp"):
        assert find_group(reader, typed) == ""


def test_two_groups_of_one_name_are_never_guessed_between(database: Database) -> None:
    with Session(database.write) as session:
        for code in ("calm-harbour", "green-bell"):
            content = organisation(prose=(Prose("name", "es", "Ámbar"),))
            apply(
                session, Batch((Save(code, content), Publish(code, Standing.UNCHECKED))), "robin", "imported"
            )
        session.commit()
    with Session(database.read) as session:
        assert find_group(session, "ámbar") == ""
        assert find_group(session, "green-bell") == "green-bell"
