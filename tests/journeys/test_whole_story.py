"""The whole story in a real Chromium: a group asks without JavaScript, comes back elsewhere with only its code,
answers, is listed by two moderators who use nothing but the keyboard, says that it is still true, and leaves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page

from app import create_app
from app.submissions.rules import ASK_SECONDS
from config import Settings
from tests.browser import opened, served
from tests.databases import Databases
from tests.journeys.test_ask import fill_in
from tests.journeys.test_queue import ASK, LIST, NEXT, press, sign_in, to

NAME = "Night Library"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
QUESTION, ANSWER = "Who answers the phone?", "We take turns."


@pytest.fixture
def story(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A server over demonstration content, and the ways in of two moderators."""
    address = databases.fresh("sqlite", "demonstration")
    keys = str(tmp_path_factory.mktemp("keys") / "secret.json")
    made = create_app(Settings(database_url=address, secret_file=keys))
    with served(address, secret_file=keys) as site:
        run = made.test_cli_runner().invoke
        first = run(args=["moderators", "demo", "--address", site]).output.split()[-1]
        second = run(args=["moderators", "add", "wren"]).output.split()[-1]
        made.extensions["database"].dispose()
        yield site, [first, site + second.partition(":8000")[2]]
    databases.drop(address)


@pytest.fixture
def site(story: tuple[str, list[str]]) -> str:
    """The address of the server."""
    return story[0]


def _asks(browser: Browser, site: str) -> str:
    """Ask to be listed with a script-less phone; return the code that was written down."""
    began = time.monotonic()
    with opened(browser, site, javascript=False) as page:
        page.goto("/en/")
        page.get_by_role("link", name="Ask to be listed").click()
        fill_in(page)
        page.get_by_role("button", name="Look at it before you send").last.click()
        page.get_by_label("Springfield, Missouri, United States").check()
        page.locator("[name=s1-f3][value=not_known]").check()
        page.get_by_role("button", name="Look at it before you send").last.click()
        code = page.locator("p.show").inner_text()
        page.wait_for_timeout(max(0, ASK_SECONDS + 2 - (time.monotonic() - began)) * 1000)
        page.get_by_role("button", name="Send").click()
        page.get_by_role("heading", name="We have it").wait_for()
    return code


@contextmanager
def _back(browser: Browser, site: str, code: str) -> Iterator[Page]:
    """Come back on a machine that knows nothing, with the digits of another script."""
    with opened(browser, site, javascript=False) as page:
        page.goto("/en/receipt")
        page.locator("[name=code]").fill(code.translate(ARABIC))
        page.locator("[name=code]").press("Enter")
        yield page
        assert page.context.cookies() == []


def _questions(page: Page) -> None:
    press(page, NEXT)
    page.get_by_role("heading", name=f"New request: {NAME}").wait_for()
    press(page, ASK)
    page.get_by_role("heading", name="Ask the group").wait_for()
    page.get_by_label("Your question").focus()
    page.keyboard.type(QUESTION)
    to(page, "Ask the group")
    page.keyboard.press("Enter")
    page.get_by_text("Your question waits for the group.").wait_for()


def _agrees(page: Page, said: str) -> None:
    page.goto("/desk/queue")
    press(page, NEXT)
    page.get_by_text(ANSWER).wait_for()
    page.get_by_label("We called a number that they publish").focus()
    page.keyboard.press("Space")
    press(page, LIST)
    page.get_by_role("heading", name="List it?").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text(said).wait_for()


def _lists(browser: Browser, site: str, links: list[str], code: str) -> None:
    """Let one moderator ask, the group answer, and both moderators agree."""
    with ExitStack() as open_ones:
        first, second = (open_ones.enter_context(opened(browser, site)) for _ in links)
        sign_in(first, links[0])
        sign_in(second, links[1])
        _questions(first)
        with _back(browser, site, code) as page:
            page.get_by_text(QUESTION).wait_for()
            page.locator("[name=reply]").fill(ANSWER)
            page.get_by_role("button", name="Send the answer").click()
            page.get_by_text("We have your answer").first.wait_for()
        _agrees(first, "A second moderator must agree too.")
        _agrees(second, "It is listed.")


def test_a_group_can_ask_answer_be_listed_confirm_and_leave(
    browser: Browser, site: str, story: tuple[str, list[str]]
) -> None:
    code = _asks(browser, site)
    _lists(browser, site, story[1], code)
    with _back(browser, site, code) as page:
        page.get_by_role("heading", name="You are listed").wait_for()
        shown = page.get_by_role("link", name=NAME).last.get_attribute("href") or ""
        page.get_by_role("button", name="It is still true").click()
        page.get_by_text("People now see this month beside your answers.").wait_for()
        page.goto(shown)
        page.get_by_role("heading", name=NAME, level=1).wait_for()
    with _back(browser, site, code) as page:
        page.get_by_role("button", name="Take the listing away").click()
        page.locator("[name=do][value=withdraw_sure]").click()
        page.get_by_role("heading", name="It is gone").wait_for()
        page.goto(shown)
        page.get_by_role("heading", name="Not listed now").wait_for()
    with _back(browser, site, code) as page:
        page.get_by_text("We find nothing for this code.").first.wait_for()
