"""Walk the site as a curious reader does: open a page, follow every link on it, until nothing is new."""

from __future__ import annotations

from collections import deque
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.client import GuardedClient, body
from tests.page import parsed

# One walk must end; a site that offers more than this many kinds of page has a loop in its links.
MOST_PAGES = 2_000
Key = tuple[str, frozenset[str]]


def _key(address: str) -> Key:
    """Addresses that differ only in the values of their choices are one kind of page."""
    parts = urlsplit(address)
    return parts.path, frozenset(name for name, _value in parse_qsl(parts.query, keep_blank_values=True))


def _links(html: bytes, address: str) -> list[str]:
    tree, _errors = parsed(html)
    found = [link.get("href", "") for link in tree.iter("a")]
    return [urljoin(address, href).split("#")[0] for href in found if href.startswith(("/", "?"))]


def walk(client: GuardedClient, start: str, below: str) -> tuple[set[str], list[str]]:
    """Open `start` and every page below the path `below` that links lead to.

    Return the opened addresses, and what is wrong with them (none is right).
    """
    waiting, seen, opened = deque([start]), {_key(start)}, set[str]()
    wrong: list[str] = []
    while waiting and len(opened) < MOST_PAGES:
        address = waiting.popleft()
        opened.add(address)
        try:
            answer = client.get(address)
        except AssertionError as broken:
            wrong.append(str(broken))
            continue
        if answer.status_code not in {200, 303}:
            wrong.append(f"{address} answered {answer.status_code}, and a link leads there")
        for link in _links(body(answer), address) if answer.mimetype == "text/html" else []:
            if link.startswith(below) and _key(link) not in seen:
                seen.add(_key(link))
                waiting.append(link)
    if waiting:
        wrong.append(f"the walk from {start} does not end")
    return opened, wrong
