"""A real, phone-sized Chromium, and a real server for it to visit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.absent import absent
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Milliseconds to wait for anything on a page; pages answer in a few, the rest is a busy machine.
PATIENCE = 10_000
# No sandbox: tests run as root in containers. The rest keeps it from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a screen, or skip where there is none (in CI: fail)."""
    path = next(filter(None, map(shutil.which, NAMES)), None) or absent("Chromium")
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@contextmanager
def opened(
    browser: Browser,
    site: str,
    *,
    width: int = 320,
    height: int = 640,
    javascript: bool = True,
    colours: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """Yield an empty page of this size; afterwards fail if it called another host or the console complained.

    A blocked style, script or request shows up in the console, so a broken content policy fails here too.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=javascript,
        color_scheme=colours,
        base_url=site,
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    complaints = _listened(context, urlsplit(site).netloc)
    try:
        yield context.new_page()
        assert not complaints, "\n".join(complaints)
    finally:
        context.close()


def _listened(context: BrowserContext, own: str) -> list[str]:
    """Return a list that fills with what goes wrong in these pages."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Chromium logs every 4xx page as an error; a test that opens one on purpose is not a complaint.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in {own, ""}:  # data: has no host
            complaints.append(f"asked another host: {request.url}")

    context.on("console", heard)
    context.on("request", asked)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    return complaints


def sideways(page: Page) -> int:
    """Return by how many pixels the page can be scrolled sideways; 0 is right."""
    page.wait_for_load_state()  # between two pages a document has no root element to measure
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def served(database_url: str, factory: str = "app:create_app", **settings: str) -> Iterator[str]:
    """Serve the site as `make run` does, over this database; yield its address. `factory` makes the app.

    `settings` are WAYMARK_ settings in lower case, such as site_name="Elsewhere".
    """
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("WAYMARK_")}
    environ |= {f"WAYMARK_{name.upper()}": value for name, value in settings.items()}
    environ["WAYMARK_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", factory]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    command += ["--no-access-log", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL)
    try:
        _wait(server, f"http://127.0.0.1:{port}/healthz")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)


def _wait(server: subprocess.Popen[bytes], address: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer on {address}")
