"""What a group wrote in another language is decided like any correction, and only then read."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, SetDoubt, Translate
from app.directory.content import CURRENT, Prose, Way
from app.directory.models import TextRow
from tests.factories import service
from tests.moderation.conftest import Sit
from tests.moderation.pressing import all_of, judge
from tests.moderation.waiting import correction

SAID = (Prose("name", "en", "Harbour Clinic"), Prose("get_in", "en", "Ring twice."))
NOTE = Prose("note", "en", "Nights only")


def _say(session: Session, listed: str, *prose: Prose, note: tuple[Prose, ...] = (NOTE,)) -> None:
    ways = (Way("phone", "+12125550100", prose=note),)
    apply(session, Save(listed, service("calm-harbour", prose=prose, ways=ways)), "robin", "mistake")


def _spanish(session: Session) -> set[tuple[str, str, int | None]]:
    return {(row.field, row.body, row.made_from) for row in all_of(session, TextRow) if row.language == "es"}


def test_a_reader_gets_what_the_group_wrote_once_a_moderator_agreed(
    sit: Sit, listed: str, session: Session
) -> None:
    _say(session, listed, *SAID)
    note = Prose("note", "es", "Solo de noche", CURRENT)
    ways = (Way("phone", "+12125550100", prose=(NOTE, note)),)
    prose = (*SAID, Prose("get_in", "es", "Toca dos veces.", CURRENT))
    own = correction(session, listed, prose=prose, ways=ways)
    session.commit()
    seat = sit()
    page = seat.get(f"/queue/{own}").text
    assert page.count("<ins>") == page.count('<ins><p lang="es" dir="ltr">') == 2
    assert "<del>" not in page
    assert "Toca dos veces." not in seat.client.get(f"/es/s/{listed}").text
    assert judge(seat, session, own, "list").status_code == 303
    shown = seat.client.get(f"/es/s/{listed}").text
    assert "Toca dos veces." in shown
    assert "Solo de noche" in shown
    assert _spanish(session) == {("get_in", "Toca dos veces.", 1), ("note", "Solo de noche", 1)}


def test_an_older_translation_that_is_right_again_is_read_once_a_moderator_agreed(
    sit: Sit, listed: str, session: Session
) -> None:
    _say(session, listed, *SAID)
    apply(session, Translate(listed, "get_in", "es", "Toca.", 1), "robin", "translated")
    old = Prose("get_in", "es", "Toca.", 1)
    _say(session, listed, SAID[0], Prose("get_in", "en", "Please ring."), old)
    prose = (SAID[0], Prose("get_in", "en", "Please ring."), Prose("get_in", "es", "Toca.", CURRENT))
    own = correction(session, listed, prose=prose)
    session.commit()
    seat = sit()
    assert "Toca." not in seat.client.get(f"/es/s/{listed}").text
    assert judge(seat, session, own, "list").status_code == 303
    assert _spanish(session) == {("get_in", "Toca.", 2)}
    assert "Toca." in seat.client.get(f"/es/s/{listed}").text


def test_what_a_group_wrote_stands_though_its_listing_was_doubted_meanwhile(
    sit: Sit, listed: str, session: Session
) -> None:
    _say(session, listed, *SAID)
    prose = (*SAID, Prose("get_in", "es", "Toca dos veces.", CURRENT))
    note = (NOTE, Prose("note", "es", "Solo de noche", CURRENT))
    own = correction(session, listed, prose=prose, ways=(Way("phone", "+12125550100", prose=note),))
    # No version is kept of what only a state of the listing changed.
    apply(session, SetDoubt(listed, True), "robin", "reported")
    session.commit()
    seat = sit()
    assert "Toca dos veces." in seat.get(f"/queue/{own}").text
    assert judge(seat, session, own, "list").status_code == 303
    assert _spanish(session) == {("get_in", "Toca dos veces.", 1), ("note", "Solo de noche", 1)}


def test_a_correction_brings_no_older_translation_back_on_a_day_of_many(
    sit: Sit, listed: str, session: Session
) -> None:
    _say(session, listed, *SAID, Prose("get_in", "es", "Toca.", CURRENT))
    apply(session, Translate(listed, "name", "es", "Puerto", 1), "sol", "translated")
    own = correction(session, listed, website="https://harbour.example/")
    # Of this day a version is kept already, from before the correction.
    apply(session, Translate(listed, "get_in", "es", "Toca dos veces.", 1), "sol", "translated")
    session.commit()
    assert judge(sit(), session, own, "list").status_code == 303
    assert _spanish(session) == {("get_in", "Toca dos veces.", 1), ("name", "Puerto", 1)}
