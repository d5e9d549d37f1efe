"""A phone or a place that a correction changes keeps what its note was translated to while the correction waited."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, Translate
from app.directory.content import CURRENT, Place, Prose, Way
from app.directory.models import TextRow
from app.directory.translating import State, pieces
from tests.factories import MEXICO_CITY, service
from tests.moderation.conftest import Sit, stored
from tests.moderation.pressing import judge
from tests.moderation.waiting import correction

OLD, OTHER, NEW = "+12125550100", "+12125550111", "+12125550199"
NIGHTS = Prose("note", "en", "At night.")
SPANISH = Prose("note", "es", "De noche.", CURRENT)


def _listed(session: Session, code: str, *ways: Way, places: tuple[Place, ...] = ()) -> None:
    said = service("calm-harbour", ways=ways, places=places)
    apply(session, Save(code, said), "robin", "corrected")
    session.commit()


def _translate(session: Session, note: str, language: str, body: str, replaces: int = 0) -> None:
    """Write a translation of the first note that says this."""
    found = pieces(session, language, frozenset(State))
    one = next(piece for piece in found if piece.source == note)
    words = Translate(one.code, one.key, language, body, one.revision, replaces)
    apply(session, words, "sol", "translated")
    session.commit()


def _notes(session: Session) -> set[tuple[str, str]]:
    rows = stored(session, sa.select(TextRow).where(TextRow.field == "note"))
    return {(row.language, row.body) for row in rows}


def _waiting(session: Session, language: str) -> set[State]:
    return {one.state for one in pieces(session, language, frozenset(State)) if one.field == "note"}


def test_a_new_phone_keeps_what_its_note_was_translated_to_meanwhile(
    sit: Sit, listed: str, session: Session
) -> None:
    mine = Way("phone", OLD, prose=(NIGHTS, SPANISH))
    _listed(session, listed, mine)
    own = correction(
        session, listed, ways=(replace(mine, value=NEW, prose=(NIGHTS, replace(SPANISH, made_from=1))),)
    )
    _translate(session, NIGHTS.body, "ar", "ليلا")
    _translate(session, NIGHTS.body, "es", "Por la noche.", 1)
    assert judge(sit(), session, own, "list").status_code == 303
    assert _notes(session) == {("en", NIGHTS.body), ("ar", "ليلا"), ("es", "Por la noche.")}
    assert _waiting(session, "ar") == _waiting(session, "es") == {State.CURRENT}


def test_a_place_that_moved_keeps_what_its_note_was_translated_to_meanwhile(
    sit: Sit, listed: str, session: Session
) -> None:
    mine = Place(town=MEXICO_CITY, country="mx", region="cmx", visibility="ask", prose=(NIGHTS,))
    _listed(session, listed, places=(mine,))
    own = correction(session, listed, places=(replace(mine, town=None, locality="Somewhere small"),))
    _translate(session, NIGHTS.body, "ar", "ليلا")
    assert judge(sit(), session, own, "list").status_code == 303
    assert _notes(session) == {("en", NIGHTS.body), ("ar", "ليلا")}


def test_a_new_phone_with_another_note_brings_no_translation_of_the_old_one(
    sit: Sit, listed: str, session: Session
) -> None:
    _listed(session, listed, Way("phone", OLD, prose=(NIGHTS,)))
    own = correction(session, listed, ways=(Way("phone", NEW, prose=(Prose("note", "en", "By day."),)),))
    _translate(session, NIGHTS.body, "ar", "ليلا")
    assert judge(sit(), session, own, "list").status_code == 303
    assert _notes(session) == {("en", "By day.")}


def test_a_phone_beside_one_that_stays_takes_no_translation_from_it(
    sit: Sit, listed: str, session: Session
) -> None:
    stays = Way("phone", OLD, prose=(NIGHTS,))
    _listed(session, listed, stays)
    own = correction(session, listed, ways=(stays, Way("phone", OTHER, prose=(NIGHTS,))))
    _translate(session, NIGHTS.body, "ar", "ليلا")
    assert judge(sit(), session, own, "list").status_code == 303
    rows = stored(session, sa.select(TextRow).where(TextRow.field == "note", TextRow.language == "ar"))
    assert len(rows) == 1


@pytest.mark.parametrize("changed", ["Late at night.", "At night"])
def test_a_note_that_itself_changed_meanwhile_is_not_taken_for_the_same(
    sit: Sit, listed: str, session: Session, changed: str
) -> None:
    mine = Way("phone", OLD, prose=(NIGHTS,))
    _listed(session, listed, mine)
    own = correction(session, listed, ways=(replace(mine, value=NEW),))
    _listed(session, listed, replace(mine, prose=(replace(NIGHTS, body=changed),)))
    _translate(session, changed, "ar", "ليلا")
    assert judge(sit(), session, own, "list").status_code == 303
    assert _notes(session) == {("en", NIGHTS.body)}
