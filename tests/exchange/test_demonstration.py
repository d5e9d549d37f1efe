"""The demonstration shows everything a listing can be, invented, and never beside real listings."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import database, writing
from app.directory.actions import hold
from app.directory.models import (
    Decision,
    FactRow,
    HoursRow,
    LeaderRow,
    Organisation,
    PlaceRow,
    PublicCode,
    Service,
    SpokenRow,
    TextRow,
    Version,
    WayRow,
)
from app.directory.rules import (
    DAY,
    HoursKind,
    PlaceKind,
    Publication,
    Scope,
    Standing,
    Status,
    Visibility,
    WayKind,
    is_peer_led,
    rank,
    worst_of,
)
from app.exchange.demonstration import CONTENT
from app.languages import OFFERED
from app.vocabulary import (
    chat_apps,
    evidence_levels,
    fact,
    needs,
    sources,
    stored_facts,
    tone_of,
    words,
)
from tests.client import GuardedClient, body

# Kept for fiction: 555-0100 to 0199, London 020 7946 0xxx, Berlin 030 23125 xxx, German mobile 0171 39200 xx.
INVENTED = re.compile(r"\+1\d{3}55501\d\d|\+44207946\d{4}|\+493023125\d{3}|\+491713920\d{3}")

# Two scripts from left to right, one from right to left, one without spaces. In the other languages a reader sees how
# text that is not yet in their own is marked.
WRITTEN_IN = {"en", "es", "ar", "zh-Hans"}


@pytest.fixture
def session(demonstration: GuardedClient) -> Iterator[Session]:
    with Session(demonstration.application.extensions["database"].write) as found:
        yield found


def every(session: Session, column: InstrumentedAttribute[Any]) -> set[Any]:
    return set(session.scalars(sa.select(column).distinct()))


def test_its_codes_are_made_of_words_that_are_still_given(session: Session) -> None:
    assert {word for code in every(session, PublicCode.code) for word in code.split("-")} <= set(words())


def test_it_covers_every_state_a_listing_can_have(session: Session) -> None:
    assert every(session, Service.status) == set(Status)
    assert every(session, Service.standing) == set(Standing)
    assert every(session, Service.publication) == {Publication.DRAFT, Publication.LISTED}
    assert every(session, Service.need) >= {need.slug for need in needs()}
    assert every(session, PlaceRow.kind) == set(PlaceKind)
    assert every(session, PlaceRow.visibility) == set(Visibility)
    assert every(session, PlaceRow.scope) - {None} == set(Scope)
    assert every(session, WayRow.kind) == set(WayKind)
    assert every(session, WayRow.hours_kind) == set(HoursKind)
    assert every(session, WayRow.app) - {""} == {app.slug for app in chat_apps()}
    assert every(session, LeaderRow.evidence) == {level.slug for level in evidence_levels()}
    assert every(session, LeaderRow.value) == {a.value for a in fact("led_by").answers} - {"not_known"}
    assert every(session, FactRow.source_kind) == {source.slug for source in sources()}
    assert every(session, SpokenRow.how) == {a.value for a in fact("languages").answers} - {"not_known"}
    hours = session.scalars(sa.select(HoursRow)).all()
    assert any(one.closes > (one.opens // DAY + 1) * DAY for one in hours), "nothing is open past midnight"


def test_it_covers_every_answer_to_every_fact() -> None:
    given: dict[int, set[str]] = defaultdict(set)
    with CONTENT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for one in stored_facts():
                given[one.number] |= set(filter(None, re.split(r"[,\s]+", row.get(f"fact_{one.number}", ""))))
    assert given == {one.number: {answer.value for answer in one.answers} for one in stored_facts()}


def test_it_is_written_in_four_of_the_offered_languages(session: Session) -> None:
    assert every(session, TextRow.language) == WRITTEN_IN <= {language.tag for language in OFFERED}
    assert every(session, Service.language) == WRITTEN_IN


def test_what_breaks_the_pledge_is_never_checked(session: Session) -> None:
    query = sa.select(FactRow, Service.standing, Service.publication).join(
        Service, Service.id == FactRow.service_id
    )
    broken = [
        (standing, publication)
        for row, standing, publication in session.execute(query)
        if set(row.answers.split()) & set(fact(row.number).not_listable)
    ]
    assert broken
    assert all(s is Standing.UNCHECKED or p is Publication.DRAFT for s, p in broken)


def test_kept_tones_and_ranks_are_what_they_should_be(session: Session) -> None:
    for row in session.scalars(sa.select(FactRow)):
        assert row.tone == tone_of(fact(row.number), row.answers.split())
    leaders: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for lead in session.scalars(sa.select(LeaderRow)):
        leaders[lead.organisation_id].append((lead.value, lead.evidence))
    owners = {owner.id: owner.status for owner in session.scalars(sa.select(Organisation))}
    for service in session.scalars(sa.select(Service)):
        status = worst_of(service.status, owners[service.organisation_id])
        peer_led = is_peer_led(leaders[service.organisation_id])
        assert service.rank == rank(service.standing, peer_led, status)


def test_nothing_in_it_could_reach_anyone(session: Session) -> None:
    calls = session.scalars(sa.select(WayRow.value).where(WayRow.kind.in_((WayKind.PHONE, WayKind.TEXT))))
    assert [value for value in calls if not INVENTED.fullmatch(value)] == []
    sites = session.scalars(sa.union_all(sa.select(Service.website), sa.select(Organisation.website)))
    hosts = {urlsplit(site).hostname or "" for site in sites if site}
    assert hosts
    assert all(host.endswith((".example", "example.org", "example.net", "example.com")) for host in hosts)
    mails = session.scalars(sa.select(WayRow.value).where(WayRow.kind == WayKind.EMAIL)).all()
    assert mails
    assert all(mail.endswith((".example", "@example.org", "@example.net")) for mail in mails)


def test_it_is_made_by_two_decisions_and_can_be_made_once(
    session: Session, demonstration: GuardedClient
) -> None:
    assert session.scalars(sa.select(Decision.reason)).all() == ["demonstration"] * 2
    assert session.scalars(sa.select(Version)).all() == []
    session.rollback()
    again = demonstration.application.test_cli_runner().invoke(args=["demo"])
    assert (again.exit_code, again.output) == (0, "The demonstration content is here already.\n")


def test_it_is_marked_on_every_kind_of_page(demonstration: GuardedClient) -> None:
    for path in ("/", "/en/", "/en/find", "/en/s/river-lamp", "/en/danger", "/en/privacy", "/en/nothing"):
        assert "Demonstration. Nothing here is real." in body(demonstration.get(path)).decode(), path


def test_it_is_refused_where_real_listings_are(app: Flask) -> None:
    with app.app_context(), writing() as session:
        hold(session, "real")
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["demo"])
    assert refused.exit_code == 1
    assert "do not mix" in refused.output
    quiet = runner.invoke(args=["demo", "--if-empty"])
    assert (quiet.exit_code, quiet.output) == (0, "")
    with app.app_context(), Session(database().write) as found:
        assert found.scalars(sa.select(Service)).all() == []
