"""Measure pages: nginx on the same file, Flask pages, ours kept and made anew, and the mirror.

    python -m tools.bench_pages            # needs nginx, wrk and taskset; two minutes; writes docs/performance.md
    python -m tools.bench_pages --large    # also Datasette, the mirror, an import, start and memory; twelve minutes

Change no file of the site meanwhile: a mirror is made anew when the program changes.

Server and wrk have one core each; rounds are interleaved and ratios taken round by round, because other work moves
absolute figures by more than what is measured.
"""

from __future__ import annotations

import gc
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from app.languages import OFFERED
from tools.bench import flat, report
from tools.bench.__main__ import made
from tools.bench.crowd import crowd
from tools.bench.measuring import at_once
from tools.bench.serving import WRK_CORE, contract, granian, nginx, wait
from tools.bench_pages_site import SERVICES, change, copied, demonstration, filled, made_mirror, mirrored
from tools.bench_pages_wide import Figures, beside_datasette, mix, on_a_poor_phone, while_filled

BEGIN, END = "<!-- bench_pages: begin -->", "<!-- bench_pages: end -->"
PAGE = "/en/find"
ROUNDS, SECONDS, CONNECTIONS = 5, 2, 16
# An address, and how its answer may be packed.
Asked = tuple[str, str]
# Where memory is measured, and for how many seconds of visits.
LARGEST, MINUTE = 100_000, 60.0
# What our goal for the mirror names.
FOUR = ("en", "es", "ar", "zh-Hans")
WHOLE, LIKE = "nginx, a plain file", "a Flask page of the same list, one query, unpacked"
ANEW = "ours, made anew of kept pieces"


def _rate(address: str, encoding: str = "gzip") -> float:
    """Return how many requests a second wrk gets through on its own core."""
    base, slash, path = address.removeprefix("http://").partition("/")
    asked = crowd(f"http://{base}", [slash + path], CONNECTIONS, SECONDS, encoding=encoding, core=WRK_CORE)
    return asked.rate


def _rates(addresses: dict[str, Asked]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, (address, encoding) in addresses.items():
            found[name].append(_rate(address, encoding))
    return found


def _pss(pid: int) -> int:
    """Return the memory of a process and its children, shared pages divided, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    own = int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return own // 1024 + sum(_pss(int(child)) for child in children)


def _serving(folder: Path, figures: Figures) -> list[str]:
    """Measure what one core serves; return rows of a table."""
    database = demonstration(folder)
    site, table = made_mirror(database, folder / "site"), folder / "flat.sqlite3"
    flat.write(database, table)
    with ExitStack() as stack:
        warm, cold, first, like, least = (
            stack.enter_context(granian(factory, address))[0]
            for factory, address in (
                ("app:create_app", database),
                ("tools.bench_pages_site:without_store", database),
                ("tools.bench_pages_site:without_pieces", database),
                ("tools.bench.bare:listed", f"sqlite:///{table}"),
                ("tools.bench.bare:smallest", database),
            )
        )
        for address in (warm + PAGE, cold + PAGE, first + PAGE, like + PAGE, f"{least}/"):
            wait(address)
        front = stack.enter_context(nginx(site, folder, PAGE, contract(warm + PAGE)))
        rates = _rates({
            WHOLE: (f"{front}/plain", "gzip"),
            "the mirror behind nginx": (front + PAGE, "gzip"),
            "ours, kept": (warm + PAGE, "gzip"),
            ANEW: (cold + PAGE, "gzip"),
            f"{ANEW}, asked unpacked": (cold + PAGE, "identity"),
            "ours, made anew with nothing kept": (first + PAGE, "gzip"),
            LIKE: (like + PAGE, "identity"),
            "the smallest Flask page, one query, unpacked": (f"{least}/", "identity"),
        })  # fmt: skip
        heavy = f"Unpacked our list has {_weight(cold + PAGE):,} bytes, the Flask page of it {_weight(like + PAGE):,}."
    figures["kept page"] = f"{_of(rates['ours, kept'], rates[WHOLE]):.2f}"
    figures["mirror behind nginx"] = f"{_of(rates['the mirror behind nginx'], rates[WHOLE]):.2f}"
    unpacked = _of(rates[f"{ANEW}, asked unpacked"], rates[LIKE])
    figures["page made anew"] = f"{_of(rates[ANEW], rates[LIKE]):.2f}; both unpacked {unpacked:.2f}"
    return [*_table(rates), "", heavy]


def _weight(address: str) -> int:
    with urlopen(address) as answer:  # noqa: S310 - our own loopback address
        return len(answer.read())


def _of(some: list[float], others: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(some, others, strict=True))


def _table(rates: dict[str, list[float]]) -> Iterator[str]:
    yield "| | requests/s | of nginx | of a Flask page |"
    yield "|---|---|---|---|"
    for name, found in rates.items():
        of = [_of(found, rates[other]) for other in (WHOLE, LIKE)]
        yield f"| {name} | {statistics.median(found):,.0f} | {of[0]:.2f} | {of[1]:.2f} |"


def _changing(folder: Path, figures: Figures) -> list[str]:
    """Measure the mirror of a large site, of all languages and of four; return rows of a table."""
    database, rows = filled(folder), []
    for some in (FOUR, tuple(one.tag for one in OFFERED)):
        with mirrored(database, folder / f"large{len(some)}", some) as mirror:
            # What making the site left in this process is not the mirror's to clean up.
            gc.collect()
            gc.freeze()
            changed = []
            for number in range(ROUNDS):
                change(database, number)
                began, done = time.perf_counter(), mirror.update()
                changed.append((time.perf_counter() - began, done.written))
        took, written = sorted(changed)[ROUNDS // 2]
        said = f"| one service changed, {SERVICES:,} services: {written} pages of the mirror"
        rows.append(f"{said} in {len(some)} languages | {took:.2f} s |")
        if some == FOUR:
            figures["one service changed, mirror of 10,000, four languages"] = (
                f"{took:.2f} s, {written} pages"
            )
    return rows


def _filling(folder: Path, figures: Figures) -> list[str]:
    """Measure a crowd while an import comes in; return rows of a table."""
    database = copied(made(SERVICES)[0], folder / "filling.sqlite3")
    with granian("app:create_app", database) as (address, _pid):
        wait(address + "/en/")
        return while_filled(address, database, figures)


def _standing(figures: Figures) -> list[str]:
    """Measure start and memory of two workers at the largest size; return rows of a table."""
    with granian("app:create_app", made(LARGEST)[0], workers=2, core="0,1") as (address, pid):
        began = wait(address + "/en/")
        at_once(address, mix(LARGEST), 8, MINUTE)
        memory = _pss(pid)
    figures["start to first answer, 100,000"] = f"{began:.2f} s"
    figures["memory of two workers, 100,000, after the mix"] = f"{memory} MB"
    return [
        f"| start to first answer, two workers, {LARGEST:,} services | {began:.2f} s |",
        f"| memory of two workers after a minute of the mix, all processes (PSS) | {memory} MB |",
    ]


def _below(folder: Path, name: str) -> Path:
    """Make a folder in a folder."""
    made_one = folder / name
    made_one.mkdir()
    return made_one


def _measured(folder: Path, figures: Figures, *, large: bool) -> Iterator[list[str]]:
    """Yield tables, one after the other."""
    yield _serving(folder, figures)
    yield on_a_poor_phone(demonstration(_below(folder, "phone")), figures)
    if large:
        yield beside_datasette(SERVICES, _rate, figures)
        yield [
            "| | |",
            "|---|---|",
            *_changing(folder, figures),
            *_filling(folder, figures),
            *_standing(figures),
        ]


def main() -> None:
    """Measure, and write the results with the machine into the report."""
    for tool in ("nginx", "wrk", "taskset"):
        if shutil.which(tool) is None:
            sys.exit(f"bench_pages needs {tool}")
    figures: Figures = {}
    began, before = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        # nginx gives up its rights, and must still reach the files.
        Path(name).chmod(0o755)
        parts = list(_measured(Path(name), figures, large="--large" in sys.argv))
    today, took = datetime.now(UTC).date().isoformat(), (time.monotonic() - began) / 60
    machine = f"{today}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    words = f"The list of 20 cards, {ROUNDS} rounds of {SECONDS} s, {CONNECTIONS} connections, medians. {machine}, "
    words += f"load {before:.1f} at the start; {took:.0f} minutes."
    block = "\n".join([BEGIN, words, "", *(line for part in parts for line in (*part, "")), END])
    text = report.PAGE.read_text("utf-8")
    report.PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: block, text, flags=re.DOTALL), "utf-8")
    report.stand(figures, "tools.bench_pages")
    print(block)


if __name__ == "__main__":
    main()
