"""Right to left is measured: in Arabic everything stands where a mirror shows it in English; numbers do not turn."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import opened
from tests.measure import Box, box, letters, runs_left_to_right

# Pixels that rounding may take.
NEAR = 2
# What stands at the beginning of its line: the same distance from the left in English and from the right in Arabic.
STARTS = {
    "": [".name", "h1", ".choices .i", ".field label", ".field input", ".line .i", ".button .i", ".foot li"],
    "find?need=legal": [".line .i", ".card", ".card h2 a", ".card .strings .i"],
    "find?need=legal&place=g5128581": [".filters .choice input", ".filters legend", ".cards", ".tags li"],
    "s/drum-winter": [
        ".line .i",
        "h1 bdi",
        ".first .i",
        ".first b",
        ".tag",
        ".defs dt",
        ".hours th",
        ".way .i",
    ],
    "danger?place=us": ["h1", "main h2", "main .button .i"],
    "ask": ["legend", ".choice input", ".choice span", ".hint", "[name=name]"],
    "kit?s=river-lamp&s=drum-winter": [".cards h2", ".tags .line", ".qr"],
}
# What stands at the end of the first line: on a wide screen the way out, on a phone the languages.
END = {320: ".languages summary", 1280: ".exit"}
TURNED = "matrix(-1, 0, 0, 1, 0, 0)"


def _apart(one: Box, other: Box, side: str) -> float:
    return abs(float(getattr(one, side)) - float(getattr(other, side)))


def _wrong(here: Page, there: Page, selectors: list[str], side: str) -> list[str]:
    """Return what does not stand in Arabic where a mirror shows it in English, measured from this side."""
    pairs = [(name, box(here, name), box(there, name).mirrored()) for name in selectors]
    return [f"{name}: {one} and {other}" for name, one, other in pairs if _apart(one, other, side) > NEAR]


@pytest.mark.parametrize("width", [320, 1280])
def test_arabic_stands_where_a_mirror_shows_english(browser: Browser, site: str, width: int) -> None:
    with opened(browser, site, width=width) as here, opened(browser, site, width=width) as there:
        for path, selectors in STARTS.items():
            here.goto(f"/en/{path}")
            there.goto(f"/ar/{path}")
            for page in (here, there):
                page.evaluate("document.querySelectorAll('.filters').forEach(part => { part.open = true })")
            assert not _wrong(here, there, selectors, "left"), path
            # The measure can fail: hardly anything of this stands in the middle of the screen.
            assert any(_apart(box(there, name), box(here, name), "left") > 40 for name in selectors)
            assert not _wrong(here, there, [END[width]], "right"), path


def test_only_what_points_along_the_line_is_turned(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        for tag, back in (("en", "none"), ("ar", TURNED)):
            page.goto(f"/{tag}/s/river-lamp")
            turned = "all => [...new Set(all.map(one => getComputedStyle(one).transform))]"
            assert page.locator("svg.turn").evaluate_all(turned) == [back]
            assert page.locator("svg.i:not(.turn)").evaluate_all(turned) == ["none"]


def test_the_edge_of_a_notice_is_at_the_beginning_of_its_lines(browser: Browser, site: str) -> None:
    widths = "all => all.map(one => [getComputedStyle(one).borderLeftWidth, getComputedStyle(one).borderRightWidth])[0]"
    with opened(browser, site) as page:
        for tag, edges in (("en", ["4px", "1px"]), ("ar", ["1px", "4px"])):
            page.goto(f"/{tag}/find?need=legal&page=99")
            assert page.locator(".notice").evaluate_all(widths) == edges


def test_numbers_and_names_run_left_to_right_inside_arabic(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.goto("/ar/s/drum-winter")
        for number in ("a.call bdi", ".way a bdi", "b.show bdi", "a[rel~=noreferrer] bdi"):
            assert runs_left_to_right(page, number), number
        # The verb comes first, which is on the right, and then the number.
        call = letters(page, "a.call span")
        verb = [left for letter, left, _top in call if "\u0600" <= letter <= "\u06ff"]
        digits = [left for letter, left, _top in call if letter.isdigit()]
        assert min(verb) > max(digits)
        # A week is read from its opening, on the right, to its closing.
        hours = letters(page, ".hours td bdi")
        dash = next(at for at, (letter, _left, _top) in enumerate(hours) if letter == "–")
        assert hours[dash - 1][1] > hours[dash][1] > hours[dash + 1][1]


def _paper(browser: Browser, site: str, path: str) -> Page:
    page = browser.new_context(base_url=site, viewport={"width": 1050, "height": 1400}).new_page()
    page.goto(path)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("size", ["", "&size=a7"])
def test_a_card_is_mirrored_side_by_side(browser: Browser, site: str, size: str) -> None:
    page = _paper(browser, site, f"/ar/kit/card?s=river-lamp&with=en{size}")
    inside = {}
    for tag in ("ar", "en"):
        panel = f".panel[lang={tag}]"
        outer = box(page, panel)
        for part in ("h2", "li", ".qr", ".number bdi"):
            inner = box(page, f"{panel} {part}")
            inside[tag, part] = Box(inner.left - outer.left, inner.right - outer.right)
        assert runs_left_to_right(page, f"{panel} .number bdi")
    assert _apart(inside["ar", "h2"].mirrored(), inside["en", "h2"], "left") <= NEAR
    assert _apart(inside["ar", "li"].mirrored(), inside["en", "li"], "left") <= NEAR
    assert _apart(inside["ar", ".qr"].mirrored(), inside["en", ".qr"], "right") <= NEAR
    assert inside["ar", ".qr"].left < inside["ar", ".qr"].right
    # The cover is the first thing to be read, and the Arabic side comes before the English one.
    assert box(page, ".cover").left > box(page, ".panel[lang=ar]").left > box(page, ".panel[lang=en]").left
    page.context.close()


@pytest.mark.parametrize(("tag", "other"), [("ar", "en"), ("en", "ar")])
def test_a_sheet_has_each_language_where_its_reading_begins(
    browser: Browser, site: str, tag: str, other: str
) -> None:
    page = _paper(browser, site, f"/{tag}/kit/sheet?s=river-lamp&with={other}")
    # Whichever comes first, the one read from the right stands on the right.
    assert box(page, ".pairs td[lang=ar]").left > box(page, ".pairs td[lang=en]").left
    for side in ("ar", "en"):
        assert runs_left_to_right(page, f".pairs td[lang={side}] bdi[dir=ltr]")
    page.context.close()


def test_a_pocket_copy_is_mirrored(browser: Browser, site: str, tmp_path: Path) -> None:
    found = {}
    for tag in ("en", "ar"):
        file = tmp_path / f"{tag}.html"
        with urlopen(f"{site}/{tag}/pocket?s=river-lamp&s=drum-winter") as answer:  # noqa: S310 - our own server
            file.write_bytes(answer.read())
        page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
        page.goto(file.as_uri())
        page.locator(".card summary").first.click()
        found[tag] = [box(page, name) for name in (".name", "h1", ".card summary", ".card li", "label")]
        assert runs_left_to_right(page, ".card a[href^=tel]")
        page.context.close()
    pairs = zip(found["en"], found["ar"], strict=True)
    assert all(_apart(here, there.mirrored(), "left") <= NEAR for here, there in pairs)
