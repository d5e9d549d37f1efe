"""Take a picture of every group of sentences, so that a translator sees where each stands.

    python -m tools.pictures FOLDER                        # English
    python -m tools.pictures FOLDER --language th ar       # the same pages in Thai and Arabic

FOLDER is outside the repository. It gets <language>/<group>.png and sentences.tsv: each English sentence and the
group whose picture shows it, for Weblate's screenshots. Needs what the tests need; takes about two minutes.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polib
from flask import Flask
from playwright.sync_api import Page, sync_playwright

from app import create_app
from app.languages import ENGLISH, OFFERED, TRANSLATIONS
from config import Settings
from tests.asker import SAID, Asker, code_on
from tests.browser import launch, opened, served
from tests.client import guarded

ROOT = Path(__file__).resolve().parent.parent
# Group: the address of a page that shows its sentences.
PAGES = {
    "home": "",
    "find": "find?need=legal&place=g5128581",
    "find-empty": "find?need=community&place=g3530597&ask=1.2.3.4&open=1",
    "service": "s/river-lamp",
    "service-full": "s/us-rooms",
    "report": "s/river-lamp/wrong",
    "danger": "danger?place=us",
    "about": "about",
    "decisions": "log",
    "what-we-keep": "privacy",
    "kit": "kit?s=river-lamp&s=drum-winter",
    "card": "kit/card?s=river-lamp",
    "sheet": "kit/sheet?s=river-lamp",
    "sentences-to-show": "show",
    "code": "code",
    "not-found": "nothing",
    "ask": "ask",
    "ask-sent": "ask/sent",
    "receipt": "receipt",
}
# Behind the sign-in, with the language in the address.
DESK = {
    "desk-queue": "queue",
    "desk-listings": "",
    "desk-listing": "listing/river-lamp",
    "desk-change": "listing/river-lamp/change",
    "desk-versions": "listing/river-lamp/versions",
}
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# The way out stands where it is in the page, not over the sentences in the middle of a tall picture.
IN_PLACE = ".exit { position: static !important; }"
Group = tuple[str, Page]


@dataclass(frozen=True, slots=True)
class Place:
    """A site to take pictures of: its address, the link that invites to the desk, the receipt code of a request."""

    site: str
    invitation: str
    code: str


@contextmanager
def _place() -> Iterator[Place]:
    """Serve the demonstration with one request that waits."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/site.db", secret_file=f"{folder}/secret.json")
        app = create_app(settings)
        run = app.test_cli_runner().invoke
        for command in (["db", "upgrade"], ["demo"]):
            run(args=command, catch_exceptions=False)
        with served(settings.database_url, secret_file=settings.secret_file) as site:
            said = run(args=["moderators", "demo", "--address", site]).output
            yield Place(site, said.split()[-1], _asked(app))


def _asked(app: Flask) -> str:
    """Ask for a listing, as a group does; return the receipt code."""
    asker = Asker(app, guarded(app))
    asker.look()
    code = code_on(asker.page)
    asker.wait()
    asker.press("send")
    return code


def _public(page: Page, place: Place, tag: str) -> Iterator[Group]:
    for name, path in PAGES.items():
        page.goto(f"/{tag}/{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        yield name, page
    page.goto(f"/{tag}/receipt")
    page.locator("[name=code]").fill(place.code)
    page.locator("main form button").first.click()
    yield "receipt-waiting", page
    page.goto(f"/{tag}/ask")
    _fill_in(page)
    page.locator("button[value=preview]").last.click()
    yield "ask-preview", page


def _fill_in(page: Page) -> None:
    for name, value in SAID.items():
        field = page.locator(f"[name={name}]")
        if field.first.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f"[name={name}][value={value}]").check()
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _signed_in(page: Page, place: Place) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(place.invitation)
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()


def _desk(page: Page, tag: str) -> Iterator[Group]:
    for name, path in DESK.items():
        page.goto(f"/desk/{path}?language={tag}")
        yield name, page
    page.goto(f"/desk/queue?language={tag}")
    request = page.locator("main a[href*='/desk/queue/']").first.get_attribute("href")
    page.goto(f"{request}?language={tag}")
    yield "desk-request", page


def _sentences(page: Page) -> Iterator[str]:
    """Yield the sentences without gaps that this English page shows."""
    shown = " ".join(page.locator("body").inner_text().split())
    for entry in polib.pofile(str(TRANSLATIONS / "messages.pot")):
        if len(entry.msgid.split()) > 1 and entry.msgid in shown:
            yield entry.msgid


def _take(groups: Iterable[Group], folder: Path, found: dict[str, str] | None) -> None:
    for name, page in groups:
        page.screenshot(path=folder / f"{name}.png", full_page=True, style=IN_PLACE)
        for sentence in _sentences(page) if found is not None else ():
            found.setdefault(sentence, name)  # type: ignore[union-attr]


def take(folder: Path, tags: list[str]) -> None:
    """Write the pictures of these languages, and where each English sentence is seen."""
    found: dict[str, str] = {}
    with _place() as place, sync_playwright() as playwright:
        browser = launch(playwright)
        with opened(browser, place.site, width=400, height=800) as page:
            _signed_in(page, place)
            for tag in tags:
                (folder / tag).mkdir(parents=True, exist_ok=True)
                groups = chain(_public(page, place, tag), _desk(page, tag))
                _take(groups, folder / tag, found if tag == ENGLISH.tag else None)
        browser.close()
    if found:
        with (folder / "sentences.tsv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(sorted(found.items()))


def main() -> None:
    """Read the command line."""
    said = argparse.ArgumentParser(description="Take a picture of every group of sentences.")
    said.add_argument("folder", type=Path)
    said.add_argument("--language", nargs="+", default=[ENGLISH.tag], choices=[one.tag for one in OFFERED])
    asked = said.parse_args()
    if asked.folder.resolve().is_relative_to(ROOT):
        said.error("choose a folder outside the repository")
    take(asked.folder, asked.language)


if __name__ == "__main__":
    main()
