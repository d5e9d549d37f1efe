"""Given someone else may look at the phone later, when she searches in her words, then no file of the browser has them.

A real profile on disk: type, find, open a service, go back, leave; then every file is read, in two encodings.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import FLAGS, NAMES, PATIENCE

# Words that stand in no page of ours: only the person types them.
WORDS = "quillwort hormones zanzibar"
RARE = ("quillwort", "zanzibar")


def _everything(folder: Path) -> bytes:
    return b"\n".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )


def _traces(held: bytes) -> list[str]:
    kinds = {"utf-8": str.encode, "utf-16": lambda word: word.encode("utf-16-le")}
    return [f"{word} ({name})" for word in RARE for name, kind in kinds.items() if kind(word) in held]


def _visit(context: BrowserContext, site: str, *, by_address: bool) -> None:
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{site}/en/")
    if by_address:
        page.goto(f"{site}/en/find?need=legal&x={quote_plus(WORDS)}")
        # The browser writes its history a moment later, and not at once when the machine is busy.
        page.wait_for_timeout(3_000)
        return
    page.get_by_label("Search in your words").type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/r/**")
    assert "quillwort" not in page.url
    assert page.get_by_label("Search in your words").input_value() == WORDS
    page.locator(".card h2 a").first.click()
    page.wait_for_url("**/en/s/**")
    # Going back shows the results again, without a question about sending anything twice.
    page.go_back()
    assert page.get_by_label("Search in your words").input_value() == WORDS
    page.reload()
    page.goto(f"{site}/en/about")


@pytest.mark.parametrize("by_address", [False, True])
def test_words_typed_are_in_no_file_of_the_browser(
    browser: Browser, site: str, tmp_path: Path, *, by_address: bool
) -> None:
    """With the words in an address, as on other sites, they are found: so this test can fail."""
    path = next(filter(None, map(shutil.which, NAMES)))
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=path, args=list(FLAGS), headless=True
    )
    _visit(context, site, by_address=by_address)
    context.close()
    assert bool(_traces(_everything(tmp_path / "profile"))) is by_address
