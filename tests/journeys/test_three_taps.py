"""Given someone on a cheap phone with JavaScript off, when they need help, then a phone number is three taps away."""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import Browser, Page

from tests.absent import program
from tests.browser import opened, sideways
from tests.offered import EVERY, SAMPLE


def visible_in_first_screen(page: Page, selector: str) -> bool:
    """Say whether the first such element lies wholly in the first screen, above the way out."""
    box = page.locator(selector).first.bounding_box()
    bar = page.locator("[data-exit]").bounding_box()
    assert box
    assert bar
    return box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


@pytest.mark.parametrize("tag", EVERY)
def test_a_worker_is_three_taps_from_a_phone_number(browser: Browser, site: str, tag: str) -> None:
    with opened(browser, site, javascript=False) as page:
        page.goto(f"/{tag}/")
        page.locator("a[href*='need=legal']").click()
        page.locator(".card h2 a").first.click()
        call = page.locator("a.call[href^='tel:']")
        assert visible_in_first_screen(page, "a.call")
        assert all(page.locator(".strings.first > li").nth(n).is_visible() for n in range(6))
        assert visible_in_first_screen(page, ".strings.first > li:last-child")
        assert re.fullmatch(r"tel:\+\d{7,15}(;ext=\d+)?", call.get_attribute("href") or "")
        assert sideways(page) == 0


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_text_browser_is_three_links_from_a_phone_number(site: str, tag: str) -> None:
    lynx = str(program("lynx"))

    def links(address: str) -> list[str]:
        dump = [lynx, "-dump", "-listonly", "-nonumbers", "-hiddenlinks=ignore", address]
        found = subprocess.run(dump, capture_output=True, text=True, timeout=30, check=True)
        return found.stdout.split()

    need = next(link for link in links(f"{site}/{tag}/") if "need=legal" in link)
    service = next(link for link in links(need) if f"/{tag}/s/" in link)
    assert any(link.startswith("tel:+") for link in links(service))


def test_arabic_is_truly_right_to_left(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.goto("/ar/find?need=legal")
        mark = page.locator(".card .strings svg").first.bounding_box()
        words = page.locator(".card .strings li > span:last-child").first.bounding_box()
        assert mark
        assert words
        assert mark["x"] >= words["x"] + words["width"]
        page.locator(".card h2 a").first.click()
        number = page.locator("a.call bdi[dir=ltr]").inner_text()
        assert number.startswith("+")


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_reader_who_types_a_town_gets_there_without_leaving_it_in_the_address(
    browser: Browser, site: str, tag: str
) -> None:
    with opened(browser, site, javascript=False) as page:
        page.goto(f"/{tag}/")
        page.locator("input[name=where]").fill("CDMX")
        page.locator("main form[action$='/place'] button").click()
        assert page.url.endswith(f"/{tag}/find?place=g3530597")
        assert page.locator(".card").count() > 0
