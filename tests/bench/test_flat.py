"""What we are measured beside has the same listings as we, and does the same work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tools.bench import bare, making, others

SERVICES = 40


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a small site of invented listings; return its address."""
    address = f"sqlite:///{tmp_path_factory.mktemp('bench')}/site.sqlite3"
    making.fill(address, SERVICES)
    return address


@pytest.fixture
def table(site: str, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(others.made(site, tmp_path / "beside.sqlite3"))) as file:
        yield file


def test_a_flat_table_can_say_what_a_list_of_ours_says(table: sqlite3.Connection) -> None:
    rows = table.execute(
        "SELECT code, name, need, town, real_name, spoken FROM services ORDER BY id"
    ).fetchall()
    assert [row[:2] for row in rows] == [
        (making.code_of(n), making.name_of(n)) for n in range(1, SERVICES + 1)
    ]
    assert all(all(row) for row in rows)


def test_words_can_be_found_in_a_flat_table(table: sqlite3.Connection) -> None:
    found = "SELECT rowid FROM {} WHERE {} MATCH ?"
    word = making.name_of(7).split()[1]
    assert (7,) in table.execute(found.format("services_fts", "services_fts"), (word,)).fetchall()
    assert (7,) in table.execute(found.format("raw", "raw"), (word,)).fetchall()
    (language, name) = table.execute("SELECT language, name FROM translations LIMIT 1").fetchone()
    assert language != "en"
    assert table.execute(found.format("translations_fts", "translations_fts"), (f'"{name}"',)).fetchall()


def test_a_flask_page_cannot_show_less_than_twenty_cards(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = others.made(site, tmp_path / "beside.sqlite3")
    for factory, path, address in (
        (bare.listed, "/en/find", f"sqlite:///{beside}"),
        (bare.smallest, "/", site),
    ):
        monkeypatch.setenv("WAYMARK_DATABASE_URL", address)
        page = factory().test_client().get(path)
        assert page.status_code == 200
        assert page.text.count('<li class="card">') == 20
