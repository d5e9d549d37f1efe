"""What the app tells the store about the page it has just made."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, g, request

# Where the store leaves its sheet in the environ; nothing a visitor sends can have this name.
SHEET = "waymark.page"


@dataclass(slots=True)
class Sheet:
    """One page on its way to the store; `body` stays None if it may not be kept.

    `generation` is the one that the page itself read, in the same snapshot as everything it shows.
    """

    tagged: bool
    body: bytes | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    tags: frozenset[str] = frozenset()
    generation: int | None = None


def depends_on(*tags: str) -> None:
    """Say what this page shows. Without this a page of listings is never kept."""
    g.page_tags = g.get("page_tags", frozenset()) | frozenset(tags)


def depends_on_host() -> None:
    """Say that this page shows the host it was asked for: whoever names another host would make it for everyone."""
    g.page_shows_host = True


def read_at(generation: int) -> None:
    """Say which generation this page shows."""
    g.page_generation = generation


def hand_over(response: Response) -> bool:
    """Give a finished, unpacked page to the store in front, if it waits for one and the page may be kept.

    Only for answers that are the same for everyone and that browsers may keep: the caller makes sure of that.
    """
    sheet: Sheet | None = request.environ.get(SHEET)
    if sheet is None or "page_generation" not in g or (sheet.tagged and "page_tags" not in g):
        return False
    if g.get("page_shows_host", False) or response.headers.getlist("Set-Cookie"):
        return False
    if response.is_streamed or response.direct_passthrough:
        return False
    sheet.generation, sheet.tags = g.page_generation, g.get("page_tags", frozenset())
    sheet.headers, sheet.body = list(response.headers), response.get_data()
    return True
