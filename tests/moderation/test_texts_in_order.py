"""A translator goes on from any text to the next that waits, through every page of the list."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.directory import translating
from app.directory.actions import apply
from app.directory.changes import Save, Translate
from app.directory.content import Place, Prose, Way
from app.directory.translating import Piece, State, pieces
from app.moderation.rules import Role
from tests.factories import MEXICO_CITY, list_service, service
from tests.moderation.conftest import Sit

PROSE = (Prose("name", "en", "Harbour Clinic"), Prose("get_in", "en", "Ring twice."))
NOTE = (Prose("note", "en", "At the back."),)
PLACE = Place(town=MEXICO_CITY, country="mx", region="cmx", visibility="ask", prose=NOTE)
WAYS = (Way("phone", "+12125550100", prose=NOTE), Way("phone", "+12125550111", prose=NOTE))


def _path(one: Piece) -> str:
    return f"/text/{one.code}/{one.key}"


@pytest.fixture
def waiting(session: Session, listed: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of all texts that wait in Spanish, in their order; three of them stand on a page."""
    monkeypatch.setattr(translating, "PER_PAGE", 3)
    list_service(session, "quiet-moon", prose=(*PROSE, Prose("privacy", "en", "We note nothing.")))
    said = service("calm-harbour", prose=PROSE, places=(PLACE,), ways=WAYS)
    apply(session, Save(listed, said), "robin", "corrected")
    apply(session, Translate("quiet-moon", "get_in", "es", "Toca dos veces.", 1), "sol", "translated")
    old = Prose("get_in", "es", "Toca dos veces.", 1)
    new = (PROSE[0], Prose("get_in", "en", "Ring once."), old)
    apply(session, Save("quiet-moon", service("calm-harbour", prose=new)), "robin", "corrected")
    session.commit()
    found = pieces(session, "es")
    session.commit()
    assert {one.state for one in found} == {State.STALE, State.MISSING}
    assert len(found) > 2 * translating.PER_PAGE
    return [_path(one) for one in found]


def test_next_leads_to_every_text_that_waits_across_pages(sit: Sit, waiting: list[str]) -> None:
    seat, walked = sit(Role.TRANSLATOR), waiting[:1]
    while found := re.search(
        r'href="/desk([^"?]+)\?to=es" accesskey="0"', seat.get(f"{walked[-1]}?to=es").text
    ):
        walked.append(found[1])
        assert len(walked) <= len(waiting)
    assert walked == waiting


def test_a_translator_who_keeps_the_last_text_of_a_page_goes_on_with_the_next_page(
    sit: Sit, waiting: list[str]
) -> None:
    seat, last = sit(Role.TRANSLATOR), translating.PER_PAGE - 1
    page = seat.get(f"{waiting[last]}?to=es").text
    seen = dict(re.findall(r'name="(made_from|replaces)"[^>]* value="(\d+)"', page))
    answer = seat.post(f"{waiting[last]}?to=es", body="Por detrás.", **seen)
    assert answer.headers["Location"].startswith(f"/desk{waiting[last + 1]}?")
