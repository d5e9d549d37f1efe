"""The frame as people meet it: small and wide, light and dark, both directions, with a screen reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser import opened, sideways

PAGES = ("/en/sample?demo=1&town=toolongtown&notes=a", "/ar/sample", "/zh-Hans/privacy", "/es/nope")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (1280, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_a_reader_can_use_every_page_with_any_tool(
    browser: Browser, frame_site: str, path: str, width: int, colours: str
) -> None:
    with opened(browser, frame_site, width=width, colours="dark" if colours == "dark" else "light") as page:
        page.goto(path)
        # The list of languages lies over the page while it is open: the page is judged without it.
        page.evaluate("document.querySelectorAll('.filters').forEach(part => { part.open = true })")
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
        assert sideways(page) == 0


@pytest.mark.parametrize("path", PAGES)
def test_a_thumb_can_hit_every_control(browser: Browser, frame_site: str, path: str) -> None:
    controls = "summary, .exit, .button, .choice, .choices a, .foot a, .line, .languages a, select, .name"
    with opened(browser, frame_site) as page:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        for control in page.locator(controls).all():
            box = control.bounding_box()
            assert box
            assert box["height"] >= 48, control.inner_text()


def test_a_reader_can_see_the_filters_beside_the_list_on_a_wide_screen(
    browser: Browser, frame_site: str
) -> None:
    with opened(browser, frame_site, width=1280, height=800) as page:
        page.goto("/ar/sample")
        filters = page.locator(".with-aside .choice").first.bounding_box()
        first = page.locator(".with-aside .card").first.bounding_box()
        assert filters
        assert first
        assert filters["x"] > first["x"] + first["width"]


def test_a_reader_can_print_a_page_without_the_frame(browser: Browser, frame_site: str) -> None:
    with opened(browser, frame_site, colours="dark") as page:
        page.goto("/en/sample")
        page.emulate_media(media="print")
        for part in (".exit", ".site", ".foot", "form >> nth=0"):
            assert not page.locator(part).is_visible(), part
        assert page.locator("h1").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_a_reader_with_high_contrast_can_see_where_to_press(browser: Browser, frame_site: str) -> None:
    with opened(browser, frame_site) as page:
        page.emulate_media(forced_colors="active")
        page.goto("/en/sample")
        for part in (".exit", ".call"):
            assert (
                page.evaluate(f"getComputedStyle(document.querySelector('{part}')).borderTopWidth") == "2px"
            )
