"""After a purge the words of a withdrawn listing are not in the search index either, down to the bytes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, Withdraw
from app.directory.content import Prose
from tests.factories import service
from tests.keeping.conftest import run, writer
from tests.keeping.test_purge import _files

# Folded, as the index holds them; of the last only pairs of characters.
NAME, TEXT, PAIRS = "quillwortian", "zephyranthe", "鱟鱠鱡"
PROSE = (Prose("name", "en", NAME), Prose("what", "en", f"{TEXT} {PAIRS}"))
PARTS = [word.encode() for word in (NAME, NAME[1:], TEXT, PAIRS[:2], PAIRS[1:])]


def _left(app: Flask) -> list[bytes]:
    held = b"".join(path.read_bytes() for path in _files(app) if path.exists())
    return [part for part in PARTS if part in held]


@pytest.mark.parametrize("code", ["river-lamp", "calm-harbour"])
def test_the_words_of_a_withdrawn_listing_leave_no_byte_in_the_index(listed: Flask, code: str) -> None:
    with Session(writer(listed)) as session, session.begin():
        apply(session, Save("river-lamp", service("calm-harbour", prose=PROSE)), "robin", "imported")
    assert _left(listed) == PARTS
    with Session(writer(listed)) as session, session.begin():
        apply(session, Withdraw(code), "robin", "asked_to_leave")
    assert run(listed, "purge")[0] == 0
    assert _left(listed) == []
    with writer(listed).connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM search_entry")) == (
            2 if code == "river-lamp" else 1
        )
