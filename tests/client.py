"""The guarded client: Flask's test client that polices every answer it gets.

A test that opens a page also proves, without saying so, that the page keeps the house rules: valid HTML, a
neutral title, no other host, no cookie, the header contract, a fixed number of questions to the database, no
write on GET, and few enough bytes. A broken rule fails the test that opened the page.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import brotli
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.neutral import telling
from tests.page import faults

# The first flight of a new connection: 10 packets of 1,460 bytes.
PAGE_BYTES = 14_600
# Six, of which this client does not see one: what every page asks goes past SQLAlchemy (app/db.py, plain_rows).
PAGE_SELECTS = 5
# The desk also asks who is here, and shows states and decisions beside what the page says.
DESK, DESK_SELECTS = "/desk", 10
# A form of the desk that is refused looked, tried and shows its page again.
DESK_SENDING_SELECTS = 30
UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}
# A form that changes a listing reads all of it, and again once nobody else may change it. Its row in the search and the
# marks of kept pages follow in the same transaction. However much it says: tests/moderation/test_few_questions.py.
CHANGES = re.compile(r"/[^/]+/(ask|receipt|s/[^/]+/wrong)")
CHANGING_SELECTS = 60
# Of many listings that are still right each is a decision of its own.
MANY, MANY_SELECTS = frozenset({"/desk/queue/still-right", "/desk/queue/decline"}), 90
# A sitting is renewed by use: the one thing a GET may write, and only on the desk.
_RENEWS = re.compile(r"UPDATE desk_session SET idle_ends=", re.IGNORECASE)
_COOKIE = re.compile(
    r"(__Secure-)?desk=[\w-]*;( Expires=[^;]+;)?( Secure;)? HttpOnly; Path=/desk; SameSite=Strict"
)
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE|COPY)\b", re.IGNORECASE)
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)
OUTSIDE = re.compile(r"https?://")
_TOO_MUCH = ("unsafe-", "nonce-", "http", "*")
_NEVER = ("Set-Cookie", "Server", "X-Powered-By")
_ALWAYS = ("Permissions-Policy", "Cache-Control")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every SQL statement that any engine runs."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def body(response: TestResponse) -> bytes:
    """Return the answer's bytes, unpacked."""
    packed = response.get_data()
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
        response.headers.get("Content-Encoding", "")
    )
    return bytes(unpack(packed)) if unpack else packed


def weight(response: TestResponse) -> int:
    """Return the bytes of the answer on the wire, headers included, in the worse of gzip and brotli."""
    plain = body(response)
    head = f"HTTP/1.1 {response.status}\r\n{response.headers}".encode()
    return len(head) + max(len(gzip.compress(plain, 6)), len(brotli.compress(plain, quality=5)))


def header_faults(response: TestResponse) -> list[str]:
    """Return every part of the header contract that this answer breaks; none is right."""
    headers = response.headers
    found = [f"{name} is not {value!r}" for name, value in _HEADERS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    found += [f"the content policy lacks {part!r}" for part in _POLICY if part not in policy]
    found += [
        f"the content policy allows {part!r}" for part in ("unsafe-", "nonce-", "http", "*") if part in policy
    ]
    found += [f"it sends {name}" for name in ("Set-Cookie", "Server", "X-Powered-By") if headers.get(name)]
    found += [
        f"it sends no {name}" for name in ("Permissions-Policy", "Cache-Control") if name not in headers
    ]
    shown = unquote(f"{headers.get('Location', '')} {headers.get('Content-Disposition', '')}")
    if not OUTSIDE.match(shown) and (told := telling(shown)):
        found.append(f"{shown!r} tells too much: {told}")
    varies = {part.strip().lower() for part in headers.get("Vary", "").split(",")} - {""}
    found += [
        f"it varies by {part}: pages are the same for every visitor" for part in varies - {"accept-encoding"}
    ]
    return found


def on_desk(path: str) -> bool:
    """Say whether this is an address of the desk."""
    return path == DESK or path.startswith(f"{DESK}/")


def cookie_faults(response: TestResponse) -> list[str]:
    """Return what is wrong with the cookies of an answer of the desk; none is right."""
    sent = response.headers.getlist("Set-Cookie")
    found = [f"it sends the cookie {cookie!r}" for cookie in sent if not _COOKIE.fullmatch(cookie)]
    if response.headers.get("Cache-Control") != "no-store":
        found.append("browsers may keep it")
    return found


def selects(seen: list[str]) -> int:
    """Return how many of these statements ask something."""
    return sum(bool(_READS.match(statement)) for statement in seen)


def statement_faults(method: str, seen: list[str], most: int = PAGE_SELECTS) -> list[str]:
    """Return what is wrong with the SQL of one request; none is right."""
    reads = selects(seen)
    found = [f"{reads} SELECTs instead of at most {most}"] if reads > most else []
    if method in {"GET", "HEAD"}:
        found += [f"a {method} wrote: {statement}" for statement in seen if _WRITES.match(statement)]
    return found


def _most_selects(response: TestResponse) -> int:
    if not on_desk(response.request.path):
        changes = response.request.method == "POST" and CHANGES.fullmatch(response.request.path)
        return CHANGING_SELECTS if changes else PAGE_SELECTS
    if response.request.method == "GET":
        return DESK_SELECTS
    changing = MANY_SELECTS if response.request.path in MANY else CHANGING_SELECTS
    return changing if response.status_code == 303 else DESK_SENDING_SELECTS


def page_faults(response: TestResponse, site_name: str, site_url: str) -> list[str]:
    """Return what is wrong with an HTML answer; none is right."""
    policy = response.headers.get("Content-Security-Policy", "")
    found = faults(body(response), response.request.path, policy, site_name, site_url)
    if (size := weight(response)) > PAGE_BYTES:
        found.append(f"it weighs {size} bytes compressed instead of at most {PAGE_BYTES}")
    return found


class GuardedClient(FlaskClient):
    """Open addresses like Flask's test client, and refuse answers that break a house rule."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request; raise AssertionError naming every rule that the answer breaks."""
        with statements() as seen:
            response = super().open(*args, **kwargs)
        found = header_faults(response)
        if on_desk(response.request.path):
            found = [fault for fault in found if fault != "it sends Set-Cookie"] + cookie_faults(response)
            seen = [statement for statement in seen if not _RENEWS.match(statement)]
        if not response.history:
            found += statement_faults(response.request.method, seen, _most_selects(response))
        # A file to save is no page of the site; what it must keep is in tests/sharing/test_pocket.py.
        saved = response.headers.get("Content-Disposition", "").startswith("attachment")
        shown = response.mimetype == "text/html" and not saved
        if shown and response.request.method != "HEAD" and response.get_data():
            settings = self.application.extensions["settings"]
            found += page_faults(response, settings.site_name, settings.site_url)
        line = f"{response.request.method} {response.request.path} answered {response.status_code}"
        assert not found, "\n  - ".join([f"{line}, but:", *found])
        return response


def guarded(app: Flask) -> GuardedClient:
    """Return a guarded client of this app."""
    app.test_client_class = GuardedClient
    client = app.test_client()
    assert isinstance(client, GuardedClient)
    return client
