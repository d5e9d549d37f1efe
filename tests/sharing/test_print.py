"""What comes out of the printer: exact sizes, nothing cut off, every QR readable, two scripts side by side."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.absent import program
from tests.browser import opened, served, sideways
from tests.databases import Databases
from tests.offered import SAMPLE

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
HOST = "https://example.org"
TWELVE = (
    "river-lamp", "drum-winter", "kite-pebble", "garden-guitar", "harp-balloon", "juniper-marble",
    "lagoon-timber", "lemon-lamp", "atlas-broom", "bench-orchard", "basket-lemon", "canyon-quilt",
)  # fmt: skip
KIT = "&".join(f"s={code}" for code in TWELVE)
PAIRS = [("en", "ar"), ("ar", "en"), ("zh-Hans", "en"), ("es", "zh-Hans")]
MM = 96 / 25.4
# 300 dots an inch, as a plain printer has.
SCALE = 300 / 96
SHORT = [f"{HOST}/g/{code}" for code in TWELVE]


@pytest.fixture(scope="module")
def paper(databases: Databases) -> Iterator[str]:
    """The demonstration site of an operator who has said what its address is."""
    address = databases.fresh("sqlite", "demonstration")
    with served(address, site_url=HOST) as found:
        yield found
    databases.drop(address)


# Asking for `site` lets the test reach a server of its own; the page still calls nobody else.
@pytest.fixture
def site(paper: str) -> str:
    return paper


def decoded(page: Page, folder: Path) -> list[str]:
    """Return what zbarimg reads from every QR code of the page, as large as it is printed."""
    zbarimg, found = str(program("zbarimg")), []
    for number, drawn in enumerate(page.locator("svg.qr").all()):
        picture = folder / f"{number}.png"
        drawn.screenshot(path=picture)
        read = subprocess.run(
            [zbarimg, "-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", str(picture)],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        found.append(read.stdout.strip())
    return found


def printed(browser: Browser, site: str, path: str) -> Page:
    page = browser.new_context(
        base_url=site, device_scale_factor=SCALE, viewport={"width": 1050, "height": 1400}
    ).new_page()
    page.goto(path)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize(
    ("path", "links"),
    [
        (f"/en/kit/card?{KIT}", SHORT),
        (f"/zh-Hans/kit/card?{KIT}&size=a7", SHORT),
        (f"/ar/kit/sheet?{KIT}&with=en", SHORT),
        (f"/en/kit?{KIT}", [f"{HOST}/en/kit?{KIT}"]),
        ("/es/kit?s=river-lamp", [f"{HOST}/g/river-lamp"]),
    ],
)
def test_a_phone_can_read_every_code_on_paper(
    browser: Browser, site: str, tmp_path: Path, path: str, links: list[str]
) -> None:
    page = printed(browser, site, path)
    if "kit?" not in path:
        assert {round(one.bounding_box()["width"] / MM) for one in page.locator("svg.qr").all()} == {20}  # type: ignore[index]
    assert decoded(page, tmp_path) == links
    page.context.close()


def test_a_phone_can_read_a_code_of_a_site_without_an_address(
    browser: Browser, site: str, databases: Databases, tmp_path: Path
) -> None:
    address = databases.fresh("sqlite", "demonstration")
    with served(address) as nameless:
        page = printed(browser, nameless, "/en/kit/card?s=river-lamp")
        assert decoded(page, tmp_path) == [f"{nameless}/g/river-lamp"]
        assert nameless.encode() not in page.content().encode()
        page.context.close()
    databases.drop(address)


@pytest.mark.parametrize(("size", "width", "height"), [("", 85, 55), ("a7", 74, 105)])
@pytest.mark.parametrize(("tag", "other"), PAIRS)
def test_a_card_has_its_size_and_loses_no_word(
    browser: Browser, site: str, tag: str, other: str, size: str, width: int, height: int
) -> None:
    page = printed(browser, site, f"/{tag}/kit/card?{KIT}&with={other}&size={size}")
    panels = page.locator(".panel")
    assert panels.count() == 3 * len(TWELVE)
    boxes = panels.evaluate_all("all => all.map(p => [p.offsetWidth, p.offsetHeight])")
    assert {(round(w / MM), round(h / MM)) for w, h in boxes} == {(width, height)}
    cut = panels.evaluate_all(
        "all => all.filter(p => p.scrollHeight > p.clientHeight + 1 || p.scrollWidth > p.clientWidth + 1"
        " || getComputedStyle(p).overflow !== 'visible').map(p => p.innerText.slice(0, 60))"
    )
    assert cut == []
    sides = (
        page.locator(".strip").first.locator("section").evaluate_all("all => all.map(p => [p.lang, p.dir])")
    )
    directions = {"ar": "rtl"}
    assert sides == [[tag, directions.get(tag, "ltr")], [other, directions.get(other, "ltr")]]
    page.context.close()


def test_a_cover_can_be_left_out_and_says_nothing_when_it_is_there(browser: Browser, site: str) -> None:
    with opened(browser, site, javascript=False) as page:
        page.goto("/en/kit/card?s=river-lamp&with=ar")
        assert page.locator(".cover").inner_text().strip() == "Waymark"
        page.get_by_role("link", name="Without the neutral cover").click()
        assert page.locator(".cover").count() == 0
        assert page.locator("section.panel").count() == 2


@pytest.mark.parametrize(("tag", "other"), PAIRS)
def test_a_sheet_says_each_line_in_both_languages(browser: Browser, site: str, tag: str, other: str) -> None:
    page = printed(browser, site, f"/{tag}/kit/sheet?s=river-lamp&with={other}")
    rows = page.locator(".pairs tbody tr")
    assert rows.count() > 15
    sides = rows.evaluate_all("all => all.map(r => [...r.cells].map(c => [c.lang, !!c.innerText.trim()]))")
    assert {tuple(map(tuple, row)) for row in sides} == {((tag, True), (other, True))}
    assert page.locator(".pairs").inner_text().count("+1 212-555-0107") == 2
    # Words, not colours: a warning is said.
    assert page.locator(".exit, .site, .foot").evaluate_all("all => all.every(e => !e.offsetHeight)")
    page.context.close()


PAPERS = ["kit/card?s=river-lamp&s=drum-winter&with=zh-Hans", "kit/card?s=river-lamp&size=a7&with=en",
          "kit/sheet?s=river-lamp&with=ar", "kit/sheet?s=river-lamp", "show", "show?with=ar",
          "kit?s=river-lamp&s=nothing-here", "kit", "code"]  # fmt: skip


@pytest.mark.parametrize("tag", SAMPLE)
def test_a_reader_can_use_every_page_of_the_kit_with_any_tool(browser: Browser, site: str, tag: str) -> None:
    with opened(browser, site) as page:
        for path in PAPERS:
            page.goto(f"/{tag}/{path}")
            for width, colours in ((320, "light"), (1280, "dark")):
                page.set_viewport_size({"width": width, "height": 700})
                page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
                found = Axe().run(page, options=RULES).response["violations"]
                assert not found, [(path, rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]
                assert sideways(page) == 0


@pytest.mark.parametrize("path", ["/en/kit?s=river-lamp", "/en/s/river-lamp"])
def test_a_phone_with_scripts_can_copy_and_share(browser: Browser, site: str, path: str) -> None:
    with opened(browser, site) as page:
        page.add_init_script(
            "window.said = []; navigator.share = data => { said.push(data); return Promise.resolve(); };"
            "navigator.clipboard.writeText = text => { said.push(text); return Promise.resolve(); };"
        )
        page.goto(path)
        page.get_by_role("button", name="Share").click()
        page.get_by_role("button", name="Copy the link").click()
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("said") == [
            {"text": "river-lamp", "url": f"{site}/g/river-lamp"},
            f"{site}/g/river-lamp",
        ]
    with opened(browser, site, javascript=False) as page:
        page.goto(path)
        assert page.get_by_role("button").count() == 0
