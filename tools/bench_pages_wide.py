"""What bench_pages measures besides one page: Datasette, a site while it is filled, memory, and a poor phone."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch, served
from tools.bench import asking, making, others
from tools.bench.__main__ import FOLDER, beside, made
from tools.bench.crowd import crowd
from tools.bench.measuring import at_once
from tools.bench.serving import SERVER_CORE, WRK_CORE, granian, wait

# Connections of the crowd, and seconds that it stays.
CROWD, SECONDS = 32, 10
# What a bulk import brings.
LISTINGS = 1_500
# What moderators decide meanwhile, five a second.
DECISIONS = 200
# Kilobits a second, milliseconds more for each answer, and how many times slower the processor is.
KBITS, LATENCY, SLOWER = 50, 400, 4
# By the names of tools.bench.goals.
Figures = dict[str, str]


def beside_datasette(size: int, rate: Callable[[str], float], figures: Figures) -> list[str]:
    """Return a table: pages a second, one process and one core each, of pages that we keep, on the same listings.

    `rate` returns how many answers a second an address gives.
    """
    number, found = size // 2, {}
    lists = {
        "browse": asking.choices(""),
        "a need": asking.choices("need=legal"),
        "a need in a place": asking.choices("need=legal&place=us"),
    }
    with (
        granian("app:create_app", made(size)[0]) as (ours, _pid),
        others.datasette(others.installed(FOLDER / "datasette"), beside(size), core=SERVER_CORE) as theirs,
    ):
        wait(ours + "/en/")
        pairs = {kind: (asking.address(asked), theirs.rows(asked)) for kind, asked in lists.items()}
        pairs["one service"] = (asking.address_of(number), theirs.service(number))
        for kind, (own, its) in pairs.items():
            found[kind] = [(rate(ours + own), rate(theirs.base + its)) for _round in range(3)]
    rows = [f"| {size:,} services, kept pages | ours/s | Datasette/s | times |", "|---|---|---|---|"]
    times = {kind: statistics.median(a / b for a, b in rates) for kind, rates in found.items()}
    for kind, rates in found.items():
        mine, other = (statistics.median(one) for one in zip(*rates, strict=True))
        rows.append(f"| {kind} | {mine:,.0f} | {other:,.0f} | {times[kind]:,.0f} |")
    figures["kept browse, need, place, service, 10,000"] = ", ".join(f"{one:.0f}" for one in times.values())
    return rows


def _p99(address: str, paths: list[str]) -> float:
    """Return the 99th of a hundred answers of a crowd, in milliseconds."""
    return crowd(address, paths, CROWD, SECONDS, encoding="gzip", core=WRK_CORE).p99


def while_filled(address: str, database: str, figures: Figures) -> list[str]:
    """Return rows: the 99th of a hundred answers of a quiet site, and of one where something happens.

    `address` serves a site of `tools.bench.making` over `database`.
    """
    paths = [f"/{tag}/find?need={need}" for tag in ("en", "ar") for need in ("legal", "medical", "housing")]
    paths += ["/en/", "/zh-Hans/", "/en/find?place=us", *(f"/en/s/{making.code_of(n)}" for n in range(1, 40))]
    at_once(address, paths, 4, 2.0)
    quiet = _p99(address, paths)
    rows = [f"| 99th of 100 answers, {CROWD} connections, quiet | {quiet:.0f} ms |"]
    for said, arguments in (
        (f"{LISTINGS:,} listings come in", ["tools.bench_pages_site", database, str(LISTINGS)]),
        (f"{DECISIONS} decisions are made", ["tools.bench_pages_site", database, str(DECISIONS), "decide"]),
        ("`purge` rewrites the database", ["flask", "--app", "app", "purge"]),
    ):
        worst, took = _during([sys.executable, "-m", *arguments], database, address, paths)
        rows.append(f"| the same while {said} ({took:.0f} s) | {worst:.0f} ms, {worst / quiet:.1f} times |")
        figures.setdefault(
            "99th of 100 answers during an import", f"{worst / quiet:.1f} times, {worst:.0f} ms"
        )
    return rows


def _during(command: list[str], database: str, address: str, paths: list[str]) -> tuple[float, float]:
    """Return the worst 99th of a hundred answers while a command runs, and how many seconds it ran."""
    began = time.monotonic()
    running = subprocess.Popen(command, env={**os.environ, "WAYMARK_DATABASE_URL": database})  # noqa: S603 - our words
    busy = [_p99(address, paths)]
    while running.poll() is None:
        busy.append(_p99(address, paths))
    if running.returncode:
        raise RuntimeError(f"{command} failed")
    return max(busy), time.monotonic() - began


def mix(size: int) -> list[str]:
    """Return addresses of lists and services, for a minute of visits."""
    return [*map(asking.address, asking.lists()), *map(asking.address_of, asking.services(size))]


def on_a_poor_phone(database: str, figures: Figures) -> list[str]:
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
            took = time.monotonic() - began
            # The browser counts what it received a moment after the page is there.
            page.wait_for_timeout(500)
            whole.append((took, sum(received) - before))
            rows.append(f"| {path} | {whole[-1][0]:.1f} | {whole[-1][1]:,} |")
        browser.close()
    seconds, received_in_all = (sum(one) for one in zip(*whole, strict=True))
    rows.append(f"| in all | {seconds:.1f} | {received_in_all:,} |")
    figures["home, find, service on a poor phone"] = f"{seconds:.1f} s, {received_in_all:,} bytes"
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
