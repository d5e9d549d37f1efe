"""Given outreach staff with a cheap phone and JavaScript off, a card in two languages is five taps from find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import opened, sideways

# The menu of the browser and "Print" in it.
TAPS_TO_PRINT = 2
JOURNEYS = [("ar", "en"), ("en", "ar"), ("zh-Hans", "en"), ("en", "zh-Hans")]


@pytest.mark.parametrize(("tag", "other"), JOURNEYS)
def test_outreach_is_five_taps_from_a_card_in_two_languages(
    browser: Browser, site: str, tag: str, other: str
) -> None:
    with opened(browser, site, javascript=False) as page:
        page.goto(f"/{tag}/find?need=legal")
        taps = [
            page.locator(".card p a[href*='s=']").first,
            page.locator(".card p a[href*='/kit?']").first,
            page.locator(f"main a[href*='/kit/card?'][href*='with={other}']").first,
        ]
        for tap in taps:
            box = tap.bounding_box()
            assert box
            assert box["height"] >= 48
            with page.expect_navigation():
                tap.click()
            assert sideways(page) == 0
        assert len(taps) + TAPS_TO_PRINT <= 5
        panels = page.locator("section.panel")
        assert panels.evaluate_all("all => all.map(p => p.lang)") == [tag, other]
        assert len(page.pdf(prefer_css_page_size=True)) > 10_000
