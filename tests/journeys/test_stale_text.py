"""A changed "how to get in", from the moderator who changes it to the translator and the reader, in Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from app.db import Database, open_database
from app.directory.content import CURRENT, Prose
from app.languages import by_tag
from app.moderation import actions
from app.moderation.queries import by_handle
from app.moderation.rules import Role
from app.moderation.sittings import sign_in
from tests.browser import opened, served, sideways
from tests.databases import Databases
from tests.factories import list_organisation, list_service

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
OLD = {"es": "Toca el timbre.", "ar": "دقوا الجرس."}
TEXTS = (
    Prose("name", "en", "Harbour Clinic"),
    Prose("what", "en", "Doctors and nurses."),
    Prose("what", "es", "Médicas y enfermeras.", CURRENT),
    Prose("what", "ar", "طبيبات وممرضات.", CURRENT),
    Prose("get_in", "en", "Ring the bell."),
    *(Prose("get_in", tag, words, CURRENT) for tag, words in OLD.items()),
)


@pytest.fixture
def place(databases: Databases) -> Iterator[tuple[str, Database]]:
    """A server with one listing in three languages, and its database."""
    address = databases.fresh("sqlite")
    database = open_database(address)
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session, prose=TEXTS)
    with served(address) as site:
        yield site, database
    database.dispose()
    databases.drop(address)


@pytest.fixture
def site(place: tuple[str, Database]) -> str:
    """The address of the server."""
    return place[0]


def _sit(page: Page, place: tuple[str, Database], role: Role) -> None:
    """Sit down at the desk, with the cookie that a passkey would have brought."""
    site, database = place
    minute = int(time.time() // 60)
    with Session(database.write) as session, session.begin():
        actions.add(session, f"some-{role}", role, minute // 60, date.today())
        secret = sign_in(session, by_handle(session, f"some-{role}").id, "", minute)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "desk", "value": secret, "domain": "localhost", "path": "/desk"}])


def _usable(page: Page) -> None:
    broken = Axe().run(page, options=RULES)
    assert broken.violations_count == 0, broken.generate_report()
    assert sideways(page) == 0


def _edit(page: Page, field: str, words: str) -> None:
    page.goto("/desk/listing/river-lamp/change")
    page.locator(f"[name='{field}']").evaluate("(one, words) => { one.value = words }", words)
    page.locator("button[value=preview]").last.evaluate("one => one.click()")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The listing says so now.").wait_for()


def _own_name(tag: str) -> str:
    """Return the name of an offered language in itself: the label of a text that is not in it names it."""
    language = by_tag(tag)
    assert language is not None
    return language.own_name


def _waiting(page: Page, tag: str) -> list[str]:
    page.goto(f"/desk/text?to={tag}")
    return page.locator(".defs b").all_inner_texts()


def test_an_old_way_in_is_shown_to_translators_first_and_to_readers_never(
    browser: Browser, site: str, place: tuple[str, Database]
) -> None:
    with opened(browser, site) as page:
        _sit(page, place, Role.MODERATOR)
        _edit(page, "s1-w1-value", "+1 212 555 0199")
        for tag in OLD:
            # Only the names have no translation: a new phone number stales nothing.
            assert _waiting(page, tag) == ["Name", "Name"]
        _edit(page, "s1-get_in", "Do not ring. Write first.")
        _sit(page, place, Role.TRANSLATOR)
        for tag, old in OLD.items():
            assert _waiting(page, tag) == ["How to get in", "Name", "Name"]
            page.goto(f"/{tag}/s/river-lamp")
            assert old not in page.content()
            assert page.locator("p[lang=en][dir=ltr]", has_text="Do not ring. Write first.").is_visible()
            assert page.locator("p.muted", has_text=_own_name(tag)).count() == 1
        _translate(page)
        page.goto("/ar/s/river-lamp")
        assert page.get_by_text("لا تدقوا الجرس. اكتبوا أولا.").is_visible()


def _translate(page: Page) -> None:
    """Translate the first text by keyboard alone."""
    page.goto("/desk/text?to=ar")
    _usable(page)
    page.keyboard.press("Enter")
    area = page.get_by_label("Your translation")
    area.wait_for()
    _usable(page)
    assert area.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert area.evaluate("one => document.activeElement === one")
    page.keyboard.press("Control+a")
    page.keyboard.type("لا تدقوا الجرس. اكتبوا أولا.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("The listing says so now.").wait_for()
