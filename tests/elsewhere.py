"""Another site on this machine: where leaving leads, and where a link to a group leads. It notes what it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Elsewhere(ThreadingHTTPServer):
    """A server that answers one neutral page and keeps the headers of each request."""

    daemon_threads = True

    def __init__(self, page: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.page = page
        self.told: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Answer(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        """Answer the page, whatever is asked."""
        # A browser asks for an icon too, and says then that it comes from here.
        if not self.path.startswith("/favicon"):
            self.server.told.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.page)))
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def elsewhere(page: bytes = b"<!doctype html><title>Weather</title><p>Sun") -> Iterator[Elsewhere]:
    """Run it while the block runs."""
    with Elsewhere(page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
