"""Measure pages: nginx on the same file, a bare Flask page, ours kept and made anew, and the mirror.

    python -m tools.bench_pages            # needs nginx, wrk and taskset; two minutes; writes docs/performance.md
    python -m tools.bench_pages --large    # also Datasette, the mirror, an import, start and memory; fifteen minutes

Change no file of the site meanwhile: a mirror is made anew when the program changes.

Server and wrk have one core each; rounds are interleaved and ratios taken round by round, because other work moves
absolute figures by more than what is measured.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen

from app.languages import OFFERED
from tools.bench.__main__ import made
from tools.bench.measuring import at_once
from tools.bench_pages_site import SERVICES, change, copied, demonstration, filled, made_mirror, mirrored
from tools.bench_pages_wide import beside_datasette, mix, on_a_poor_phone, while_filled

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench_pages: begin -->", "<!-- bench_pages: end -->"
PAGE = "/en/find"
ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16
# Where memory is measured, and for how many seconds of visits.
LARGEST, MINUTE = 100_000, 60.0
SERVER_CORE, WRK_CORE = "0", "1"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str) -> float:
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
def _granian(
    factory: str, database: str, workers: int = 1, core: str = SERVER_CORE
) -> Iterator[tuple[str, int]]:
    """Serve an app; yield its address and process."""
    port = _free_port()
    command = [
        "taskset",
        "-c",
        core,
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--factory",
        factory,
    ]
    command += [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "1",
    ]
    environ = {**os.environ, "WAYMARK_DATABASE_URL": database}
    command += ["--no-access-log", "--log-level", "error"]
    running = subprocess.Popen(command, cwd=ROOT, env=environ)  # noqa: S603 - our own words
    try:
        yield f"http://127.0.0.1:{port}", running.pid
    finally:
        _stop(running)


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


@contextmanager
def _nginx(site: Path, folder: Path, headers: list[tuple[str, str]]) -> Iterator[str]:
    """Serve a mirror and one plain file of the same bytes; yield the address."""
    port, plain = _free_port(), folder / "plain.html"
    path, _, query = PAGE.partition("?")
    page = site.joinpath(path.strip("/"), query, "index.html")
    for suffix in ("", ".gz"):
        shutil.copy(f"{page}{suffix}", f"{plain}{suffix}")
    lines = " ".join(f'add_header {key} "{value}";' for key, value in headers)
    text = _NGINX.format(folder=folder, port=port, site=site, plain=plain, headers=lines)
    (folder / "nginx.conf").write_text(text, "utf-8")
    command = ["taskset", "-c", SERVER_CORE, "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words
    try:
        _wait(f"http://127.0.0.1:{port}/plain")
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(running)


def _rate(address: str) -> float:
    """Return how many requests a second wrk gets through on its own core."""
    command = ["taskset", "-c", WRK_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    command += ["-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own words
    if "Non-2xx" in said:
        raise RuntimeError(f"{address} answered with an error:\n{said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])  # type: ignore[index]


def _contract(address: str) -> list[tuple[str, str]]:
    """Return the headers that a mirror must repeat."""
    with urlopen(Request(address)) as answer:  # noqa: S310 - our own loopback address
        skipped = {"content-length", "content-type", "etag", "date", "vary", "content-encoding", "connection"}
        return [(key, value) for key, value in answer.headers.items() if key.lower() not in skipped]


def _rates(addresses: dict[str, str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            found[name].append(_rate(address))
    return found


def _pss(pid: int) -> int:
    """Return the memory of a process and its children, shared pages divided, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    own = int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return own // 1024 + sum(_pss(int(child)) for child in children)


def _serving(folder: Path) -> list[str]:
    """Measure what one core serves; return rows of a table."""
    database = demonstration(folder)
    site = made_mirror(database, folder / "site")
    with ExitStack() as stack:
        warm, _ = stack.enter_context(_granian("app:create_app", database))
        cold, _ = stack.enter_context(_granian("tools.bench_pages_site:without_store", database))
        first, _ = stack.enter_context(_granian("tools.bench_pages_site:without_pieces", database))
        bare, _ = stack.enter_context(_granian("tools.bench_pages_site:bare", database))
        for address in (warm + PAGE, cold + PAGE, first + PAGE, f"{bare}/"):
            _wait(address)
        nginx = stack.enter_context(_nginx(site, folder, _contract(warm + PAGE)))
        rates = _rates({
            "nginx, a plain file": f"{nginx}/plain",
            "the mirror behind nginx": nginx + PAGE,
            "ours, kept": warm + PAGE,
            "ours, made anew of kept pieces": cold + PAGE,
            "ours, made anew with nothing kept": first + PAGE,
            "a bare Flask page, one query": f"{bare}/",
        })  # fmt: skip
    return list(_table(rates))


def _table(rates: dict[str, list[float]]) -> Iterator[str]:
    yield "| | requests/s | of nginx | of a bare Flask page |"
    yield "|---|---|---|---|"
    whole, bare = rates["nginx, a plain file"], rates["a bare Flask page, one query"]
    for name, found in rates.items():
        of = [statistics.median(a / b for a, b in zip(found, other, strict=True)) for other in (whole, bare)]
        yield f"| {name} | {statistics.median(found):,.0f} | {of[0]:.2f} | {of[1]:.2f} |"


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _changing(folder: Path) -> list[str]:
    """Measure the mirror of a large site; return rows of a table."""
    database = filled(folder)
    with mirrored(database, folder / "large") as mirror:
        changed = []
        for number in range(ROUNDS):
            change(database, number)
            began = time.perf_counter()
            report = mirror.update()
            changed.append((time.perf_counter() - began, report.written))
    took, written = sorted(changed)[ROUNDS // 2]
    said = f"| one service changed, {SERVICES:,} services: {written} pages of the mirror"
    return [f"{said} in {len(OFFERED)} languages | {took:.2f} s |"]


def _filling(folder: Path) -> list[str]:
    """Measure a crowd while an import comes in; return rows of a table."""
    database = copied(made(SERVICES)[0], folder / "filling.sqlite3")
    with _granian("app:create_app", database) as (address, _pid):
        _wait(address + "/en/")
        return while_filled(address, database)


def _standing() -> list[str]:
    """Measure start and memory of two workers at the largest size; return rows of a table."""
    with _granian("app:create_app", made(LARGEST)[0], workers=2, core="0,1") as (address, pid):
        rows = [
            f"| start to first answer, two workers, {LARGEST:,} services | {_wait(address + '/en/'):.2f} s |"
        ]
        at_once(address, mix(LARGEST), 8, MINUTE)
        return [
            *rows,
            f"| memory of two workers after a minute of the mix, all processes (PSS) | {_pss(pid)} MB |",
        ]


def _below(folder: Path, name: str) -> Path:
    """Make a folder in a folder."""
    made_one = folder / name
    made_one.mkdir()
    return made_one


def main() -> None:
    """Measure, and write the results with the machine into the report."""
    for tool in ("nginx", "wrk", "taskset"):
        if shutil.which(tool) is None:
            sys.exit(f"bench_pages needs {tool}")
    with tempfile.TemporaryDirectory() as name:
        # nginx gives up its rights, and must still reach the files.
        Path(name).chmod(0o755)
        folder = Path(name)
        parts = [_serving(folder), on_a_poor_phone(demonstration(_below(folder, "phone")))]
        if "--large" in sys.argv:
            parts.append(beside_datasette(SERVICES, _granian, _wait, _rate))
            parts.append(["| | |", "|---|---|", *_changing(folder), *_filling(folder), *_standing()])
    today = datetime.now(UTC).date().isoformat()
    python, load = platform.python_version(), os.getloadavg()[0]
    machine = f"{today}, {os.cpu_count()} cores, {platform.machine()}, Python {python}, load {load:.1f}"
    words = f"The list of 20 cards, {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections, medians. {machine}."
    block = "\n".join([BEGIN, words, "", *(line for part in parts for line in (*part, "")), END])
    text = REPORT.read_text("utf-8")
    REPORT.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: block, text, flags=re.DOTALL), "utf-8")
    print(block)


if __name__ == "__main__":
    main()
