"""Every page, every language, small and wide, light and dark: usable with any tool, and the way out in reach."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import opened, sideways
from tests.offered import SAMPLE

PAGES = {
    "home": "",
    "find": "find?need=medical",
    "find-narrow": "find?place=g3530597&ask=3.4&led=1&open=1",
    "find-empty": "find?need=community&place=g3530597&ask=1.2.3.4&open=1",
    "find-unknown": "find?need=nothing&page=99",
    "service": "s/river-lamp",
    "service-full": "s/us-rooms",
    "organisation": "o/",
    "danger": "danger?place=us",
    "about": "about",
    "log": "log",
    "keep": "privacy",
    "missing": "nothing",
}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
SCREENS: list[tuple[int, int, Literal["light", "dark"]]] = [
    (320, 640, "light"),
    (320, 640, "dark"),
    (1280, 800, "light"),
    (1280, 800, "dark"),
]
TOP_OF_EXIT = """() => {
    const exit = document.querySelector('[data-exit]'), box = exit.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return exit.contains(there) && box.height >= 48;
}"""


def address(page: Page, tag: str, name: str) -> str:
    """Return the address of a page; an organisation's is found on a service's."""
    if name != "organisation":
        return f"/{tag}/{PAGES[name]}"
    page.goto(f"/{tag}/s/river-lamp")
    return page.locator(f"main a[href^='/{tag}/o/']").first.get_attribute("href") or ""


@pytest.mark.parametrize("tag", SAMPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_reader_can_use_every_page_with_any_tool(browser: Browser, site: str, tag: str, name: str) -> None:
    with opened(browser, site) as page:
        page.goto(address(page, tag, name))
        for width, height, colours in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=colours)
            page.evaluate("document.querySelectorAll('.filters').forEach(part => { part.open = true })")
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]
            assert sideways(page) == 0
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            assert page.evaluate(TOP_OF_EXIT), f"the way out is covered at {width} px"


@pytest.mark.parametrize("tag", SAMPLE)
def test_names_numbers_and_addresses_are_isolated(browser: Browser, site: str, tag: str) -> None:
    with opened(browser, site) as page:
        page.goto(f"/{tag}/s/river-lamp")
        assert page.locator("h1 bdi").count() == 1
        numbers = page.locator("main a[href^='tel:']")
        assert numbers.count() >= 2
        for number in numbers.all():
            assert number.locator("bdi[dir=ltr]").count() == 1
