"""A moderator decides a request by keyboard alone, in a real Chromium: question, reply, list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from app import create_app
from app.db import Database, open_database
from app.directory.models import Organisation
from app.directory.rules import Standing
from app.privacy.keys import keys_at
from app.submissions import actions
from app.submissions.models import Proposal
from config import Settings
from tests.browser import opened, served, sideways
from tests.databases import Databases
from tests.moderation.waiting import request

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
LIST, ASK, NEXT = 1, 3, 0
ALT = 1


@pytest.fixture
def place(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, Database]]:
    """A server with a request that waits, a moderator's way in without a passkey, and its database."""
    address = databases.fresh("sqlite", "demonstration")
    keys = str(tmp_path_factory.mktemp("keys") / "secret.json")
    made = create_app(Settings(database_url=address, secret_file=keys))
    # The request came through the site, which had its keys by then.
    keys_at(Path(keys))
    database = open_database(address)
    with Session(database.write) as session, session.begin():
        request(session, day=date.today())
    with served(address, secret_file=keys) as site:
        said = made.test_cli_runner().invoke(args=["moderators", "demo", "--address", site]).output
        made.extensions["database"].dispose()
        yield site, said.split()[-1], database
    database.dispose()
    databases.drop(address)


@pytest.fixture
def site(place: tuple[str, str, Database]) -> str:
    """The address of the server."""
    return place[0]


def _usable(page: Page) -> None:
    broken = Axe().run(page, options=RULES)
    assert broken.violations_count == 0, broken.generate_report()
    assert sideways(page) == 0


def press(page: Page, number: int) -> None:
    """Press Alt and a number, as a keyboard does: Playwright's own keys carry no letter while Alt is held."""
    tools = page.context.new_cdp_session(page)
    key = {
        "modifiers": ALT,
        "key": str(number),
        "code": f"Digit{number}",
        "windowsVirtualKeyCode": 48 + number,
    }
    tools.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "text": str(number), "unmodifiedText": str(number), **key},
    )
    tools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || document.activeElement.value || ''"):
            return
    raise AssertionError(f"{words!r} cannot be reached by Tab")


def sign_in(page: Page, link: str) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(link)
    to(page, "Make a passkey")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    to(page, "I wrote them down")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What waits").wait_for()


def _ask(page: Page) -> None:
    press(page, NEXT)
    page.get_by_role("heading", name="New request: Lantern Circle Clinic").wait_for()
    _usable(page)
    press(page, ASK)
    page.get_by_role("heading", name="Ask the group").wait_for()
    _usable(page)
    page.get_by_label("Your question").focus()
    page.keyboard.type("Who answers the phone?")
    to(page, "Ask the group")
    page.keyboard.press("Enter")
    page.get_by_text("Your question waits for the group.").wait_for()
    assert page.get_by_text("Nothing waits.").count() == 1


def _answer(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        actions.reply(session, session.scalars(sa.select(Proposal.id)).one(), "We take turns.")


def _list(page: Page) -> None:
    page.goto("/desk/queue")
    press(page, NEXT)
    page.get_by_text("We take turns.").wait_for()
    page.get_by_label("We called a number that they publish").focus()
    page.keyboard.press("Space")
    # A routine decision: next (above), the key of the button, and Enter to confirm.
    press(page, LIST)
    page.get_by_role("heading", name="List it?").wait_for()
    _usable(page)
    page.keyboard.press("Enter")
    page.get_by_text("It is listed.").wait_for()
    _usable(page)


def test_a_moderator_can_decide_a_request_by_keyboard_alone(
    browser: Browser, site: str, place: tuple[str, str, Database]
) -> None:
    _, link, database = place
    with opened(browser, site) as page:
        sign_in(page, link)
        _usable(page)
        _ask(page)
        _answer(database)
        _list(page)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Proposal)).all() == []
        newest = sa.select(Organisation).order_by(Organisation.id.desc()).limit(1)
        assert session.scalars(newest).one().standing is Standing.CHECKED
