"""What we are measured against: SQLite's own full-text index with its own ranking, and Datasette on the same data."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from app.directory.asked import Asked
from app.vocabulary import fact
from tests.postgres import free_port
from tools.bench import flat
from tools.bench.measuring import Visitor
from tools.bench.serving import BATCH

DATASETTE = "datasette==0.65.5"
# Of the flat table, as an address of Datasette: twenty rows, as our lists have.
_TABLE, _TRANSLATIONS, _TWENTY = "/site/services", "/site/translations", "?_size=20"
_CAPPED = """SELECT s.name, s.description FROM (SELECT rowid, rank FROM (
    SELECT rowid, bm25(raw, 10.0, 1.0) AS rank FROM raw WHERE raw MATCH ? LIMIT 2000
) ORDER BY rank LIMIT 20) f JOIN services s ON s.id = f.rowid"""
# All languages of a service, as our own index has them; it keeps no text.
_RAW = """INSERT INTO raw (rowid, name, what)
SELECT owner_id, group_concat(CASE WHEN field = 'name' THEN body END, ' '),
  group_concat(CASE WHEN field <> 'name' THEN body END, ' ')
FROM site.text WHERE owner_kind = 'service' GROUP BY owner_id"""


def made(address: str, path: Path) -> Path:
    """Return the file of what we are measured against, made of a SQLite site at first need."""
    if not path.exists():
        draft = path.with_suffix(".draft")
        flat.write(address, draft)
        _index(address, draft)
        draft.rename(path)
    return path


def _index(address: str, path: Path) -> None:
    """Add indexes of words: two that Datasette finds by itself, and one for the engine asked directly."""
    stemmed = "tokenize='porter unicode61 remove_diacritics 2'"
    plain = "tokenize='unicode61 remove_diacritics 2'"
    with closing(sqlite3.connect(path)) as file:
        file.execute("ATTACH ? AS site", (address.removeprefix("sqlite:///"),))
        file.execute(f"CREATE VIRTUAL TABLE raw USING fts5(name, what, content='', {stemmed})")
        file.execute(_RAW)
        for table, tokens in (("services", stemmed), ("translations", plain)):
            content = f'content="{table}", content_rowid="id"'
            file.execute(
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5(name, description, {content}, {tokens})"
            )
            file.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
        for index in ("raw", "services_fts", "translations_fts"):
            file.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        file.commit()
        file.execute("ANALYZE main")
        file.commit()


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


class Datasette:
    """Datasette at an address, asked what our pages are asked.

    Nothing is put in an order there: it gives rows by their number, ours come by how sure and how fresh they are.
    """

    def __init__(self, base: str) -> None:
        self.base = base

    def service(self, number: int) -> str:
        """Return the address of the page of a row."""
        return f"{_TABLE}/{number}"

    def rows(self, asked: Asked) -> str:
        """Return the address of a list. A later page begins after a row, which is asked for beforehand."""
        address = _TABLE + _TWENTY + _filters(asked)
        after = ""
        for _page in range(1, asked.page):
            _status, body = Visitor(self.base).get(f"{address}{after}".replace("?", ".json?", 1))
            after = f"&_next={json.loads(body)['next']}"
        return address + after

    def found(self, words: str, asked: Asked, *, translated: bool = False) -> str:
        """Return the address of a search: of the texts as they were written, or of their translations."""
        quoted = quote(" ".join(f'"{word}"' for word in words.split()))
        return (_TRANSLATIONS if translated else _TABLE) + f"{_TWENTY}&_search={quoted}" + _filters(asked)


def _filters(asked: Asked) -> str:
    """Return the choices of our page as filters of the flat table."""
    found = [("need", asked.need)] if asked.need else []
    if asked.place:
        found.append(("country", asked.place.country))
        if asked.place.town:
            found.append(("town", asked.place.town.name))
    found += [(fact(number).slug, fact(number).answers[0].value) for number in asked.facts]
    found += [("spoken__arraycontains", code) for code in asked.spoken]
    return "".join(f"&{name}={quote(value)}" for name, value in found)


def installed(folder: Path) -> Path:
    """Return the program of Datasette, installed into this folder at first need."""
    program = folder / "bin" / "datasette"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", DATASETTE, "setuptools<81"]
        subprocess.run(pip, check=True)
    return program


@contextmanager
def datasette(program: Path, path: Path, core: str = "") -> Iterator[Datasette]:
    """Serve a file as `site` with Datasette, in one process, on one `core` if it is named."""
    port = free_port()
    named = path.with_name("site.db")
    named.unlink(missing_ok=True)
    named.symlink_to(path)
    command = [*BATCH, "taskset", "-c", core] if core else []
    command += [str(program), "serve", "--immutable", str(named), "--port", str(port)]
    command += ["--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "20000"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/-/versions.json")
        yield Datasette(f"http://127.0.0.1:{port}")
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
