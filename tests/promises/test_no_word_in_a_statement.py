"""SQLite's driver keeps statements for another time, with what was bound to them: nothing of one reader stays there."""

from __future__ import annotations

import _sqlite3
import ctypes
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.db import Database
from app.places import atlas
from tests.factories import list_organisation, list_service

# Found at once, found nowhere (the second question), misspelt, with a place.
WORDS = ("lamp quillwort", "quillwort abogada", "quillwrt", "quillwort lawyer cairo")


def _kept_by(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield each statement that a connection keeps, with the values that are bound to it."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_next_stmt.restype = library.sqlite3_expanded_sql.restype = ctypes.c_void_p
    library.sqlite3_next_stmt.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.sqlite3_expanded_sql.argtypes = library.sqlite3_free.argtypes = [ctypes.c_void_p]
    # The first thing in the object, after how often it is used and its type, is SQLite's own connection.
    handle = ctypes.c_void_p.from_address(id(connection) + 2 * ctypes.sizeof(ctypes.c_void_p))
    one = library.sqlite3_next_stmt(handle, None)
    while one:
        text = library.sqlite3_expanded_sql(one)
        yield ctypes.string_at(text).decode()
        library.sqlite3_free(text)
        one = library.sqlite3_next_stmt(handle, one)


def _asked(app: Flask, words: str) -> None:
    client = app.test_client()
    there = client.post("/en/search", data={"words": words}).headers["Location"]
    assert words in client.get(there).text


@pytest.fixture
def database(app: Flask) -> Database:
    """The database of a site with one listing."""
    found: Database = app.extensions["database"]
    if found.read.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's driver sends what is bound with each question and keeps nothing of it")
    with Session(found.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    return found


def _kept(database: Database) -> str:
    with database.read.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return " ".join([*_kept_by(raw), *_kept_by(atlas._file())])


@pytest.mark.parametrize("words", WORDS)
def test_no_word_of_a_search_stays_bound(app: Flask, database: Database, words: str) -> None:
    _asked(app, words)
    told = _kept(database).lower()
    # The statements are there; nothing that was typed is in them.
    assert "search_index" in told
    for word in words.split():
        assert word not in told


def test_no_kit_stays_bound(app: Flask, database: Database) -> None:
    for path in ("kit", "kit.txt", "kit/sheet", "kit/card", "pocket", "find"):
        assert app.test_client().get(f"/en/{path}?s=river-lamp.some-other").status_code == 200
        assert "some-other" not in _kept(database)


def test_no_code_that_was_heard_stays_bound(app: Flask, database: Database) -> None:
    assert app.test_client().post("/en/code", data={"code": "quillwort lamp"}).status_code == 200
    assert "quillwort" not in _kept(database)


def test_no_town_that_was_typed_stays_bound(app: Flask) -> None:
    assert "quillworttown" in app.test_client().post("/en/place", data={"where": "quillworttown"}).text
    assert "quillworttown" not in " ".join(_kept_by(atlas._file()))
