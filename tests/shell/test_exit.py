"""Leaving, in a real browser: at once, by thumb or by keys, and with no script at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import opened

SIZES = [(320, 640), (320, 256), (640, 360), (1280, 800)]


@pytest.fixture
def phone(browser: Browser, frame_site: str) -> Iterator[Page]:
    with opened(browser, frame_site) as page:
        yield page


def _stuck(page: Page) -> None:
    """Let /exit lead nowhere: the page stays, as it does while a bad network keeps it waiting."""
    page.route("**/exit", lambda route: route.fulfill(status=204))


def test_a_reader_can_leave_with_one_tap(phone: Page) -> None:
    phone.goto("/en/privacy")
    phone.goto("/en/sample")
    phone.click("[data-exit]")
    phone.wait_for_url("**/away")
    phone.go_back()
    assert phone.url.endswith("/en/privacy")


def test_a_reader_can_leave_without_a_script(browser: Browser, frame_site: str) -> None:
    with opened(browser, frame_site, javascript=False) as page:
        page.goto("/ar/sample")
        page.click("[data-exit]")
        page.wait_for_url("**/away")


def test_a_page_can_go_blank_before_the_network_answers(phone: Page) -> None:
    _stuck(phone)
    phone.goto("/en/sample")
    phone.locator("[data-exit]").click(no_wait_after=True)
    assert not phone.locator("h1").is_visible()
    assert phone.evaluate("document.documentElement.hidden")
    assert phone.title() == "…"


def test_a_page_brought_back_after_leaving_can_only_stay_blank(phone: Page) -> None:
    _stuck(phone)
    phone.goto("/en/sample")
    brought_back = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    phone.evaluate(brought_back)
    assert phone.locator("h1").is_visible()
    for again in ("document.querySelector('[data-exit]').click()", brought_back):
        with phone.expect_request("**/exit"):
            phone.evaluate(again)
        assert not phone.locator("h1").is_visible()


def test_a_reader_can_leave_by_pressing_shift_three_times(phone: Page) -> None:
    phone.goto("/en/sample")
    said = phone.locator("[data-said]")
    phone.keyboard.press("Shift")
    assert said.text_content() == "Press Shift 2 more times to leave."
    phone.keyboard.press("Shift")
    assert said.text_content() == "Press Shift 1 more time to leave."
    phone.keyboard.press("Shift")
    phone.wait_for_url("**/away")


def test_a_reader_cannot_leave_by_typing_capital_letters(phone: Page) -> None:
    phone.goto("/en/sample")
    phone.click("#town")
    for letter in "ABCD":
        phone.keyboard.press(f"Shift+{letter}")
    assert phone.locator("[data-said]").text_content() == ""
    assert phone.url.endswith("/en/sample")


def test_a_reader_cannot_leave_by_shifts_far_apart(phone: Page) -> None:
    phone.clock.install()
    phone.goto("/en/sample")
    for _ in range(4):
        phone.keyboard.press("Shift")
        phone.clock.run_for(2600)
    assert phone.url.endswith("/en/sample")


def test_leaving_cannot_store_anything(phone: Page) -> None:
    phone.goto("/en/sample")
    phone.keyboard.press("Shift")
    kept = "[document.cookie, localStorage.length, sessionStorage.length].join()"
    assert phone.evaluate(kept) == ",0,0"


def test_a_keyboard_can_reach_the_way_out_early(phone: Page) -> None:
    phone.goto("/en/sample")
    for _ in range(5):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.matches('[data-exit]')"):
            return
    pytest.fail("five presses of Tab did not reach it")


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_the_way_out_cannot_be_covered_or_scrolled_away(
    browser: Browser, frame_site: str, tag: str, size: tuple[int, int]
) -> None:
    on_top = """() => {
      const box = document.querySelector("[data-exit]").getBoundingClientRect();
      const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return [!!at.closest("[data-exit]"), box.height, box.top >= 0 && box.bottom <= innerHeight];
    }"""
    with opened(browser, frame_site, width=size[0], height=size[1]) as page:
        page.goto(f"/{tag}/sample?demo=1&town=toolongtown")
        page.locator(".languages summary").click()
        for part in (0, 0.5, 1):
            page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part})")
            free, height, inside = page.evaluate(on_top)
            assert (free, inside) == (True, True)
            assert height >= 48


@pytest.mark.parametrize("size", SIZES)
def test_the_way_out_cannot_cover_the_last_words_of_a_page(
    browser: Browser, frame_site: str, size: tuple[int, int]
) -> None:
    with opened(browser, frame_site, width=size[0], height=size[1]) as page:
        page.goto("/en/sample")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last = page.locator(".foot a").last.bounding_box()
        way_out = page.locator("[data-exit]").bounding_box()
        assert last
        assert way_out
        assert last["y"] + last["height"] <= way_out["y"] or last["y"] >= way_out["y"] + way_out["height"]


def test_the_keys_are_named_only_where_there_are_keys(browser: Browser, frame_site: str) -> None:
    with opened(browser, frame_site, width=1280, height=800) as page:
        page.goto("/en/privacy")
        assert page.locator("[data-keys]").is_visible()
    with opened(browser, frame_site) as page:
        page.goto("/en/privacy")
        assert not page.locator("[data-keys]").is_visible()
    with opened(browser, frame_site, width=1280, height=800, javascript=False) as page:
        page.goto("/en/privacy")
        assert not page.locator("[data-keys]").is_visible()
