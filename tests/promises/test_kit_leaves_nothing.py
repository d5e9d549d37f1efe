"""Promise: nothing about a kit, its maker or its reader is on the server, and every reader gets the same bytes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.client import GuardedClient, body, statements

CANARY = "zither-canary"
PATHS = [
    f"/en/kit?s=river-lamp&s={CANARY}",
    f"/ar/kit/card?s=river-lamp&s={CANARY}&with=en",
    f"/es/kit/sheet?s={CANARY}",
    f"/en/kit.txt?s={CANARY}",
    f"/en/pocket?s={CANARY}",
    f"/en/find?s={CANARY}",
    f"/en/find.txt?s={CANARY}",
    f"/en/?s={CANARY}",
    f"/en/s/river-lamp?s={CANARY}",
    f"/g/{CANARY}",
]


@pytest.fixture
def database_file(demonstration: GuardedClient) -> Path | None:
    url: sa.URL = demonstration.application.extensions["database"].write.url
    return Path(url.database) if url.database and url.get_backend_name() == "sqlite" else None


def test_a_kit_cannot_be_found_on_the_server(
    demonstration: GuardedClient,
    database_file: Path | None,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(0), statements() as asked:
        for path in PATHS:
            assert demonstration.get(path).status_code < 500
        assert demonstration.post("/en/code", data={"code": CANARY}).status_code == 200
    assert not [one for one in asked if not one.lstrip().upper().startswith(("SELECT", "WITH", "BEGIN"))]
    said = capfd.readouterr()
    assert "canary" not in said.out + said.err + caplog.text
    for file in database_file.parent.glob(f"{database_file.name}*") if database_file else ():
        assert b"canary" not in file.read_bytes()


def test_a_canary_in_the_database_would_be_found(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "proof.sqlite3") as database:
        database.execute("CREATE TABLE kit (code TEXT)")
        database.execute("INSERT INTO kit VALUES (?)", (CANARY,))
    database.close()
    assert b"canary" in (tmp_path / "proof.sqlite3").read_bytes()


@pytest.mark.parametrize("path", PATHS)
def test_two_readers_of_a_kit_cannot_be_told_apart(demonstration: GuardedClient, path: str) -> None:
    readers = [
        {"User-Agent": name, "Accept-Language": name, "Cookie": f"kit={name}", "Referer": f"/{name}"}
        for name in ("one", "two")
    ]
    first, second = (demonstration.get(path, headers=reader) for reader in readers)
    assert body(first) == body(second)
    assert first.headers.get("ETag") == second.headers.get("ETag")
    assert "Set-Cookie" not in first.headers
