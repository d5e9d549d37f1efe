"""What bench_pages measures besides one page: Datasette, a site while it is filled, memory, and a poor phone."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch, served
from tools.bench import asking, making, others
from tools.bench.__main__ import FOLDER, made
from tools.bench.measuring import at_once

# Connections of the crowd, and seconds that it stays.
CROWD, SECONDS = 32, 10
# What a bulk import brings.
LISTINGS = 1_500
# What moderators decide meanwhile, five a second.
DECISIONS = 200
# Kilobits a second, milliseconds more for each answer, and how many times slower the processor is.
KBITS, LATENCY, SLOWER = 50, 400, 4
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
Rate = Callable[[str], float]
Serving = Callable[[str, str], AbstractContextManager[tuple[str, int]]]


def beside_datasette(size: int, serving: Serving, wait: Rate, rate: Rate) -> list[str]:
    """Return a table: pages a second, one process and one core each, of pages that we keep, on the same texts.

    `wait` returns when an address answers, `rate` how many answers a second it gives.
    """
    address, other = made(size)[0], FOLDER / f"{size}.others.sqlite3"
    if not other.exists():
        others.make(address, other)
    program = others.installed(FOLDER / "datasette")
    code = making.code_of(size // 2)
    pairs = {
        "browse": "/en/find",
        "a need": "/en/find?need=legal",
        "a need in a place": "/en/find?need=legal&place=us",
        "one service": f"/en/s/{code}",
    }
    rows = [f"| {size:,} services, kept pages | ours/s | Datasette/s | times |", "|---|---|---|---|"]
    with (
        serving("app:create_app", address) as (ours, _pid),
        others.datasette(program, other, core="0") as theirs,
    ):
        wait(ours + "/en/")
        for kind, path in pairs.items():
            its = asking.datasette_lists(path)
            found = [(rate(ours + path), rate(theirs + its)) for _round in range(3)]
            mine, other_rate = (statistics.median(one) for one in zip(*found, strict=True))
            times = statistics.median(a / b for a, b in found)
            rows.append(f"| {kind} | {mine:,.0f} | {other_rate:,.0f} | {times:,.0f} |")
    return rows


def p99(address: str, paths: list[str]) -> float:
    """Return the 99th of a hundred answers of a crowd, in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        quoted = ", ".join(f'"{path}"' for path in paths)
        script.write(f"local p, i = {{{quoted}}}, 0\nfunction request()\n i = i % #p + 1\n")
        script.write(' return wrk.format("GET", p[i], {["Accept-Encoding"] = "gzip"})\nend\n')
        script.flush()
        command = [
            "taskset",
            "-c",
            "1",
            "wrk",
            "-t1",
            f"-c{CROWD}",
            f"-d{SECONDS}s",
            "--latency",
            "-s",
            script.name,
        ]
        said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout  # noqa: S603
    number, unit = _P99.search(said).groups()  # type: ignore[union-attr]
    return float(number) * _MS[unit]


def while_filled(address: str, database: str) -> list[str]:
    """Return rows: the 99th of a hundred answers of a quiet site, and of one where something happens.

    `address` serves a site of `tools.bench.making` over `database`.
    """
    paths = [f"/{tag}/find?need={need}" for tag in ("en", "ar") for need in ("legal", "medical", "housing")]
    paths += ["/en/", "/zh-Hans/", "/en/find?place=us", *(f"/en/s/{making.code_of(n)}" for n in range(1, 40))]
    at_once(address, paths, 4, 2.0)
    quiet = p99(address, paths)
    rows = [f"| 99th of 100 answers, {CROWD} connections, quiet | {quiet:.0f} ms |"]
    for said, arguments in (
        (f"{LISTINGS:,} listings come in", ["tools.bench_pages_site", database, str(LISTINGS)]),
        (f"{DECISIONS} decisions are made", ["tools.bench_pages_site", database, str(DECISIONS), "decide"]),
        ("`purge` rewrites the database", ["flask", "--app", "app", "purge"]),
    ):
        worst, took = _during([sys.executable, "-m", *arguments], database, address, paths)
        rows.append(f"| the same while {said} ({took:.0f} s) | {worst:.0f} ms, {worst / quiet:.1f} times |")
    return rows


def _during(command: list[str], database: str, address: str, paths: list[str]) -> tuple[float, float]:
    """Return the worst 99th of a hundred answers while a command runs, and how many seconds it ran."""
    began = time.monotonic()
    running = subprocess.Popen(command, env={**os.environ, "WAYMARK_DATABASE_URL": database})  # noqa: S603 - our words
    busy = [p99(address, paths)]
    while running.poll() is None:
        busy.append(p99(address, paths))
    if running.returncode:
        raise RuntimeError(f"{command} failed")
    return max(busy), time.monotonic() - began


def mix(size: int) -> list[str]:
    """Return addresses of lists and services, for a minute of visits."""
    return [path for some in asking.lists(size).values() for path in some]


def on_a_poor_phone(database: str) -> list[str]:
    """Return a table: home, find and one service in a row, in a browser that has never been here."""
    rows = [
        f"| {KBITS} kbit/s, {LATENCY} ms, processor {SLOWER} times slower | seconds | bytes |",
        "|---|---|---|",
    ]
    with served(database) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        whole: list[tuple[float, int]] = []
        for path in ("/en/", "/en/find?need=medical", "/en/s/river-lamp"):
            if not whole:
                page = browser.new_page(viewport={"width": 360, "height": 640})
                received = _poor(page)
            before, began = sum(received), time.monotonic()
            page.goto(site + path, wait_until="load", timeout=60_000)
            whole.append((time.monotonic() - began, sum(received) - before))
            rows.append(f"| {path} | {whole[-1][0]:.1f} | {whole[-1][1]:,} |")
        browser.close()
    rows.append(f"| in all | {sum(one[0] for one in whole):.1f} | {sum(one[1] for one in whole):,} |")
    return rows


def _poor(page: Page) -> list[int]:
    """Make this page's network and processor slow; return a list that fills with the bytes it receives."""
    received: list[int] = []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = KBITS * 1000 // 8
    limits = {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", limits)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    line.on("Network.loadingFinished", lambda told: received.append(int(told["encodedDataLength"])))
    return received
