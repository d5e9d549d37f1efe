"""Prose has revisions, so that a translation knows what it was made from."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import CURRENT, Prose
from app.directory.models import TextRow
from app.directory.shown import Text, TextVersion, choose
from tests.directory.samples import FULL
from tests.factories import list_organisation, list_service, service
from tests.search.conftest import codes


def test_unchanged_text_keeps_its_revision_and_changed_text_gets_a_new_one(
    session: Session, listed: str
) -> None:
    first = (
        Prose("name", "en", "Clinic"),
        Prose("get_in", "en", "Call."),
        Prose("get_in", "es", "Llama.", CURRENT),
    )
    apply(session, Save(listed, service("calm-harbour", prose=first)), "robin", "imported")
    second = (
        Prose("name", "en", "Clinic"),
        Prose("get_in", "en", "Call first."),
        Prose("get_in", "es", "Llama.", 1),
    )
    apply(session, Save(listed, service("calm-harbour", prose=second)), "robin", "imported")
    mine = sa.select(TextRow.field, TextRow.language, TextRow.revision, TextRow.made_from).where(
        TextRow.owner_kind == "service"
    )
    rows = {
        (field, language): (revision, made_from)
        for field, language, revision, made_from in session.execute(mine)
    }
    assert rows == {("name", "en"): (2, None), ("get_in", "en"): (2, None), ("get_in", "es"): (1, 1)}


def test_the_note_on_a_way_keeps_its_history_when_something_else_changes(session: Session) -> None:
    list_organisation(session)
    apply(session, Save("river-lamp", FULL), "robin", "imported")
    apply(
        session, Save("river-lamp", replace(FULL, kinds=("m3",), ways=FULL.ways[::-1])), "robin", "imported"
    )
    note = session.scalars(sa.select(TextRow).where(TextRow.body == "Responden de noche")).one()
    assert note.revision == 1


SOURCE = TextVersion("en", "No papers needed.", 2, None)
FRESH = TextVersion("es", "Sin papeles.", 1, 2)
STALE = TextVersion("es", "Con papeles.", 1, 1)
CALLS = TextVersion("es", "Con papeles, +1 212 555 0100.", 1, 1)


@pytest.mark.parametrize(
    ("field", "rows", "shown"),
    [
        ("what", [SOURCE, FRESH], Text("Sin papeles.", "es")),
        ("what", [SOURCE, STALE], Text("Con papeles.", "es", stale=True)),
        ("what", [SOURCE], Text("No papers needed.", "en", foreign=True)),
        ("what", [], Text()),
        ("get_in", [SOURCE, FRESH], Text("Sin papeles.", "es")),
        ("get_in", [SOURCE, STALE], Text("No papers needed.", "en", foreign=True)),
        ("what", [FRESH], Text("Sin papeles.", "es")),
        ("get_in", [FRESH], Text()),
        ("fact_4", [FRESH], Text()),
        ("what", [SOURCE, CALLS], Text("No papers needed.", "en", foreign=True)),
        ("note", [SOURCE, STALE], Text("No papers needed.", "en", foreign=True)),
        ("fact_4", [SOURCE, STALE], Text("No papers needed.", "en", foreign=True)),
    ],
)
def test_a_reader_never_sees_an_old_meaning_where_it_could_hurt(
    field: str, rows: list[TextVersion], shown: Text
) -> None:
    assert choose(field, rows, "es") == shown


def test_a_translation_of_a_text_that_is_gone_is_not_found_where_it_could_hurt(session: Session) -> None:
    list_organisation(session)
    old = (Prose("get_in", "es", "Cebrazul.", 1), Prose("what", "es", "Nubeverde.", 1))
    code = list_service(session, prose=(Prose("name", "en", "Clinic"), *old))
    assert codes(session, "cebrazul", "es") == []
    assert codes(session, "nubeverde", "es") == [code]
