"""Promise: no word that was typed stays on the device, no script stores anything, and every page works without one."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from app import create_app
from config import Settings
from tests.absent import program
from tests.browser import FLAGS, NAMES, PATIENCE, opened
from tests.canary.marks import Hit, seen_in
from tests.elsewhere import elsewhere
from tests.firefox import Firefox, firefox
from tests.routes import addresses

WORDS = "wordsqx55hh8rn"
# A word that the page names by itself: it proves that the search of the profile finds what is there.
NEUTRAL = b"Waymark"
FREE_TEXT = (
    ":is(input[type=text], input[type=search], input[type=tel], input[type=url], input[type=email], textarea)"
)
FORMS = f"form[method=post]:has({FREE_TEXT})"
STORED = """async () => [
    document.cookie,
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(one => one.name),
    ...(self.caches ? await caches.keys() : []),
    ...(navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : []).map(one => one.scope),
    ...[...document.querySelectorAll('link[rel~=manifest]')].map(one => one.href),
].filter(Boolean)"""
PARTS = "() => ['a[href]', 'form', 'button', 'h1', 'h2', 'p', 'li'].map(one => document.querySelectorAll(one).length)"
# Firefox runs no asynchronous script for us; cookies and both storages are what a page of ours could reach at once.
STORED_HERE = (
    "return [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)"
)
LOADED = "return performance.getEntriesByType('resource').map(one => one.name)"
# A form as most sites have it: the words go into the address, and the browser may remember the field.
CARELESS = (
    b"""<!doctype html><title>Search</title><form><input type=text name=q><button>Search</button></form>"""
)


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """Every page of the visitor's side, once in a script from left to right and once from right to left."""
    site = create_app(Settings(database_url="sqlite://"))
    return [
        path
        for path in addresses(site, tags=("en", "ar"))
        if not re.search(r"\.(txt|xml)$|/exit|/healthz", path)
    ]


@pytest.mark.parametrize("script", [True, False])
def test_no_page_stores_anything(browser: Browser, site: str, pages: list[str], script: bool) -> None:
    with opened(browser, site, javascript=script) as page:
        for path in pages:
            page.goto(path)
            if script:
                assert page.evaluate(STORED) == [], path
        assert page.context.cookies() == []


@pytest.mark.parametrize("how", ["localStorage.a = 1", "document.cookie = 'a=b'", "indexedDB.open('a')"])
def test_a_page_that_stores_something_is_found(browser: Browser, site: str, how: str) -> None:
    with opened(browser, site) as page:
        page.goto("/en/privacy")
        page.evaluate(f"() => {{ {how}; return new Promise(done => setTimeout(done, 100)) }}")
        assert page.evaluate(STORED) != []


def test_every_page_is_whole_without_a_script(browser: Browser, site: str, pages: list[str]) -> None:
    with opened(browser, site) as with_script, opened(browser, site, javascript=False) as without:
        for path in pages:
            with_script.goto(path)
            without.goto(path)
            assert with_script.evaluate(PARTS) == without.evaluate(PARTS), path


def test_a_page_that_needs_a_script_is_found(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.goto("/en/privacy")
        before = page.evaluate(PARTS)
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert page.evaluate(PARTS) != before


def left_in(profile: Path) -> list[Hit]:
    """Return where the typed words stand in the files of a browser's profile."""
    hits = []
    for path in sorted(profile.rglob("*")):
        if path.is_file() and not path.is_symlink():
            hits += [
                hit
                for hit in seen_in(path.read_bytes(), str(path.relative_to(profile)))
                if hit.mark == "words"
            ]
    return hits


def knows_the_site(profile: Path) -> bool:
    """Say whether the profile still names the site: the neutral title, as "what we keep" says."""
    files = [path for path in profile.rglob("*") if path.is_file() and not path.is_symlink()]
    return any(NEUTRAL in path.read_bytes() for path in files)


@contextmanager
def chromium(playwright: Playwright, profile: Path, *, javascript: bool = True) -> Iterator[Page]:
    """Open a Chromium with a fresh profile that stays to be searched."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=program(*NAMES),
        args=list(FLAGS),
        viewport={"width": 320, "height": 640},
        java_script_enabled=javascript,
    )
    context.set_default_timeout(PATIENCE)
    yield context.pages[0]
    context.close()


def _typed_everywhere(page: Page, site: str) -> int:
    """Type the words into every field for free words, send each form, go on; return how many fields there were."""
    typed = 0
    for path in ("/en/", "/ar/find?need=legal", "/en/ask", "/en/receipt", "/en/code"):
        page.goto(site + path)
        for at in range(page.locator(FORMS).count()):
            page.goto(site + path)
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            form = page.locator(FORMS).nth(at)
            for field in form.locator(FREE_TEXT).all():
                if field.is_visible():
                    field.fill(WORDS)
                    typed += 1
            with page.expect_navigation():
                form.evaluate("form => form.requestSubmit()")
            page.goto(f"{site}/en/s/river-lamp")
    return typed


def test_back_leads_back_after_a_town_was_typed(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.goto("/en/")
        page.fill("form[action$='/place'] input[type=text]", "Ciudad de México")
        page.press("form[action$='/place'] input[type=text]", "Enter")
        page.wait_for_url("**/find?place=*")
        page.goto("/en/s/river-lamp")
        page.go_back()
        assert "/find?place=" in page.url
        page.go_back()
        assert page.url.endswith("/en/")


def test_no_typed_word_stays_in_a_chromium(
    browser: Browser, playwright: Playwright, site: str, tmp_path: Path
) -> None:
    with chromium(playwright, tmp_path / "profile") as page:
        assert _typed_everywhere(page, site) >= 2
        page.goto(f"{site}/en/find?need=legal&ask=3.4")
        page.wait_for_timeout(1500)
    assert left_in(tmp_path / "profile") == []
    assert knows_the_site(tmp_path / "profile")


def test_without_a_script_a_form_that_was_sent_may_stay(
    playwright: Playwright, site: str, tmp_path: Path
) -> None:
    with chromium(playwright, tmp_path / "profile", javascript=False) as page:
        page.goto(f"{site}/en/")
        page.fill("form[action$='/place'] input[type=text]", WORDS)
        page.press("form[action$='/place'] input[type=text]", "Enter")
        page.wait_for_url("**/place")
        page.goto(f"{site}/en/about")
        page.wait_for_timeout(1500)
    # "What we keep" says so. With JavaScript the test above finds none.
    assert left_in(tmp_path / "profile")


def test_a_word_in_an_address_is_found_in_a_chromium(
    browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    with elsewhere(CARELESS) as careless, chromium(playwright, tmp_path / "profile") as page:
        page.goto(careless.address)
        page.fill("input", WORDS)
        page.click("button")
        page.wait_for_timeout(1500)
    assert left_in(tmp_path / "profile")


def _typed_in_firefox(fox: Firefox, site: str) -> int:
    """Do the same in Firefox: with real keys in the first field of each form, and the words set in the others."""
    typed = 0
    for path in ("/en/", "/ar/find?need=legal", "/en/ask", "/en/receipt"):
        fox.goto(site + path)
        for at in range(int(fox.run(f"return document.querySelectorAll({FORMS!r}).length"))):
            fox.goto(site + path)
            fox.run("document.querySelectorAll('details').forEach(part => { part.open = true })")
            fox.run(
                f"document.querySelectorAll({FORMS!r})[{at}].querySelector({FREE_TEXT!r}).dataset.here = ''"
            )
            fields = f"[...document.querySelectorAll({FORMS!r})[{at}].querySelectorAll({FREE_TEXT!r})]"
            fox.run(f"{fields}.slice(1).forEach(field => {{ field.value = {WORDS!r} }})")
            typed += int(fox.run(f"return {fields}.length"))
            fox.type("[data-here]", WORDS)
            fox.run("document.querySelector('[data-here]').form.requestSubmit()")
            time.sleep(0.5)
            fox.goto(f"{site}/en/s/river-lamp")
    return typed


@pytest.mark.usefixtures("deployed")
def test_nothing_is_stored_and_no_typed_word_stays_in_a_firefox(
    site: str, pages: list[str], tmp_path: Path
) -> None:
    with firefox(tmp_path / "profile") as fox:
        for path in pages:
            fox.goto(site + path)
            assert fox.run(STORED_HERE) == [], path
            assert [name for name in fox.run(LOADED) if not name.startswith(site)] == [], path
        assert _typed_in_firefox(fox, site) >= 2
    assert left_in(tmp_path / "profile") == []
    assert knows_the_site(tmp_path / "profile")


@pytest.mark.usefixtures("deployed")
def test_a_word_in_an_address_is_found_in_a_firefox(tmp_path: Path) -> None:
    with elsewhere(CARELESS) as careless, firefox(tmp_path / "profile") as fox:
        fox.goto(careless.address)
        fox.type("input", WORDS)
        fox.click("button")
        fox.wait_for("q=")
    assert left_in(tmp_path / "profile")
