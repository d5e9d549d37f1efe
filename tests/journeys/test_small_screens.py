"""In every language the pages a person meets first fit a phone of 320 pixels: nothing is cut, nothing runs sideways."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.browser import opened, sideways
from tests.offered import EVERY

PAGES = ("", "find?need=legal", "s/river-lamp", "ask", "kit/card?s=river-lamp&with=en")
# Words that stick out of the box around them, where that box would cut them off or they would lie over others.
STICK_OUT = """() => [...document.querySelectorAll('a, button, summary, label, option, h1, h2, p, li, dt, dd, td, th')]
    .filter(e => e.offsetWidth > 1 && !e.closest('.quiet, .skip') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.innerText.slice(0, 60))"""


def too_wide(page: Page) -> list[str]:
    """Return what does not fit: the words, and by how much the page can be scrolled sideways."""
    by = sideways(page)
    return page.evaluate(STICK_OUT) + ([f"{by} px sideways"] if by else [])


def test_every_language_fits_a_small_phone(browser: Browser, site: str) -> None:
    found = {}
    with opened(browser, site, javascript=False) as page:
        for tag in EVERY:
            for path in PAGES:
                page.goto(f"/{tag}/{path}")
                page.locator("details.languages summary").click()
                if wrong := too_wide(page):
                    found[f"/{tag}/{path}"] = wrong
    assert not found
