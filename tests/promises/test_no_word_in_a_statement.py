"""SQLite's driver keeps statements for another time, with what was bound to them: no word of a reader stays there."""

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


@pytest.mark.parametrize("words", WORDS)
def test_no_word_of_a_search_stays_bound(app: Flask, words: str) -> None:
    database: Database = app.extensions["database"]
    if database.read.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's driver sends what is bound with each question and keeps nothing of it")
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    _asked(app, words)
    with database.read.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        kept = [*_kept_by(raw), *_kept_by(atlas._file())]
    # The statements are there; nothing that was typed is in them.
    assert any("search_index" in one for one in kept)
    told = " ".join(kept).lower()
    for word in words.split():
        assert word not in told


def test_no_town_that_was_typed_stays_bound(app: Flask) -> None:
    assert "quillworttown" in app.test_client().post("/en/place", data={"where": "quillworttown"}).text
    assert "quillworttown" not in " ".join(_kept_by(atlas._file()))
