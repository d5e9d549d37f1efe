"""Translations know what they were made from: what is missing or stale, and writing one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Publish, Save, SetStatus, Translate
from app.directory.content import CURRENT, Place, Prose, ServiceContent, Way
from app.directory.models import Decision, TextRow, Version
from app.directory.reading import content_of
from app.directory.rules import Conflict, ListingError, NotAllowed, Publication, Standing, Status
from app.directory.translating import State, pieces, waiting
from app.directory.translating import piece as one_piece
from tests.directory.samples import row_of
from tests.factories import MEXICO_CITY, list_organisation, list_service, service

ES = {"name": "Clínica", "what": "Médicos.", "who_for": "Todas.", "get_in": "Llama.", "fact_4": "Nada."}
EN = {"name": "Clinic", "what": "Doctors.", "who_for": "All.", "get_in": "Call.", "fact_4": "Nothing."}


def _both(field: str, source: str, translation: str) -> tuple[Prose, Prose]:
    return Prose(field, "en", source), Prose(field, "es", translation, CURRENT)


def _full(**said: Any) -> ServiceContent:
    prose = tuple(text for field, source in EN.items() for text in _both(field, source, ES[field]))
    place = Place(town=MEXICO_CITY, country="mx", region="cmx", prose=_both("note", "Ring.", "Timbre."))
    way = Way("phone", "+12125550100", prose=_both("note", "At night.", "De noche."))
    return service("calm-harbour", **{"prose": prose, "places": (place,), "ways": (way,), **said})


@pytest.fixture
def full(session: Session) -> str:
    """The code of a listed service with every text in English and Spanish."""
    list_organisation(session)
    list_service(session)
    apply(session, Save("river-lamp", _full()), "robin", "imported")
    return "river-lamp"


def _now(session: Session, code: str = "river-lamp") -> ServiceContent:
    found = content_of(session, row_of(session, code))
    assert isinstance(found, ServiceContent)
    return found


def _states(session: Session, language: str = "es") -> dict[str, State]:
    found = pieces(session, language, frozenset(State), codes=["river-lamp"])
    return {one.key if one.owner == "service" else one.owner.value: one.state for one in found}


def _said(content: ServiceContent, field: str, body: str, **how: Any) -> ServiceContent:
    """Return the content with a changed source, as a form gives it: translations stay made from the older one."""
    return replace(
        content,
        prose=tuple(
            replace(one, body=body, revision=one.revision + 1, **how)
            if one.field == field and one.made_from is None
            else one
            for one in content.prose
        ),
    )


def test_a_changed_meaning_stales_exactly_that_field(session: Session, full: str) -> None:
    apply(session, Save(full, _said(_now(session), "get_in", "Write first.")), "robin", "corrected")
    states = _states(session)
    assert states.pop("get_in") is State.STALE
    assert set(states.values()) == {State.CURRENT}
    assert set(_states(session, "ar").values()) == {State.MISSING}


def test_spelling_alone_stales_nothing(session: Session, full: str) -> None:
    minor = _said(_now(session), "get_in", "Call us.", minor=True)
    apply(session, Save(full, minor), "robin", "mistake")
    assert set(_states(session).values()) == {State.CURRENT}
    assert not any(one.minor for one in _now(session).prose)


def test_spelling_of_an_older_text_can_never_make_an_older_translation_current(
    session: Session, full: str
) -> None:
    minor = _said(_now(session), "get_in", "Call us.", minor=True)
    apply(session, Save(full, _said(_now(session), "get_in", "Write first.")), "robin", "corrected")
    apply(session, Save(full, minor), "robin", "mistake")
    assert _states(session)["get_in"] is State.STALE


def test_a_changed_phone_or_street_stales_nothing(session: Session, full: str) -> None:
    now = _now(session)
    other = replace(now, ways=(replace(now.ways[0], value="+12125550111", hours_kind="always"),))
    apply(session, Save(full, replace(other, facts=other.facts[::-1], kinds=())), "robin", "corrected")
    assert set(_states(session).values()) == {State.CURRENT}


def test_a_stale_note_stays_stale_when_the_phone_changes(session: Session, full: str) -> None:
    now = _now(session)
    source, translation = now.ways[0].prose
    changed = replace(source, body="In the morning.", revision=source.revision + 1)
    apply(
        session,
        Save(full, replace(now, ways=(replace(now.ways[0], prose=(changed, translation)),))),
        "robin",
        "x",
    )
    assert _states(session)["way"] is State.STALE
    now = _now(session)
    apply(session, Save(full, replace(now, ways=(replace(now.ways[0], value="+12125550111"),))), "robin", "x")
    assert _states(session)["way"] is State.STALE
    source, translation = _now(session).ways[0].prose
    assert translation.made_from == source.revision - 1


def test_a_text_in_another_language_than_before_stales_its_translations(session: Session, full: str) -> None:
    arabic = replace(
        _now(session), prose=(Prose("get_in", "fr", "Appelez."), Prose("get_in", "es", "Llama.", 1))
    )
    apply(session, Save(full, arabic), "robin", "corrected")
    assert _states(session)["get_in"] is State.STALE


def test_the_most_harmful_text_comes_first_and_a_stale_one_before_a_missing_one(
    session: Session, full: str
) -> None:
    list_service(session, "amber-lamp", prose=(Prose("name", "en", "A"), Prose("get_in", "en", "Come.")))
    apply(session, Save(full, _said(_now(session), "get_in", "Write first.")), "robin", "corrected")
    found = pieces(session, "es")
    assert [(one.code, one.key) for one in found] == [
        ("river-lamp", "get_in"), ("amber-lamp", "get_in"), ("amber-lamp", "name"), ("calm-harbour", "name"),
    ]  # fmt: skip
    fields = [one.field for one in pieces(session, "ar", codes=[full])]
    assert fields == ["get_in", "fact_4", "who_for", "note", "note", "what", "name"]
    assert [one.field for one in pieces(session, "es", page=1)] == [one.field for one in found]
    assert pieces(session, "es", page=2) == ()


def test_what_waits_is_counted_by_language(session: Session, full: str) -> None:
    apply(session, Save(full, _said(_now(session), "get_in", "Write first.")), "robin", "corrected")
    found = {one.language: (one.missing, one.stale) for one in waiting(session, ["en", "es", "ar"])}
    assert found == {"en": (0, 0), "es": (1, 1), "ar": (8, 0)}
    assert {tag: len(pieces(session, tag)) for tag in found} == {"en": 0, "es": 2, "ar": 8}


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED, None])
def test_what_readers_cannot_read_is_for_nobody_to_translate(
    session: Session, full: str, status: Status | None
) -> None:
    draft = Publish(full, Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, SetStatus(full, status) if status else draft, "robin", "reported")
    assert {one.code for one in pieces(session, "ar")} == {"calm-harbour"}
    assert one_piece(session, full, "get_in", "es") is None
    assert waiting(session, ["ar"])[0].total == 1


def _translate(session: Session, key: str, body: str, language: str = "es", **seen: Any) -> None:
    change = Translate("river-lamp", key, language, body, **{"made_from": 1, **seen})
    apply(session, change, "sol", "translated")


def _keys(session: Session) -> Iterable[str]:
    return [one.key for one in pieces(session, "ar", codes=["river-lamp"])]


def test_a_translation_leaves_everything_else_as_it_is(session: Session, full: str) -> None:
    before, revision = _now(session), row_of(session, full).revision
    for one in pieces(session, "ar", codes=[full]):
        change = Translate(full, one.key, "ar", f"AR {one.key}", one.revision, 0)
        apply(session, change, "sol", "translated", date(2027, 1, 1))
    after = _now(session)
    assert set(_states(session, "ar").values()) == {State.CURRENT}
    kept = replace(after, prose=tuple(one for one in after.prose if one.language != "ar"))
    assert kept.prose == before.prose
    assert (kept.facts, kept.spoken, kept.kinds) == (before.facts, before.spoken, before.kinds)
    newest = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc())).first()
    assert newest is not None
    assert (newest.handle, newest.code, newest.reason) == ("sol", full, "translated")
    # What it said before can be brought back.
    assert session.get(Version, (full, revision)) is not None


def test_the_key_of_a_note_stays_when_other_ways_come_and_go(session: Session, full: str) -> None:
    key = next(key for key in _keys(session) if key.startswith("way-"))
    now = _now(session)
    apply(session, Save(full, replace(now, ways=(Way("walk_in"), *now.ways))), "robin", "corrected")
    _translate(session, key, "Solo de noche.", replaces=1)
    rows = session.scalars(sa.select(TextRow).where(TextRow.body == "Solo de noche.")).all()
    assert [(row.owner_kind, row.field, row.made_from, row.revision) for row in rows] == [
        ("way", "note", 1, 2)
    ]


def test_a_translation_of_an_older_text_is_refused(session: Session, full: str) -> None:
    apply(session, Save(full, _said(_now(session), "get_in", "Write first.")), "robin", "corrected")
    with pytest.raises(Conflict):
        _translate(session, "get_in", "Llama primero.", made_from=1)
    _translate(session, "get_in", "Escribe primero.", made_from=2, replaces=1)
    assert _states(session)["get_in"] is State.CURRENT


def test_two_translators_cannot_overwrite_each_other_unseen(session: Session, full: str) -> None:
    _translate(session, "get_in", "Llámanos.", replaces=1)
    with pytest.raises(Conflict):
        _translate(session, "get_in", "Llame.", replaces=1)
    _translate(session, "what", "AR", "ar", replaces=0)
    with pytest.raises(Conflict):
        _translate(session, "what", "AR 2", "ar", replaces=0)


def test_an_empty_translation_is_taken_away(session: Session, full: str) -> None:
    _translate(session, "get_in", "", replaces=1)
    assert _states(session)["get_in"] is State.MISSING


@pytest.mark.parametrize(
    ("key", "language", "error"),
    [("nothing", "es", Conflict), ("get_in", "en", NotAllowed), ("way-00000000", "es", Conflict)],
)
def test_what_is_no_text_cannot_be_translated(
    session: Session, full: str, key: str, language: str, error: type[ListingError]
) -> None:
    assert full
    with pytest.raises(error):
        _translate(session, key, "x", language)


def test_a_draft_cannot_be_translated(session: Session, full: str) -> None:
    apply(session, Publish(full, Standing.UNCHECKED, publication=Publication.DRAFT), "robin", "mistake")
    with pytest.raises(NotAllowed):
        _translate(session, "get_in", "x", "ar")


@pytest.mark.parametrize(("body", "language", "seen"), [("Llama.", "es", 1), ("", "ar", 0)])
def test_a_translation_that_changes_nothing_writes_nothing(
    session: Session, full: str, body: str, language: str, seen: int
) -> None:
    before, kept = row_of(session, full).revision, _versions(session)
    _translate(session, "get_in", body, language, replaces=seen)
    assert (row_of(session, full).revision, _versions(session)) == (before, kept)
    rows = sa.select(TextRow.revision).where(TextRow.body == "Llama.")
    assert session.scalars(rows).all() == [1]


def test_many_translations_of_a_day_do_not_drown_older_texts(session: Session, full: str) -> None:
    start = _versions(session)
    for day in (date(2027, 1, 1), date(2027, 1, 2)):
        for one in pieces(session, "ar", frozenset(State), codes=[full]):
            body = f"AR {one.key} {day}"
            change = Translate(full, one.key, "ar", body, one.revision, one.translated)
            apply(session, change, "sol", "translated", day)
    assert len(_versions(session)) == len(start) + 2


def _versions(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Version.revision).order_by(Version.revision)))


def test_an_old_translation_that_readers_do_not_see_is_not_given_to_translators(
    session: Session, full: str
) -> None:
    changed = _said(_said(_now(session), "get_in", "Write first."), "what", "Nurses.")
    apply(session, Save(full, changed), "robin", "corrected")
    found = {one.key: one for one in pieces(session, "es", codes=[full])}
    assert {(one.key, one.state, one.translation, one.translated) for one in found.values()} == {
        ("get_in", State.STALE, "", 1),
        ("what", State.STALE, "Médicos.", 1),
    }
