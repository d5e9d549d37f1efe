"""The front door: a WSGI wrapper that answers kept pages and asks the app for the rest.

It reads the method, the path, the query, the host, the encodings and the name of the page a browser already has, and
nothing else of a request; it keeps none of them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.http import parse_etags
from werkzeug.test import create_environ

from app.db import Database
from app.pages.note import SHEET, Sheet
from app.pages.packing import Page, pack, weight
from app.pages.parts import Answer, close
from app.pages.rules import Address, address_of, next_month
from app.pages.store import Store
from app.pages.watch import Watch
from app.privacy.compression import encoding_for
from app.privacy.transport import is_onion, secure_transport

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"[A-Za-z0-9.-]*(:[0-9]{1,5})?", re.ASCII)


class Pages:
    """Public pages before the app: kept ones at once, others from the app and then kept, if they may be."""

    def __init__(self, app: Flask, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells seconds since 1970. The app's present door stands behind this one."""
        self.inner: WSGIApplication = app.wsgi_app
        self.site_url: str = app.extensions["settings"].site_url
        self.site_name: str = app.extensions["settings"].site_name
        hsts = secure_transport(self.site_url, "")
        self._secure = ("Strict-Transport-Security", hsts) if hsts else None
        self.clock = clock
        self.store = Store()
        self.watch = Watch(database.read, self.store)
        self._followers = database.followers
        # Called when something was published.
        self.changed: list[Callable[[], None]] = []
        # Called with the address of a late page that somebody was shown.
        self.wanted: list[Callable[[str], None]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        # A path is told decoded: with a "?" in it (%3F) it would read as the name of a page that it is not.
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "?" in path:
            return self.inner(environ, start_response)
        if (page := self.kept(f"{path}?{query}" if query else path)) is None:
            address = address_of(path, query) if _is_plain(environ) else None
            if address is None:
                return self.inner(environ, start_response)
            return self._make(address, environ, start_response)
        if not _is_plain(environ):
            return self.inner(environ, start_response)
        return self._send(page, environ, start_response)

    def kept(self, address: str) -> Page | None:
        """Return the page kept under this spelling, for a reader. It lacks at most what is new since a moment."""
        page = self.store.get(address)
        if page is None:
            return None
        self._look()
        page = self.store.get(address)
        if page is None or self.clock() >= page.expires:
            return None
        if address in self.store.late:
            for call in self.wanted:
                call(address)
        return page

    def newest(self, address: str) -> Page | None:
        """Return the page kept under this spelling if it shows all that is published now."""
        self._look()
        page = self.store.get(address)
        fresh = page is not None and address not in self.store.late and self.clock() < page.expires
        return page if fresh else None

    def hurry(self) -> None:
        """Make the next page of nothing older than what is published now."""
        for follow in self._followers:
            follow()

    def _look(self) -> None:
        if self.watch.look():
            for call in self.changed:
                call()

    def _make(
        self, address: Address, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask the app for the page; keep it if it may be kept, and answer."""
        if (page := self.kept(address.text)) is not None:
            return self._send(page, environ, start_response)
        self._look()
        started, sheet = self.clock(), Sheet(address.tagged)
        answer = Answer()
        chunks = self.inner({**environ, SHEET: sheet}, answer.start)
        if sheet.body is None:
            start_response(answer.status, answer.headers)
            return chunks
        close(chunks)
        page = self._page(address, sheet, started)
        self.store.put(address.text, page)
        return self._send(page, environ, start_response)

    def _page(self, address: Address, sheet: Sheet, started: float) -> Page:
        packed = pack(sheet.body or b"", sheet.headers, fine=address.fine)
        return Page(packed, sheet.tags, sheet.generation, next_month(started), weight(packed))

    def make(self, address: Address, *, in_haste: bool = False, keep: bool = False) -> Page | None:
        """Return the page of an address as anyone gets it, kept from now on if it may be; None if it has none.

        `in_haste` it is packed less finely, and kept only if you say so.
        """
        self._look()
        started, sheet = self.clock(), Sheet(address.tagged)
        path, _, query = address.text.partition("?")
        base = self.site_url or "http://localhost"
        environ = create_environ(path, base, query_string=query)
        environ["SCRIPT_NAME"] = ""
        close(self.inner({**environ, SHEET: sheet}, Answer().start))
        if sheet.body is None:
            return None
        page = self._page(replace(address, fine=address.fine and not in_haste), sheet, started)
        if keep or not in_haste:
            self.store.put(address.text, page)
        return page

    def _send(self, page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send a page: whole, its headers alone, or that the browser has it already.

        Parts are cut in parts.py. The date is the server's to say: every server adds it.
        """
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        packed = page.packed.get(encoding) or page.packed[""]
        more = () if self._secure is None or is_onion(environ.get("HTTP_HOST", "")) else (self._secure,)
        if (had := environ.get("HTTP_IF_NONE_MATCH")) and _is_among(packed.etag, had):
            start_response("304 NOT MODIFIED", [*packed.short, *more])
            return []
        start_response("200 OK", [*packed.headers, *more])
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [page.body(encoding if encoding in page.packed else "")]


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Say whether nothing about a request but its address matters: no body, at the root, a host that can be one."""
    return (
        not environ.get("SCRIPT_NAME")
        and environ.get("CONTENT_LENGTH") in (None, "", "0")
        and _HOST.fullmatch(environ.get("HTTP_HOST", "")) is not None
    )


def _is_among(etag: str, had: str) -> bool:
    """Say whether If-None-Match names this page."""
    return had == etag or parse_etags(had).contains_weak(etag.strip('"'))
