"""What a reader sees on the pages of listings: strings first, who said so, and nothing that is not public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Change, Save, SetStatus, Withdraw
from app.directory.content import CURRENT, Answer, Hours, Leader, Place, Prose, Way
from app.directory.rules import Standing, Status, months_between
from tests.client import GuardedClient, body
from tests.factories import MEXICO_CITY, STRINGS_OK, list_organisation, list_service, organisation, service

NUMBER = "+12125550100"
STREET = "1 Example Street"


def page(client: GuardedClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return body(answer).decode()


def fill(app: Flask, **said: Any) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session, website="https://harbour.example/")
        list_service(session, **said)


def change(app: Flask, *changes: Change) -> None:
    with app.app_context(), writing() as session:
        for one in changes:
            apply(session, one, "robin", "imported")


def test_a_service_says_its_strings_before_anything_else(app: Flask, client: GuardedClient) -> None:
    fill(app)
    html = page(client, "/en/s/river-lamp")
    order = [
        html.index(part)
        for part in ("Before you contact them", "No need to stop work", "tel:+1", "Sex workers lead")
    ]
    assert order == sorted(order)
    assert "Real name: not known" in html
    assert "They say, June 2026" in html
    assert "You can ask: “Do I need ID or papers?”" in html


def test_an_old_answer_says_that_it_may_have_changed(app: Flask, client: GuardedClient) -> None:
    today = date.today()
    fresh = f"{today:%Y-%m}"
    year, month = divmod(today.year * 12 + today.month - 1 - 7, 12)
    old = f"{year}-{month + 1:02}"
    assert months_between(date(year, month + 1, 1), today) == 7
    facts = (
        replace(STRINGS_OK[0], month=old),
        replace(STRINGS_OK[1], month=fresh),
        replace(STRINGS_OK[2], month=old),
    )
    fill(app, facts=facts)
    html = page(client, "/en/s/river-lamp")
    # Police after 6 months, stopping work only after 12.
    assert html.count("<small>may have changed</small>") == 1
    assert html.count("This may have changed. Ask again.") == 1


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED, Status.MOVED])
def test_a_listing_that_is_not_open_answers_and_hides_its_contacts(
    app: Flask, client: GuardedClient, status: Status
) -> None:
    place = Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=STREET)
    fill(app, status=status, website="https://clinic.example/", places=(place,))
    html = page(client, "/en/s/river-lamp")
    assert 'class="notice' in html
    for secret in ("555-0100", NUMBER, STREET, "clinic.example"):
        assert secret not in html


def test_a_moved_listing_leads_to_its_successor(app: Flask, client: GuardedClient) -> None:
    fill(app)
    with app.app_context(), writing() as session:
        list_service(session, "new-home", prose=(Prose("name", "en", "New Harbour"),))
    change(app, SetStatus("river-lamp", Status.MOVED, "new-home"))
    html = page(client, "/en/s/river-lamp")
    assert '<a href="/en/s/new-home"><bdi>New Harbour</bdi></a>' in html


def test_a_withdrawn_listing_says_only_that_it_is_not_listed_now(app: Flask, client: GuardedClient) -> None:
    fill(app)
    change(app, Withdraw("calm-harbour"))
    for path in ("/en/s/river-lamp", "/ar/o/calm-harbour"):
        html = page(client, path, 410)
        assert "Harbour" not in html
    assert "river-lamp" not in page(client, "/en/find?all=1")


def test_a_draft_is_not_there(app: Flask, client: GuardedClient) -> None:
    fill(app)
    change(app, Save("is-draft", service("calm-harbour", "Secret name")))
    page(client, "/en/s/is-draft", 404)
    assert "Secret name" not in page(client, "/en/o/calm-harbour")
    assert "Secret name" not in page(client, "/en/find?all=1")


@pytest.mark.parametrize(
    ("visibility", "words"),
    [("area", "The address is not public."), ("ask", "Ask them for the address.")],
)
def test_an_address_that_is_not_public_says_how_to_get_it(
    app: Flask, client: GuardedClient, visibility: str, words: str
) -> None:
    fill(app, places=(Place(visibility=visibility, town=MEXICO_CITY, country="mx", region="cmx"),))
    html = page(client, "/en/s/river-lamp")
    assert words in html
    assert "Mexico City" in html


def test_a_street_stands_on_the_service_page_and_nowhere_else(app: Flask, client: GuardedClient) -> None:
    fill(
        app, places=(Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=STREET),)
    )
    assert STREET in page(client, "/en/s/river-lamp")
    assert STREET not in page(client, "/en/find")
    assert STREET not in page(client, "/en/o/calm-harbour")


def test_an_unchecked_listing_says_so(app: Flask, client: GuardedClient) -> None:
    fill(app, standing=Standing.UNCHECKED)
    assert "We have not checked them." in page(client, "/en/s/river-lamp")
    assert "Show 1 we have not checked" in page(client, "/en/find")


def test_what_only_its_own_word_says_is_marked(app: Flask, client: GuardedClient) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session, leaders=(Leader("sex_workers", "d"), Leader("migrants", "a")))
        list_service(session)
    html = page(client, "/en/s/river-lamp")
    assert "They say: Sex workers lead it." in html
    assert "They say: Migrants" not in html


def test_text_in_another_language_is_marked_with_its_language(app: Flask, client: GuardedClient) -> None:
    prose = (
        Prose("name", "es", "Clínica"),
        Prose("what", "es", "Pruebas gratis."),
        Prose("name", "en", "Clinic", CURRENT),
    )
    fill(app, language="es", prose=prose)
    html = page(client, "/en/s/river-lamp")
    assert "<h1><bdi>Clinic</bdi></h1>" in html
    assert '<p lang="es" dir="ltr">Pruebas gratis.</p>' in html
    assert "Not yet in English." in html
    assert "Not yet in" not in page(client, "/es/s/river-lamp")


def test_nothing_a_group_writes_becomes_markup(app: Flask, client: GuardedClient) -> None:
    nasty = "<script>alert(1)</script>\"'&"
    fill(
        app,
        prose=(Prose("name", "en", nasty), Prose("what", "en", nasty)),
        ways=(Way("chat", nasty, app="line"),),
    )
    assert "<script>alert" not in page(client, "/en/s/river-lamp")
    assert "<script>alert" not in page(client, "/en/find")


def test_a_code_of_an_organisation_leads_to_its_page(app: Flask, client: GuardedClient) -> None:
    fill(app)
    answer = client.get("/en/s/calm-harbour")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/o/calm-harbour")


def test_a_way_through_another_group_names_that_group(app: Flask, client: GuardedClient) -> None:
    fill(app, ways=(Way("through", through="calm-harbour"),))
    assert '<a href="/en/o/calm-harbour"><bdi>Harbour Group</bdi></a>' in page(client, "/en/s/river-lamp")


def test_a_careful_answer_is_never_shown_as_good(app: Flask, client: GuardedClient) -> None:
    fill(
        app,
        facts=(*STRINGS_OK, Answer(2, ("some",), month="2026-06"), Answer(6, ("children",), month="2026-06")),
    )
    html = page(client, "/en/s/river-lamp")
    assert '<span class="care">' in html.split("ID for some services")[0].rsplit("<li>", 1)[1]
    assert "river-lamp" not in page(client, "/en/find?ask=2")


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED])
def test_a_group_that_is_not_open_hides_the_contacts_of_its_services(
    app: Flask, client: GuardedClient, status: Status
) -> None:
    fill(app)
    change(app, SetStatus("calm-harbour", status))
    assert "555-0100" not in page(client, "/en/s/river-lamp")
    assert 'class="notice stop"' in page(client, "/en/s/river-lamp")
    assert "river-lamp" not in page(client, "/en/find")


def test_a_paused_service_has_no_ticks_on_its_groups_page(app: Flask, client: GuardedClient) -> None:
    fill(app, status=Status.PAUSED)
    html = page(client, "/en/o/calm-harbour")
    assert "river-lamp" in html
    assert "No need to stop work" not in html
    assert 'class="tone stop"' in html


def test_a_card_says_when_an_answer_is_old(app: Flask, client: GuardedClient) -> None:
    fill(app, facts=tuple(replace(one, month="2020-01") for one in STRINGS_OK))
    assert "No police, no immigration (may have changed)" in page(client, "/en/find")


def test_a_draft_is_never_named_by_a_listing_that_points_to_it(app: Flask, client: GuardedClient) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session)
        apply(session, Save("quiet-draft", organisation("Secret Group")), "robin", "imported")
        apply(session, Save("quiet-next", service("calm-harbour", "Secret Service")), "robin", "imported")
        list_service(session, ways=(Way("through", through="quiet-draft"), Way("phone", NUMBER)))
    assert "Secret" not in page(client, "/en/s/river-lamp")
    change(app, SetStatus("river-lamp", Status.MOVED, "quiet-next"))
    html = page(client, "/en/s/river-lamp")
    assert "Secret" not in html
    assert "quiet-next" not in html


def test_a_code_in_capitals_leads_to_its_page(app: Flask, client: GuardedClient) -> None:
    fill(app)
    assert client.get("/en/s/River-Lamp").headers["Location"] == "/en/s/river-lamp"


def test_hours_of_a_whole_day_are_said_in_words(app: Flask, client: GuardedClient) -> None:
    whole = tuple(Hours(day * 1440, day * 1440 + 1440) for day in range(7))
    fill(app, ways=(Way("phone", NUMBER, hours_kind="weekly", timezone="America/Mexico_City", hours=whole),))
    html = page(client, "/en/s/river-lamp")
    assert "Day and night, every day." in html
    assert "12:00" not in html
