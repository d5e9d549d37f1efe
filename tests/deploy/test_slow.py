"""Senders who never finish cannot keep a page from anyone: the proxies take in all before the site sees any of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from app.privacy.limits import LONGEST_FORM
from tests.canary.conftest import filled_sqlite
from tests.canary.deployed import Deployed, behind, short_folder, site
from tests.canary.sending import HOST, Door, Sent, send
from tests.databases import Databases

HEAD = f"GET /en/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: "
BODY = (
    f"POST /en/place HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 500\r\n\r\nwhere=a"
)
# Says one byte more than the longest form, sends all but that byte, and waits.
FULL = (
    f"POST /en/ask HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: {LONGEST_FORM + 1}\r\n\r\n{'a' * LONGEST_FORM}"
)
PAGE = f"GET /en/find HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
# Two workers: more than they are, and few enough for a busy machine.
SLOW = 8


@contextmanager
def _slow_senders(door: Door, *kinds: str) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        found = [stack.enter_context(closing(door.knock())) for _number in range(len(kinds) * SLOW)]
        for number, line in enumerate(found):
            line.sendall(kinds[number % len(kinds)].encode())
        time.sleep(0.3)
        yield found


def _answered(door: Door) -> bool:
    return b" 200 " in send(door, Sent("page", PAGE.encode()))[:20]


@contextmanager
def _site(databases: Databases, *, tcp: bool = False) -> Iterator[Deployed]:
    with (
        short_folder() as folder,
        site(folder, filled_sqlite(databases, folder), factory="app:create_app", tcp=tcp) as found,
    ):
        yield found


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(
    ("front", "kinds"),
    # nginx says no to the last as soon as it hears the length.
    [("nginx", (HEAD, BODY)), ("caddy", (HEAD, BODY, FULL))],
    ids=["nginx", "caddy"],
)
def test_slow_senders_cannot_keep_a_page_from_anyone(
    databases: Databases, front: str, kinds: tuple[str, ...]
) -> None:
    with (
        _site(databases) as inner,
        behind(front, inner) as found,
        _slow_senders(found.door, *kinds),
    ):
        assert [_answered(found.door) for _time in range(6)] == [True] * 6


@pytest.mark.usefixtures("deployed")
def test_a_site_without_a_server_in_front_is_found(databases: Databases) -> None:
    with _site(databases, tcp=True) as bare:
        assert _answered(bare.door)
        with _slow_senders(bare.door, HEAD, BODY):
            assert not all(_answered(bare.door) for _time in range(3))


@pytest.mark.usefixtures("deployed")
def test_slow_senders_of_long_forms_cannot_fill_the_memory(databases: Databases) -> None:
    long = BODY.replace("/en/place", "/en/ask").encode()
    few = {"limit_conn asking 128": f"limit_conn asking {SLOW}"}
    with _site(databases) as inner, behind("nginx", inner, few) as found, ExitStack() as stack:
        for _number in range(SLOW):
            stack.enter_context(closing(found.door.knock())).sendall(long)
        time.sleep(0.3)
        assert b" 503 " in send(found.door, Sent("form", long))[:20]
        assert _answered(found.door)
