"""Where things stand on a page: boxes, and single letters, as a browser laid them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_BOX = """selector => {
    const one = [...document.querySelectorAll(selector)].find(part => part.getClientRects().length);
    if (!one) return null;
    const box = one.getBoundingClientRect();
    return [box.left, box.right, document.documentElement.clientWidth];
}"""
_LETTERS = """selector => {
    const one = [...document.querySelectorAll(selector)].find(part => part.getClientRects().length);
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getClientRects()[0];
            if (box && box.width && node.data[at].trim()) found.push([node.data[at], box.left, box.top]);
        }
    }
    return found;
}"""
# Every letter that begins a line because the line before was full, in the texts a reader sees.
_BEGINS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode, letters = [...new Intl.Segmenter().segment(node.data)];
        let before = null;
        for (const {segment, index} of letters) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + segment.length);
            const box = range.getClientRects()[0];
            if (!box || !box.width || !segment.trim()) continue;
            if (before !== null && box.top > before + 8) found.push(segment);
            before = box.top;
        }
    }
    return found;
}"""


@dataclass(frozen=True, slots=True)
class Box:
    """How far something is from both edges of the screen, in pixels."""

    left: float
    right: float

    def mirrored(self) -> Box:
        """Return where it stands in a mirror."""
        return Box(self.right, self.left)


def box(page: Page, selector: str) -> Box:
    """Return where the first visible such element stands. Raise AssertionError if there is none."""
    found: list[float] | None = page.evaluate(_BOX, selector)
    assert found, f"{page.url} shows no {selector}"
    left, right, width = found
    return Box(left, width - right)


def letters(page: Page, selector: str) -> list[tuple[str, float, float]]:
    """Return every letter inside the first visible such element, with its left and its top."""
    found: list[Any] = page.evaluate(_LETTERS, selector)
    return [(letter, left, top) for letter, left, top in found]


def runs_left_to_right(page: Page, selector: str) -> bool:
    """Say whether each letter stands to the right of the one before, line by line."""
    placed = letters(page, selector)
    pairs = zip(placed, placed[1:], strict=False)
    return len(placed) > 1 and all(
        after[1] > before[1] or after[2] > before[2] + 8 for before, after in pairs
    )


def line_beginnings(page: Page) -> set[str]:
    """Return the letters that begin a line because the line before was full."""
    return set(page.evaluate(_BEGINS))
