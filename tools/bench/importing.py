"""What `listings import` costs an operator: the command itself, in a process of its own, on a table of our template."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.directory import models
from app.exchange.template_columns import COLUMNS
from config import ROOT
from tools.bench import making, texts

Row = dict[str, str]
_TRANSLATED = tuple(f"{column}@{tag}" for column in ("name", "what") for tag in texts.OTHERS)
_FLASK = (sys.executable, "-m", "flask", "--app", "app")
# A larger table is more than an import takes (exchange.reading.LARGEST).
MOST = 100_000
_UNITS_A_MEGABYTE = 1024  # of ru_maxrss


def lines(size: int, figures: defaultdict[str, list[str]], address: str = "") -> list[str]:
    """Import so many services into a new database, SQLite's unless `address` names one; say what that took."""
    with tempfile.TemporaryDirectory() as folder:
        file, home = Path(folder) / "listings.csv", Path(folder) / "site.sqlite3"
        write(file, size)
        settings = {
            "WAYMARK_DATABASE_URL": address or f"sqlite:///{home}",
            "WAYMARK_SECRET_FILE": f"{folder}/key",
        }
        _run(settings, "db", "upgrade")
        started = time.perf_counter()
        told, used = _run(settings, "listings", "import", str(file), "--publish-unchecked")
        taken = time.perf_counter() - started
        megabytes = file.stat().st_size / 1e6
    head = (
        f"- `listings import --publish-unchecked` of {size:,} services, {megabytes:.0f} MB of our template: "
    )
    if size == MOST:
        figures["import and index of 100,000"] = [f"{taken:.0f} s"]
    spent = f"{taken:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processor, "
    return [f"{head}{spent}at most {used.ru_maxrss / _UNITS_A_MEGABYTE:.0f} MB of memory; {told}."]


def _run(settings: dict[str, str], *command: str) -> tuple[str, resource.struct_rusage]:
    """Run one of the site's commands; return its last line and what it used."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([*_FLASK, *command], cwd=ROOT, env={**os.environ, **settings}, stdout=out)
        _id, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        out.seek(0)
        return (out.read().splitlines() or [""])[-1], used


def write(path: Path, size: int) -> None:
    """Write a table with the services that `making.fill` makes, every column of our template in it."""
    everywhere = making.towns()
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, (*COLUMNS, *_TRANSLATED), restval="")
        table.writeheader()
        for n in range(1, size + 1):
            table.writerow(_row(n, making.rows_of(n, everywhere)))


def _row(n: int, rows: making.Rows) -> Row:
    (service,) = rows[models.Service]
    (place,) = rows[models.PlaceRow]
    (way,) = rows[models.WayRow]
    told = {
        "organisation_ref": f"o{service['organisation_id']}",
        "service_ref": f"s{n}",
        "language": "en",
        "need": service["need"],
        "kinds": "; ".join(row["kind"] for row in rows[models.KindRow]),
        "place_1_kind": place["kind"],
        # No two addresses are alike, as in a list of real groups.
        "place_1_visibility": "public",
        "place_1_street": f"{n} Example Street",
        "place_1_town": f"g{place['town']}",
        "reach_1_kind": way["kind"],
        "reach_1_value": way["value"],
        "spoken": "; ".join(f"{row['language']}:{row['how']}" for row in rows[models.SpokenRow]),
    }
    return {**told, **dict(_texts(rows)), **dict(_facts(rows)), **_leaders(rows)}


def _texts(rows: making.Rows) -> Iterator[tuple[str, str]]:
    for row in rows[models.TextRow]:
        column = "organisation_name" if row["owner_kind"] == "organisation" else row["field"]
        yield column if row["made_from"] is None else f"{column}@{row['language']}", row["body"]


def _facts(rows: making.Rows) -> Iterator[tuple[str, str]]:
    for row in rows[models.FactRow]:
        if row["answers"] != "not_known":
            yield f"fact_{row['number']}", row["answers"]
            yield f"fact_{row['number']}_source", row["source_kind"]
            yield f"fact_{row['number']}_month", row["checked_on"].isoformat()[:7]


def _leaders(rows: making.Rows) -> Row:
    led: dict[str, list[str]] = defaultdict(list)
    for row in rows[models.LeaderRow]:
        led["led_by"].append(f"{row['value']}:{row['evidence']}")
    return {column: "; ".join(values) for column, values in led.items()}
