"""Servers of their own for a measurement: granian with one of our apps, nginx with a mirror, each on a core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from config import ROOT
from tests.postgres import free_port

SERVER_CORE, WRK_CORE = "0", "1"
# As deploy/waymark.service starts us (docs/decisions/server.md); whom we are measured against gets the same.
BATCH = ("chrt", "--batch", "0")
_NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err; worker_processes 1;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/html; types {{ }}
  gzip_static on; open_file_cache max=1000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $args $choices {{ "" ""; "~^[a-z0-9=&.-]+$" "/$args"; default "/none"; }}
  server {{ listen 127.0.0.1:{port}; root {site};
    location = /plain {{ alias {plain}; }}
    location / {{ {headers} try_files $uri$choices/index.html =404; }} }} }}
"""


def wait(address: str) -> float:
    """Return how many seconds passed until the address answered."""
    began = time.monotonic()
    while time.monotonic() - began < 120:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback address
                answer.read()
                return time.monotonic() - began
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{address} did not answer")


def _stop(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(10)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait(10)


@contextmanager
def granian(
    factory: str, database: str, workers: int = 1, core: str = SERVER_CORE
) -> Iterator[tuple[str, int]]:
    """Serve an app; yield its address and process."""
    port = free_port()
    command = [*BATCH, "taskset", "-c", core, sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--factory", factory, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "1"]
    command += ["--no-access-log", "--log-level", "error"]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "WAYMARK_DATABASE_URL": database})
    try:
        yield f"http://127.0.0.1:{port}", running.pid
    finally:
        _stop(running)


@contextmanager
def nginx(site: Path, folder: Path, page: str, headers: list[tuple[str, str]]) -> Iterator[str]:
    """Serve a mirror, and one plain file of the same bytes as its `page`; yield the address."""
    port, plain = free_port(), folder / "plain.html"
    path, _, query = page.partition("?")
    file = site.joinpath(path.strip("/"), query, "index.html")
    for suffix in ("", ".gz"):
        shutil.copy(f"{file}{suffix}", f"{plain}{suffix}")
    lines = " ".join(f'add_header {key} "{value}";' for key, value in headers)
    text = _NGINX.format(folder=folder, port=port, site=site, plain=plain, headers=lines)
    (folder / "nginx.conf").write_text(text, "utf-8")
    command = [
        *BATCH,
        "taskset",
        "-c",
        SERVER_CORE,
        "nginx",
        "-c",
        str(folder / "nginx.conf"),
        "-p",
        str(folder),
    ]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait(f"http://127.0.0.1:{port}/plain")
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(running)


def contract(address: str) -> list[tuple[str, str]]:
    """Return the headers that a mirror must repeat."""
    with urlopen(Request(address)) as answer:  # noqa: S310 - our own loopback address
        skipped = {"content-length", "content-type", "etag", "date", "vary", "content-encoding", "connection"}
        return [(key, value) for key, value in answer.headers.items() if key.lower() not in skipped]
