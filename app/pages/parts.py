"""A part of a page, for who asks for one: a program that draws a preview, a download that broke off.

Parts are cut from finished pages, and only from those that stay the same: the name of a page (ETag) says which. A page
that travels packed, or that is made for one answer, is sent whole: that answers a request for a part too (RFC 9110).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# One range. More digits than that are the length of nothing.
_ONE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})", re.ASCII | re.IGNORECASE)
_OF_THE_WHOLE = {"content-length"}
# What names a page or lets a browser keep it has no place where there is no page.
_OF_A_PAGE = {"content-length", "etag", "cache-control"}


class Answer:
    """Catches what an app says before its body."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def start(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[..., object]:
        """Stand in for the server's own `start_response`."""
        self.status, self.headers = status, headers
        return _no_stream

    def header(self, name: str) -> str:
        """Return a header, or nothing; `name` in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def without(self, names: set[str]) -> list[tuple[str, str]]:
        """Return the headers but those with these names."""
        return [(key, value) for key, value in self.headers if key.lower() not in names]


def close(chunks: Iterable[bytes]) -> None:
    """Finish an answer, so that the app closes its session."""
    end = getattr(chunks, "close", None)
    if end is not None:
        end()


class Parts:
    """A WSGI wrapper that cuts the part that was asked for out of a page."""

    def __init__(self, inner: WSGIApplication) -> None:
        """`inner` makes whole pages."""
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if "HTTP_RANGE" not in environ or environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start_response)
        answer = Answer()
        chunks = self.inner(environ, answer.start)
        name = answer.header("etag")
        stays = answer.status.startswith("200") and name and not answer.header("content-encoding")
        if not stays or environ.get("HTTP_IF_RANGE", name) != name:
            start_response(answer.status, answer.headers)
            return chunks
        body = b"".join(chunks)
        close(chunks)
        return [_cut(body, part_of(environ["HTTP_RANGE"], len(body)), answer, start_response)]


def part_of(asked: str, size: int) -> range | None:
    """Return which bytes of so many a Range header asks for, empty where there are none; None: send the whole."""
    if (found := _ONE.fullmatch(asked.strip())) is None:
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _cut(body: bytes, part: range | None, answer: Answer, start_response: StartResponse) -> bytes:
    if part is None:
        start_response(answer.status, answer.headers)
        return body
    if not part:
        told = [
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
            ("Content-Range", f"bytes */{len(body)}"),
        ]
        start_response("416 REQUESTED RANGE NOT SATISFIABLE", [*answer.without(_OF_A_PAGE), *told])
        return b""
    told = [
        ("Content-Length", str(len(part))),
        ("Content-Range", f"bytes {part[0]}-{part[-1]}/{len(body)}"),
    ]
    start_response("206 PARTIAL CONTENT", [*answer.without(_OF_THE_WHOLE), *told])
    return body[part.start : part.stop]


def _no_stream(_data: bytes) -> None:
    raise RuntimeError("The app answers with an iterable and never writes.")
