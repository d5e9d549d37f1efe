"""Scripts without spaces, and scripts taller than Latin: lines break where they may, and have room for their marks."""

from __future__ import annotations

import unicodedata

from playwright.sync_api import Browser

from app.languages import OFFERED
from tests.browser import opened
from tests.measure import line_beginnings

# Line height for the size of the letters: of texts, and of headings.
ROOM = {"ar": (1.65, 1.45), "th": (1.75, 1.55)}
LATIN = (1.5, 1.3)
# Chinese and Korean put no closing mark at the beginning of a line, Thai no sign that belongs to the letter before.
NEVER_FIRST = set("，。、；：！？）》」』”’…％,.;:!?)ๆฯะาำๅ")
PAGES = ("", "find?need=legal", "s/river-lamp", "about", "ask", "privacy")
HEIGHT = """selector => {
    const style = getComputedStyle(document.querySelector(selector));
    return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
}"""


def test_every_script_has_room_for_its_marks(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        for language in OFFERED:
            page.goto(f"/{language.tag}/about")
            heights = [round(page.evaluate(HEIGHT, selector), 2) for selector in ("main p", "h1")]
            assert heights == list(ROOM.get(language.tag, LATIN)), language.tag


def test_a_text_in_another_language_has_the_room_of_its_own_script(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.goto("/en/about")
        added = "tag => { const p = document.createElement('p'); p.lang = tag; p.id = tag; document.body.append(p); }"
        for tag, (lead, _heading) in ROOM.items():
            page.evaluate(added, tag)
            assert round(page.evaluate(HEIGHT, f"#{tag}"), 2) == lead


def test_no_line_begins_with_what_belongs_to_the_line_before(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        for tag in (language.tag for language in OFFERED if language.tag[:2] in {"zh", "ko", "th", "ar"}):
            for path in PAGES:
                page.goto(f"/{tag}/{path}")
                first = line_beginnings(page)
                wrong = {
                    letter for letter in first if letter in NEVER_FIRST or unicodedata.combining(letter[0])
                }
                assert not wrong, f"/{tag}/{path}"
