"""The translators' desk: text and nothing else, the most harmful first, nobody's words lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Publish, Save, Translate
from app.directory.content import CURRENT, Place, Prose, Way
from app.directory.models import Decision, TextRow
from app.directory.rules import Publication, Standing
from app.directory.translating import pieces
from app.moderation.rules import Role
from tests.factories import MEXICO_CITY, list_service, service
from tests.moderation.conftest import Seat, Sit, stored
from tests.moderation.pressing import all_of, form_of, judge
from tests.moderation.waiting import correction

FIRST = (
    Prose("name", "en", "Harbour Clinic"),
    Prose("what", "en", "Doctors and nurses who listen."),
    Prose("what", "es", "Médicas y enfermeras que escuchan.", CURRENT),
    Prose("get_in", "en", "Call +1 212 555 0100 first."),
    Prose("get_in", "es", "Llama primero al +1 212 555 0100.", CURRENT),
)
PLACE = Place(
    town=MEXICO_CITY,
    country="mx",
    region="cmx",
    visibility="ask",
    prose=(Prose("note", "en", "At the back."),),
)
WAY = Way("phone", "+12125550100", prose=(Prose("note", "en", "In the evening."),))


@pytest.fixture
def texts(session: Session, listed: str) -> str:
    """A listed service with texts, and a draft beside it that is nobody's business."""
    said = service("calm-harbour", prose=FIRST, places=(PLACE,), ways=(WAY,))
    apply(session, Save(listed, said), "robin", "imported")
    apply(session, Save("quiet-lake", service("calm-harbour", "Secret Draft")), "robin", "imported")
    session.commit()
    return listed


@pytest.fixture
def seat(sit: Sit) -> Seat:
    """A translator at the desk."""
    return sit(Role.TRANSLATOR)


def _send(seat: Seat, body: str, key: str = "get_in", to: str = "es", **sent: Any) -> Any:
    """Send a translation with the page as it is now in view, or as `sent` says."""
    page = seat.get(f"/text/river-lamp/{key}?to={to}").text
    seen = dict(re.findall(r'name="(made_from|replaces)"[^>]* value="(\d+)"', page))
    return seat.post(f"/text/river-lamp/{key}?to={to}", body=body, **{**seen, **sent})


def _change(session: Session, field: str, body: str) -> None:
    prose = tuple(
        replace(one, made_from=1)
        if one.made_from is not None
        else replace(one, body=body)
        if one.field == field
        else one
        for one in FIRST
    )
    said = service("calm-harbour", prose=prose, places=(PLACE,), ways=(WAY,))
    apply(session, Save("river-lamp", said), "robin", "corrected")
    session.commit()


def _bodies(session: Session, language: str) -> dict[str, str]:
    rows = stored(session, sa.select(TextRow).where(TextRow.language == language))
    return {row.field: row.body for row in rows}


def test_a_translator_begins_where_texts_wait_and_sees_no_listing(seat: Seat, texts: str) -> None:
    page = seat.get("/text").text
    assert "Texts to translate" in page
    assert "What waits" not in page
    assert "All listings" not in page
    for path in ("/", "/queue", f"/listing/{texts}", f"/listing/{texts}/change"):
        assert seat.get(path).status_code == 403


def test_a_moderator_can_translate_too(sit: Sit, texts: str, session: Session) -> None:
    assert _send(sit(), "افتحوا الباب عند +1 212 555 0100", to="ar").status_code == 303
    assert _bodies(session, "ar") == {"get_in": "افتحوا الباب عند +1 212 555 0100"}


def test_what_waits_is_listed_the_most_harmful_first(seat: Seat, texts: str, session: Session) -> None:
    _change(session, "get_in", "Write first to +1 212 555 0100.")
    page = seat.get("/text?to=es").text
    assert re.findall(r"<b>([^<]+)</b>", page)[:2] == ["How to get in", "Where: Note"]
    assert page.index("The original has changed") < page.index("Not translated yet")
    assert "<b>The original has changed: 1</b>" in seat.get("/text").text
    assert "Secret" not in page


@pytest.mark.parametrize("path", ["/text", "/text?to=ar", "/text/river-lamp/get_in?to=ar"])
def test_nothing_private_is_on_a_page_for_translators(
    seat: Seat, texts: str, session: Session, path: str
) -> None:
    correction(session, texts, website="https://secret.example")
    session.commit()
    page = seat.get(path).text
    for hidden in ("Secret", "secret", "quiet-lake", "robin", "moderator_checked"):
        assert hidden not in page


def test_a_draft_has_no_text_for_translators(seat: Seat, texts: str, session: Session) -> None:
    draft = Publish(texts, Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, draft, "robin", "mistake")
    session.commit()
    for path in ("/text/river-lamp/get_in", "/text/quiet-lake/name", "/text/none/name"):
        assert seat.get(f"{path}?to=es").status_code == 404
        assert seat.post(f"{path}?to=es", body="x", made_from="1", replaces="0").status_code == 404
    assert seat.get("/text/river-lamp/get_in?to=xx").status_code == 404


def test_the_translation_is_written_in_its_own_direction(seat: Seat, texts: str) -> None:
    page = seat.get("/text/river-lamp/get_in?to=ar").text
    (area,) = re.findall(r"<textarea[^>]*>", page)
    assert 'lang="ar"' in area
    assert 'dir="rtl"' in area
    assert '<p lang="en" dir="ltr">Call +1 212 555 0100 first.</p>' in page
    assert '<bdi dir="ltr">+1 212 555 0100</bdi>' in page


def test_a_translator_goes_on_with_the_next_text_and_readers_see_it_at_once(
    seat: Seat, texts: str, session: Session
) -> None:
    answer = _send(seat, "اتصلوا أولا على +1 212 555 0100", to="ar")
    assert answer.status_code == 303
    assert "/text/river-lamp/" in answer.headers["Location"]
    assert "اتصلوا أولا" in seat.client.get("/ar/s/river-lamp").text
    newest = all_of(session, Decision)[-1]
    assert (newest.handle, newest.code, newest.reason) == ("some-translator", "river-lamp", "translated")


def test_the_last_text_leads_back_to_the_list(seat: Seat, texts: str, session: Session) -> None:
    for one in pieces(session, "es"):
        body = f"Palabras en español {one.source}" if one.key != "get_in" else one.translation
        change = Translate(one.code, one.key, "es", body, one.revision, one.translated)
        if (one.code, one.key) != ("calm-harbour", "name"):
            apply(session, change, "sol", "translated")
    session.commit()
    answer = seat.post("/text/calm-harbour/name?to=es", body="Puerto", made_from="1", replaces="0")
    assert answer.headers["Location"] == "/desk/text?to=es&said=saved"
    assert "There is nothing here." in seat.get("/text?to=es").text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Llama primero al +1 212 555 0199.", "Numbers and addresses must be the same in both texts."),
        ("Llama primero.", "Numbers and addresses must be the same in both texts."),
        (
            "Позвоните сначала на +1 212 555 0100.",
            "Please write this in the other language, or leave it empty.",
        ),
        ("Call +1 212 555 0100 first.", "Please write this in the other language, or leave it empty."),
        ("ll " * 3000 + "+1 212 555 0100", "This is too long. Please write less."),
    ],
)
def test_a_translation_with_a_flaw_is_shown_again_and_not_kept(
    seat: Seat, texts: str, session: Session, body: str, why: str
) -> None:
    answer = _send(seat, body)
    assert answer.status_code == 422
    assert why in answer.text
    assert body.strip()[:40] in answer.text
    assert _bodies(session, "es")["get_in"] == FIRST[-1].body


def test_letters_of_another_language_can_be_right(seat: Seat, texts: str, session: Session) -> None:
    body = "Позвоните сначала на +1 212 555 0100."
    assert _send(seat, body, sure="y").status_code == 303
    assert _bodies(session, "es")["get_in"] == body
    assert _send(seat, "Llama al +1 212 555 0199", sure="y").status_code == 422


def test_signs_that_turn_text_around_are_taken_out(seat: Seat, texts: str, session: Session) -> None:
    assert _send(seat, "Llama\u202e primero\u200b al +1 212 555 0100.\x00").status_code == 303
    assert _bodies(session, "es")["get_in"] == "Llama primero al +1 212 555 0100."


def test_what_two_translators_write_at_once_is_never_lost(
    sit: Sit, seat: Seat, texts: str, session: Session
) -> None:
    mine, theirs = "Yo: llama al +1 212 555 0100.", "Ella: llama al +1 212 555 0100."
    assert _send(sit(Role.TRANSLATOR, handle="other"), theirs).status_code == 303
    answer = _send(seat, mine, made_from="1", replaces="1")
    assert answer.status_code == 409
    assert mine in answer.text
    assert theirs in answer.text
    assert _bodies(session, "es")["get_in"] == theirs
    seen = dict(re.findall(r'name="(made_from|replaces)"[^>]* value="(\d+)"', answer.text))
    assert seat.post("/text/river-lamp/get_in?to=es", body=mine, **seen).status_code == 303
    assert _bodies(session, "es")["get_in"] == mine


def test_a_translation_of_a_text_that_changed_meanwhile_is_shown_beside_the_new_one(
    seat: Seat, texts: str, session: Session
) -> None:
    _change(session, "get_in", "Write first to +1 212 555 0100.")
    answer = _send(seat, "Llama ya al +1 212 555 0100.", made_from="1", replaces="1")
    assert answer.status_code == 409
    assert "Write first to" in answer.text
    assert "Llama ya al" in answer.text


def test_a_translation_sent_as_it_is_decides_nothing(seat: Seat, texts: str, session: Session) -> None:
    before = len(stored(session, sa.select(Decision)))
    assert _send(seat, FIRST[-1].body).status_code == 303
    assert _send(seat, "", to="ar").status_code == 303
    assert len(stored(session, sa.select(Decision))) == before
    # Sent again after somebody else wrote, it is a conflict as before.
    assert _send(seat, FIRST[-1].body, replaces="7").status_code == 409


@pytest.mark.parametrize("sent", [{"made_from": "x"}, {"replaces": ""}])
def test_a_form_that_is_not_ours_keeps_nothing(
    seat: Seat, texts: str, session: Session, sent: dict[str, str]
) -> None:
    assert _send(seat, "Llama al +1 212 555 0100.", **sent).status_code == 422
    assert _bodies(session, "es")["get_in"] == FIRST[-1].body


def test_pages_for_translators_ask_few_questions(
    app: Flask, seat: Seat, texts: str, session: Session
) -> None:
    for number in range(12):
        prose = (Prose("name", "en", f"Clinic {number}"), Prose("get_in", "en", "Ring."))
        list_service(session, f"lamp-{'abcdefghijkl'[number]}", prose=prose, ways=(WAY,), places=(PLACE,))
    session.commit()
    asked: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.extend([statement] if statement.lstrip().upper().startswith(("SELECT", "WITH")) else [])

    engine = app.extensions["database"].write
    sa.event.listen(engine, "before_cursor_execute", count)
    for path in ("/text", "/text?to=ar", "/text/river-lamp/get_in?to=ar"):
        asked.clear()
        assert seat.get(path).status_code == 200
        assert len(asked) <= 10, (path, len(asked))
    sa.event.remove(engine, "before_cursor_execute", count)


def _edited(seat: Seat, **changed: str) -> dict[str, Any]:
    given = form_of(seat.get("/listing/river-lamp/change").text)
    return {**given.to_dict(flat=False), **changed}


def test_a_moderator_can_say_that_only_the_spelling_changed(sit: Sit, texts: str, session: Session) -> None:
    seat = sit()
    form = _edited(seat, **{"s1-get_in": "Call +1 212 555 0100 first!", "do": "preview", "sure": "y"})
    page = seat.client.post("/desk/listing/river-lamp/change", data=form).text
    (key,) = re.findall(r'name="minor" value="([^"]+)"', page)
    assert key == "river-lamp/service/0/get_in"
    form |= {"do": "send", "minor": [key]}
    assert seat.client.post("/desk/listing/river-lamp/change", data=form).status_code == 303
    assert "get_in" not in {one.key for one in pieces(session, "es")}
    session.commit()
    form = _edited(seat, **{"s1-get_in": "Come to +1 212 555 0100.", "do": "send", "sure": "y"})
    assert seat.client.post("/desk/listing/river-lamp/change", data=form).status_code == 303
    assert "get_in" in {one.key for one in pieces(session, "es")}


def test_a_moderator_is_asked_about_spelling_only_where_there_is_a_translation(sit: Sit, texts: str) -> None:
    seat = sit()
    form = _edited(seat, **{"s1-w1-note": "In the morning.", "do": "preview"})
    assert 'name="minor"' not in seat.client.post("/desk/listing/river-lamp/change", data=form).text


def test_a_correction_that_waited_cannot_undo_what_translators_wrote(
    sit: Sit, texts: str, session: Session
) -> None:
    own = correction(session, texts, website="https://new.example")
    apply(session, Translate(texts, "what", "ar", "أطباء وممرضات", 1, 0), "sol", "translated")
    apply(session, Translate(texts, "what", "es", "Equipo que escucha.", 1, 1), "sol", "translated")
    session.commit()
    assert judge(sit(), session, own, "list").status_code == 303
    rows = stored(session, sa.select(TextRow).where(TextRow.field == "what"))
    assert {row.language: row.body for row in rows} == {
        "en": FIRST[1].body, "ar": "أطباء وممرضات", "es": "Equipo que escucha.",
    }  # fmt: skip
