"""A moderator's first day, in a real Chromium with a virtual passkey, as `make run` begins it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app import create_app
from config import Settings
from tests.browser import opened, served, sideways
from tests.databases import Databases

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def place(databases: Databases) -> Iterator[tuple[str, str]]:
    """A server over demonstration content of its own, and the one-time link that `make run` prints."""
    address = databases.fresh("sqlite", "demonstration")
    made = create_app(Settings(database_url=address))
    with served(address) as site:
        said = made.test_cli_runner().invoke(args=["moderators", "demo", "--address", site]).output
        made.extensions["database"].dispose()
        yield site, said.split()[-1]
    databases.drop(address)


@pytest.fixture
def site(place: tuple[str, str]) -> str:
    """The address of the server."""
    return place[0]


def _passkey(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def _usable(page: Page) -> None:
    broken = Axe().run(page, options=RULES)
    assert broken.violations_count == 0, broken.generate_report()
    assert sideways(page) == 0


def _cookies(page: Page) -> list[dict[str, object]]:
    return [dict(cookie) for cookie in page.context.cookies()]


def _accept(page: Page, link: str) -> list[str]:
    """Accept the invitation, go on to the desk and return the recovery codes."""
    page.goto(link)
    _usable(page)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    codes = page.locator("main ol li").all_inner_texts()
    assert len(set(codes)) == 10
    _usable(page)
    page.get_by_role("link", name="I wrote them down").click()
    page.get_by_role("heading", name="What waits").wait_for()
    return codes


def _pause(page: Page) -> None:
    page.get_by_role("link", name="All listings").click()
    page.get_by_label("The code of a listing").fill("river-lamp")
    page.keyboard.press("Enter")
    page.get_by_text("Pause this listing").first.click()
    page.get_by_label("We tried to reach them and nobody answered.").check()
    _usable(page)
    page.get_by_role("button", name="Pause this listing").click()
    page.get_by_text("Open it again").first.wait_for()


def test_a_moderator_can_be_invited_sign_in_with_a_passkey_and_pause_a_listing(
    browser: Browser, site: str, place: tuple[str, str]
) -> None:
    with opened(browser, site) as page:
        _passkey(page)
        _accept(page, place[1])
        _usable(page)
        (cookie,) = _cookies(page)
        assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == ("/desk", True, "Strict")
        assert page.evaluate("document.cookie") == ""

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").wait_for()
        _usable(page)
        assert _cookies(page) == []
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_role("heading", name="What waits").wait_for()
        assert _cookies(page)[0]["value"] != cookie["value"]

        _pause(page)
        page.goto("/en/s/river-lamp")
        assert page.get_by_text("This listing is paused for now.").count()
        assert page.locator("a[href^='tel:']").count() == 0


def test_a_moderator_can_sign_in_with_each_code_once_and_without_a_script(
    browser: Browser, site: str, place: tuple[str, str]
) -> None:
    with opened(browser, site) as page:
        _passkey(page)
        codes = _accept(page, place[1])
    with opened(browser, site, javascript=False) as page:
        for number, code in enumerate((codes[0], codes[0])):
            page.goto("/desk/sign-in")
            page.get_by_label("Your handle").fill("demo")
            page.get_by_label("A recovery code").fill(code)
            page.get_by_role("button", name="Sign in with a code").click()
            assert page.get_by_role("heading", name="What waits").count() == 1 - number
            page.context.clear_cookies()
        page.goto(place[1])
        assert page.get_by_role("heading", name="This link does not work").count() == 1
