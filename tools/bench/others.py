"""What we are measured against: SQLite's own full-text index with its own ranking, and Datasette on the same data."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy.orm import Session

from app.db import open_database
from tests.postgres import free_port
from tools.bench.making import documents

DATASETTE = "datasette==0.65.1"
_CAPPED = """SELECT s.name, s.what FROM (SELECT rowid, rank FROM (
    SELECT rowid, bm25(raw, 10.0, 1.0) AS rank FROM raw WHERE raw MATCH ? LIMIT 2000
) ORDER BY rank LIMIT 20) f JOIN services s ON s.id = f.rowid"""


def make(address: str, path: Path) -> None:
    """Write the texts of a site into a file of SQLite: a table, an index for Datasette, one that keeps no text."""
    path.unlink(missing_ok=True)
    opened = open_database(address)
    with sqlite3.connect(path) as file, Session(opened.read) as session:
        file.execute("CREATE TABLE services (id INTEGER PRIMARY KEY, name TEXT, what TEXT, need TEXT)")
        file.executemany("INSERT INTO services (id, name, what) VALUES (?, ?, ?)", documents(session))
        needs = session.connection().exec_driver_sql("SELECT need, id FROM service").all()
        file.executemany("UPDATE services SET need = ? WHERE id = ?", [tuple(row) for row in needs])
        file.execute("CREATE INDEX services_need ON services (need)")
        tokens = "tokenize='porter unicode61 remove_diacritics 2'"
        file.execute(f"CREATE VIRTUAL TABLE raw USING fts5(name, what, content='', {tokens})")
        file.execute("INSERT INTO raw (rowid, name, what) SELECT id, name, what FROM services")
        content = 'content="services", content_rowid="id"'
        file.execute(f"CREATE VIRTUAL TABLE services_fts USING fts5(name, what, {content}, {tokens})")
        for index in ("services_fts", "raw"):
            if index == "services_fts":
                file.execute("INSERT INTO services_fts (services_fts) VALUES ('rebuild')")
            file.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    opened.dispose()


class Raw:
    """SQLite's index asked directly in this process: its ranking over the first 2,000 hits, then the texts."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path)
        self._file.executescript(
            "PRAGMA mmap_size=4000000000; PRAGMA cache_size=-200000; PRAGMA query_only=1"
        )

    def ask(self, words: str) -> list[tuple[str, str]]:
        """Return twenty hits."""
        quoted = " ".join(f'"{word}"' for word in re.findall(r"\w+", words))
        return self._file.execute(_CAPPED, (quoted,)).fetchall()


def installed(folder: Path) -> Path:
    """Return the program of Datasette, installed into this folder at first need."""
    program = folder / "bin" / "datasette"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", DATASETTE, "setuptools<81"]
        subprocess.run(pip, check=True)
    return program


@contextmanager
def datasette(program: Path, path: Path, core: str = "") -> Iterator[str]:
    """Serve a file as `site` with Datasette, in one process, on one `core` if it is named; yield its address."""
    port = free_port()
    named = path.with_name("site.db")
    named.unlink(missing_ok=True)
    named.symlink_to(path)
    command = ["taskset", "-c", core] if core else []
    command += [str(program), "serve", "--immutable", str(named), "--port", str(port)]
    command += ["--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "20000"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/-/versions.json")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Datasette did not start.")
