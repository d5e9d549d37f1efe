"""Find: what matches, in which order, what is counted, and where to look when nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.directory import queries, searching
from app.directory.actions import apply
from app.directory.asked import Asked, read
from app.directory.changes import Publish, Save
from app.directory.content import Answer, Hours, Leader, Place, Spoken, Way
from app.directory.models import Service
from app.directory.rules import Standing, Status
from app.places import find as find_place
from app.places import parse
from tests.factories import MEXICO_CITY, STRINGS_OK, list_organisation, list_service, service

# A Monday, 15:00 in Mexico City (UTC-6, no summer time since 2022).
NOW = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
PUEBLA = next(place for place in find_place("Puebla") if place.town)
TOLUCA = next(place for place in find_place("Toluca") if place.town)


@pytest.fixture
def owner(session: Session) -> str:
    return list_organisation(session)


def found(session: Session, **asked: Any) -> list[str]:
    results = queries.find(session, Asked(**asked), NOW)
    assert results.total == len(results.services)
    return codes_of(session, results)


def codes_of(session: Session, results: queries.Results) -> list[str]:
    return [session.get_one(Service, one).code for one in results.services]


def test_find_shows_what_is_listed_and_open_or_full(session: Session, owner: str) -> None:
    for status in Status:
        list_service(session, f"is-{status}", status=status)
    apply(session, Save("is-draft", service(owner)), "robin", "imported")
    assert found(session) == ["is-open", "is-full"]


def test_unchecked_services_are_kept_out_until_asked_for(session: Session, owner: str) -> None:
    list_service(session, "sure")
    list_service(session, "unsure", standing=Standing.UNCHECKED)
    results = queries.find(session, Asked(), NOW)
    assert (codes_of(session, results), results.unchecked) == (["sure"], 1)
    assert found(session, unchecked_too=True) == ["sure", "unsure"]


def test_only_ok_answers_match_a_string_and_silence_is_counted(session: Session, owner: str) -> None:
    for code, answer in (
        ("says-ok", "none"),
        ("says-some", "some"),
        ("says-yes", "yes"),
        ("is-silent", "not_known"),
    ):
        list_service(session, code, facts=(*STRINGS_OK, Answer(2, (answer,), month="2026-06")))
    list_service(session, "says-nothing")
    results = queries.find(session, Asked(facts=(2,)), NOW)
    assert (codes_of(session, results), results.not_told) == (["says-ok"], 2)


def test_strings_can_be_narrowed_to_what_someone_else_checked(session: Session, owner: str) -> None:
    they_say = Answer(2, ("none",), month="2026-06")
    list_service(session, "they-say", facts=(*STRINGS_OK, they_say))
    list_service(session, "we-say", facts=(*STRINGS_OK, replace(they_say, source_kind="outreach_checked")))
    assert found(session, facts=(2,)) == ["they-say", "we-say"]
    assert found(session, facts=(2,), by_others=True) == ["we-say"]


def test_leadership_needs_evidence_and_a_check(session: Session) -> None:
    list_organisation(session, "led-network", leaders=(Leader("sex_workers", "b"), Leader("survivors", "d")))
    list_organisation(session, "says-so", leaders=(Leader("sex_workers", "d"),))
    list_service(session, "one", "led-network")
    list_service(session, "two", "says-so")
    list_service(session, "three", "led-network", standing=Standing.UNCHECKED)
    assert found(session, led=("1",), unchecked_too=True) == ["one"]
    assert found(session, led=("2",), unchecked_too=True) == []


def test_peer_led_come_first_then_checked_then_nearest(session: Session) -> None:
    list_organisation(session, "ally", leaders=(Leader("allies", "a"),))
    list_organisation(session, "peer")
    for code, owner, place in (
        ("ally-near", "ally", Place(town=MEXICO_CITY, country="mx", region="cmx")),
        ("peer-far", "peer", Place("area", scope="country", country="mx")),
        ("peer-near", "peer", Place(town=MEXICO_CITY, country="mx", region="cmx")),
    ):
        list_service(session, code, owner, places=(place,))
    list_service(session, "unchecked-near", "peer", standing=Standing.UNCHECKED)
    order = found(session, place=parse(f"g{MEXICO_CITY}"), unchecked_too=True)
    assert order == ["peer-near", "peer-far", "ally-near", "unchecked-near"]


@pytest.mark.parametrize(
    ("place", "reached"),
    [
        (Place(town=MEXICO_CITY, country="mx", region="cmx"), {"town", "region", "country"}),
        (Place("area", scope="region", country="mx", region="cmx"), {"town", "region", "country"}),
        (Place("area", scope="country", country="mx"), {"town", "region", "country", "far"}),
        (Place("area", scope="everywhere"), {"town", "region", "country", "far", "abroad"}),
        (Place("online"), {"town", "region", "country", "far", "abroad"}),
        (Place("online", country="mx"), {"town", "region", "country", "far"}),
        (Place(country="mx", region="cmx", locality="Tiny"), {"region", "country"}),
        (Place("area", scope="town", country="mx", locality="Tiny"), {"country"}),
    ],
)
def test_a_service_reaches_the_places_it_serves_and_no_others(
    session: Session, owner: str, place: Place, reached: set[str]
) -> None:
    list_service(session, places=(place,))
    asked = {
        "town": f"g{MEXICO_CITY}",
        "region": "mx-cmx",
        "country": "mx",
        "far": PUEBLA.code,
        "abroad": "de",
    }
    assert {name for name, code in asked.items() if found(session, place=parse(code))} == reached


def test_a_town_close_by_counts_as_near_and_says_how_far(session: Session, owner: str) -> None:
    here = parse(f"g{MEXICO_CITY}")
    nearby = next(place for place in find_place("Ecatepec") if place.town)
    assert nearby.town
    list_service(session, places=(Place(town=nearby.town.id, country="mx", region=nearby.region),))
    (shown,) = queries.find(session, Asked(place=here), NOW).services
    card = searching.cards(session, [shown], "en", here, NOW)[shown]
    assert card.distance is not None
    assert 0 < card.distance < 50


def weekly(timezone: str, opens: int, closes: int) -> Way:
    return Way("phone", "+12125550100", hours_kind="weekly", timezone=timezone, hours=(Hours(opens, closes),))


@pytest.mark.parametrize(
    ("way", "is_open"),
    [
        (Way("phone", "+12125550100", hours_kind="always"), True),
        (Way("phone", "+12125550100", hours_kind="ask"), False),
        (weekly("America/Mexico_City", 540, 1020), True),
        (weekly("America/Mexico_City", 540, 900), False),
        (weekly("Asia/Tokyo", 540, 1020), False),
        (weekly("Asia/Bangkok", 10060, 10080 + 300), False),
        (weekly("Asia/Bangkok", 1440, 1440 + 300), True),
    ],
)
def test_open_now_reads_each_clock_where_it_hangs(
    session: Session, owner: str, way: Way, is_open: bool
) -> None:
    list_service(session, ways=(way,))
    assert bool(found(session, open_now=True)) is is_open


def test_an_opening_on_sunday_night_runs_on_into_monday(session: Session, owner: str) -> None:
    hours = (Hours(6 * 1440 + 22 * 60, 7 * 1440 + 4 * 60),)
    late = Way("phone", "+12125550100", hours_kind="weekly", timezone="America/Mexico_City", hours=hours)
    list_service(session, ways=(late,))
    monday_3am = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert queries.find(session, Asked(open_now=True), monday_3am).total == 1
    assert queries.find(session, Asked(open_now=True), NOW).total == 0


def test_find_by_kind_language_and_online(session: Session, owner: str) -> None:
    list_service(session, "one", kinds=("m2",), spoken=(Spoken("cmn"), Spoken("spa")))
    list_service(session, "two", places=(Place("online"),))
    assert found(session, kinds=("m2",)) == ["one"]
    assert found(session, spoken=("cmn", "spa")) == ["one"]
    assert found(session, online=True) == ["two"]
    assert found(session, need="other") == []


def test_an_empty_result_names_the_nearest_the_country_online_and_peers(session: Session, owner: str) -> None:
    list_service(
        session,
        "puebla",
        places=(Place(town=PUEBLA.town.id if PUEBLA.town else 0, country="mx", region="pue"),),
    )
    list_service(session, "web", places=(Place("online", country="us"),))
    asked = Asked(need="medical", place=TOLUCA, facts=(2,))
    assert queries.find(session, asked, NOW).total == 0
    elsewhere = queries.alternatives(session, asked, NOW)
    assert [place.code for place in elsewhere.nearest] == [PUEBLA.code]
    assert (elsewhere.unfiltered, elsewhere.country, elsewhere.online, elsewhere.peers) == (0, 1, 1, 0)


def test_paging_shows_each_service_once(session: Session, owner: str) -> None:
    codes = {f"code-{number}" for number in range(queries.PER_PAGE + 3)}
    for code in sorted(codes):
        list_service(session, code)
    pages = [queries.find(session, Asked(page=page), NOW) for page in (1, 2, 3)]
    assert [len(page.services) for page in pages] == [queries.PER_PAGE, 3, 0]
    assert {code for page in pages for code in codes_of(session, page)} == codes


def test_a_draft_is_on_no_page(session: Session, owner: str) -> None:
    apply(session, Save("is-draft", service(owner)), "robin", "imported")
    assert queries.service(session, "is-draft", "en", NOW) is None
    page = queries.organisation(session, owner, "en", NOW)
    assert page
    assert page.services == ()
    apply(session, Publish("is-draft", Standing.CHECKED), "robin", "imported")
    assert queries.service(session, "is-draft", "en", NOW)


def test_counts_know_checked_and_all(session: Session, owner: str) -> None:
    list_service(session, "one")
    list_service(session, "two", standing=Standing.UNCHECKED)
    counts = queries.facets(session)
    assert counts["need"] == {"medical": (1, 2)}
    assert (counts["kind"], counts["country"], counts["spoken"]) == (
        {"m1": (1, 2)},
        {"mx": (1, 2)},
        {"spa": (1, 2)},
    )


def test_asking_for_an_unknown_place_leaves_it_out() -> None:
    assert read({"place": ["g999999999"]}).place is None


def test_online_beside_a_narrower_place_is_online_for_that_place(session: Session, owner: str) -> None:
    here = Place("area", scope="region", country="us", region="ny")
    list_service(session, places=(here, Place("online")))
    assert found(session, place=parse("us-ny")) == ["river-lamp"]
    assert found(session, place=parse("mx")) == []


def test_what_someone_else_checked_can_be_asked_without_a_string(session: Session, owner: str) -> None:
    list_service(session, "they-say")
    ours = tuple(replace(one, source_kind="moderator_checked") for one in STRINGS_OK)
    list_service(session, "we-say", facts=ours)
    list_service(session, "not-checked", facts=ours, standing=Standing.UNCHECKED)
    assert found(session, by_others=True, unchecked_too=True) == ["we-say"]


def test_a_page_past_the_end_is_not_called_empty(session: Session, owner: str) -> None:
    list_service(session)
    results = queries.find(session, Asked(page=9), NOW)
    assert (results.total, results.services, results.pages()) == (1, (), 1)
