"""A phone or a place changes while its note is translated: the note has another key then, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, Translate
from app.directory.content import CURRENT, Place, Prose, Way
from app.directory.models import TextRow
from app.directory.translating import State, pieces
from app.exchange.po import read, written
from app.exchange.texts_in import FASTER, HIDDEN, Plan, bring_in
from app.exchange.texts_out import ABOUT, export
from app.languages import OFFERED
from tests.factories import MEXICO_CITY, list_organisation, list_service, service

SPANISH = next(one for one in OFFERED if one.tag == "es")
NIGHTS, IN_SPANISH = Prose("note", "en", "Nights only"), "Solo de noche"
PROSE = (Prose("name", "en", "Harbour Clinic"),)
OLD, NEW, OTHER = "+12125550100", "+12125550199", "+12125550111"


@pytest.fixture
def listed(session: Session) -> str:
    """The code of a service that says something about its phone."""
    list_organisation(session)
    return list_service(session, prose=PROSE, ways=(Way("phone", OLD, prose=(NIGHTS,)),))


def _say(session: Session, code: str, *ways: Way, places: tuple[Place, ...] = ()) -> None:
    said = service("calm-harbour", prose=PROSE, ways=ways, places=places)
    apply(session, Save(code, said), "robin", "corrected")


def _out(session: Session, words: dict[str, str]) -> bytes:
    """Return the file that goes out, with these translations by their sources."""
    file = read(export(session, SPANISH))
    entries = [replace(entry, target=words.get(entry.source, entry.target)) for entry in file.entries]
    return written({name.title(): value for name, value in file.headers.items()}, ABOUT, entries)


def _bring(session: Session, folder: Path, data: bytes) -> Plan:
    path = folder / "es.po"
    path.write_bytes(data)
    (plan,) = bring_in(session, path, "robin")
    return plan


def _notes(session: Session) -> set[str]:
    mine = sa.select(TextRow.body).where(TextRow.language == "es", TextRow.field == "note")
    return set(session.scalars(mine))


def _translated(session: Session) -> dict[str, str]:
    """Return each note with its translation."""
    found = pieces(session, "es", frozenset(State))
    return {one.source: one.translation for one in found if one.field == "note"}


def test_a_note_that_was_translated_while_its_phone_changed_comes_in_and_goes_out_again(
    session: Session, listed: str, tmp_path: Path
) -> None:
    data = _out(session, {NIGHTS.body: IN_SPANISH})
    _say(session, listed, Way("phone", NEW, prose=(NIGHTS,)))
    plan = _bring(session, tmp_path, data)
    assert (len(plan.changes), plan.left_out) == (1, [])
    assert _notes(session) == {IN_SPANISH}
    assert (_bring(session, tmp_path, data).same, _bring(session, tmp_path, data).left_out) == (1, [])
    assert _bring(session, tmp_path, export(session, SPANISH)).same == 1


def test_a_note_of_a_place_that_moved_is_found_too(session: Session, listed: str, tmp_path: Path) -> None:
    note = (Prose("note", "en", "At the back."),)
    place = Place(town=MEXICO_CITY, country="mx", region="cmx", visibility="ask", prose=note)
    _say(session, listed, places=(place,))
    data = _out(session, {"At the back.": "Por detrás."})
    _say(session, listed, places=(replace(place, locality="Centro"),))
    assert len(_bring(session, tmp_path, data).changes) == 1
    assert _notes(session) == {"Por detrás."}


def test_notes_that_changed_phones_keep_their_own_translations(
    session: Session, listed: str, tmp_path: Path
) -> None:
    days = Prose("note", "en", "Days only")
    _say(session, listed, Way("phone", OLD, prose=(NIGHTS,)), Way("phone", OTHER, prose=(days,)))
    data = _out(session, {NIGHTS.body: IN_SPANISH, days.body: "Solo de día"})
    _say(session, listed, Way("phone", OLD, prose=(days,)), Way("phone", OTHER, prose=(NIGHTS,)))
    assert len(_bring(session, tmp_path, data).changes) == 2
    assert _translated(session) == {NIGHTS.body: IN_SPANISH, days.body: "Solo de día"}


def test_two_phones_with_one_note_both_get_it(session: Session, listed: str, tmp_path: Path) -> None:
    _say(session, listed, Way("phone", OLD, prose=(NIGHTS,)), Way("phone", OTHER, prose=(NIGHTS,)))
    data = _out(session, {NIGHTS.body: IN_SPANISH})
    _say(session, listed, Way("phone", NEW, prose=(NIGHTS,)), Way("phone", OTHER, prose=(NIGHTS,)))
    assert len(_bring(session, tmp_path, data).changes) == 2


def test_a_file_cannot_take_away_what_was_translated_after_the_phone_changed(
    session: Session, listed: str, tmp_path: Path
) -> None:
    key = next(one.key for one in pieces(session, "es") if one.field == "note")
    apply(session, Translate(listed, key, "es", "De noche", 1), "kim", "translated")
    data = _out(session, {NIGHTS.body: IN_SPANISH})
    newer = Prose("note", "es", "Únicamente de noche", CURRENT)
    _say(session, listed, Way("phone", NEW, prose=(NIGHTS, newer)))
    assert [one.why for one in _bring(session, tmp_path, data).left_out] == [FASTER]
    assert _notes(session) == {newer.body}


def test_a_note_that_says_something_else_by_a_new_phone_is_left_out(
    session: Session, listed: str, tmp_path: Path
) -> None:
    data = _out(session, {NIGHTS.body: IN_SPANISH})
    _say(session, listed, Way("phone", NEW, prose=(Prose("note", "en", "Days only"),)))
    assert [one.why for one in _bring(session, tmp_path, data).left_out] == [HIDDEN]
    assert _notes(session) == set()


def test_a_note_never_becomes_that_of_another_listing(session: Session, listed: str, tmp_path: Path) -> None:
    data = _out(session, {NIGHTS.body: IN_SPANISH})
    _say(session, listed, Way("phone", NEW))
    list_service(session, "quiet-moon", prose=PROSE, ways=(Way("phone", NEW, prose=(NIGHTS,)),))
    assert [one.why for one in _bring(session, tmp_path, data).left_out] == [HIDDEN]
