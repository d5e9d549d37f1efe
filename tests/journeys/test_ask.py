"""Given three people with a phone and JavaScript off, when they ask to be listed, then it waits for a moderator."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from app.db import open_database
from app.submissions import receipts
from app.submissions.models import Proposal
from app.submissions.rules import ASK_SECONDS
from tests.absent import program
from tests.asker import STRINGS
from tests.browser import opened, served, sideways
from tests.databases import Databases
from tests.offered import SAMPLE

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.fixture
def own_site(databases: Databases, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server over demonstration content of its own, and its database."""
    address = databases.fresh("sqlite", "demonstration")
    with served(address, secret_file=str(tmp_path / "secret.json")) as site:
        yield site, address
    databases.drop(address)


@pytest.fixture
def site(own_site: tuple[str, str]) -> str:
    """The address of the server."""
    return own_site[0]


def usable(page: Page) -> None:
    """Fail unless the page can be used with any tool, on a small and on a wide screen."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]
        assert sideways(page) == 0
    page.set_viewport_size({"width": 320, "height": 640})


def fill_in(page: Page) -> None:
    """Fill in the least, with a town that has namesakes and without one answer."""
    page.locator("[name=name]").fill("Night Library")
    page.locator("[name=s1-need]").select_option("legal")
    page.locator("[name=s1-p1-where]").fill("Springfield")
    page.locator("[name=s1-w1-value]").fill("+49 30 1234567")
    for name, value in STRINGS.items():
        if name != "f3":
            page.locator(f"[name=s1-{name}][value={value}]").check()
    page.locator("[name=pledge][value=all]").check()
    page.locator("[name=agreed]").check()


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_group_can_use_each_step_with_any_tool(browser: Browser, site: str, tag: str) -> None:
    with opened(browser, site) as page:
        page.goto(f"/{tag}/ask")
        usable(page)
        fill_in(page)
        # The Enter key in any field leads to the preview, or to what is missing.
        page.locator("[name=name]").press("Enter")
        assert page.get_by_role("alert").count() == 1
        usable(page)
        page.locator("[role=alert] a").first.click()
        page.locator("[name=s1-p1-pick][value=g4409896]").check()
        page.locator("[name=s1-f3][value=not_known]").check()
        page.locator("[name=name]").press("Enter")
        page.locator("p.show").wait_for()
        usable(page)
        page.locator("button[value=change]").click()
        page.locator("main > form button[value=service]").click()
        assert page.locator("[name=s2-need]").count() == 1
        usable(page)


def test_a_group_can_ask_with_a_script_or_without(
    browser: Browser, site: str, own_site: tuple[str, str]
) -> None:
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
        assert receipts.read(code)
        page.wait_for_timeout(max(0, ASK_SECONDS + 2 - (time.monotonic() - began)) * 1000)
        page.get_by_role("button", name="Send").click()
        page.get_by_role("heading", name="We have it").wait_for()
        assert page.url.endswith("/en/ask/sent")
        assert code not in page.content()
        assert page.context.cookies() == []
    database = open_database(own_site[1])
    with Session(database.write) as session:
        assert session.scalars(sa.select(sa.func.count()).select_from(Proposal)).one() == 1
    database.dispose()


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_text_browser_is_told_what_to_leave_empty(site: str, tag: str) -> None:
    dump = [str(program("lynx")), "-dump", "-nolist", "-display_charset=utf-8", f"{site}/{tag}/ask"]
    # lynx may cut a long choice in the middle of a letter.
    shown = subprocess.run(dump, capture_output=True, timeout=30, check=True).stdout.decode(errors="replace")
    assert len(re.findall(r"_{5,}", shown)) >= 4
