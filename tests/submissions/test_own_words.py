"""A group writes its own text in another language with its receipt; a moderator decides before anyone reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, Translate
from app.directory.content import CURRENT, Content, Prose, Way
from app.directory.models import TextRow
from app.submissions.bundle import Bundle, Offered, from_json
from app.submissions.differing import Part, differences
from app.submissions.models import Proposal, Receipt
from app.submissions.own_words import Written, rewritten, words_of
from app.submissions.rules import RECEIPT_MINUTES, Kind
from tests.factories import list_organisation, list_service, organisation, service
from tests.filled import filled
from tests.returner import CODE, Do, Group

GET_IN, IN_SPANISH = "Ring twice. Call +1 212 555 0100.", "Toca dos veces. Llama al +1 212 555 0100."
PROSE = (Prose("name", "en", "Harbour Group"), Prose("get_in", "en", GET_IN))
WAYS = (Way("phone", "+12125550100", prose=(Prose("note", "en", "Nights only"),)),)
SAID = service("calm-harbour", prose=PROSE, ways=WAYS)


@pytest.fixture
def shown(do: Do, lookup: str) -> str:
    """The code of a group's service that says several things."""

    def act(session: Session) -> None:
        list_organisation(session)
        list_service(session, prose=PROSE, ways=WAYS)
        session.add(Receipt(lookup=lookup, proposal_id=None, code="calm-harbour"))

    do(act)
    return "river-lamp"


def _open(group: Group, into: str = "es") -> str:
    group.come()
    return group.press("translate", into=into).text


def _field(page: str, source: str) -> str:
    """Return the name of the field for this text: the first text field after it."""
    return page[page.index(source) :].partition('name="t')[2].partition('"')[0]


def _send(group: Group, words: dict[str, str], do: str = "keep", **also: str) -> Any:
    sent = filled(group.page, "/en/receipt")
    for source, body in words.items():
        sent[f"t{_field(group.page, source)}"] = body
    answer = group.client.post("/en/receipt", data={**sent.to_dict(), "do": do, **also})
    group.page = answer.text
    return answer


def _proposal(do: Do) -> Proposal:
    found: Proposal = do(lambda s: s.scalars(sa.select(Proposal)).one())
    return found


def _bundle(do: Do) -> Bundle:
    content = _proposal(do).content
    assert content is not None
    return from_json(content)


def test_a_group_can_write_its_text_in_another_language(group: Group, shown: str, do: Do) -> None:
    page = _open(group)
    assert 'lang="es"' in page
    assert page.count("Harbour Group") == page.count(">Harbour Group<"), "one name is asked once"
    sent = _send(group, {GET_IN: IN_SPANISH, "Nights only": "Solo de noche"})
    assert "We have what you changed." in sent.text
    assert (_proposal(do).kind, _proposal(do).code) == (Kind.CORRECTION, "calm-harbour")
    (offered,) = _bundle(do).services
    assert Prose("get_in", "es", IN_SPANISH, CURRENT) in offered.content.prose
    assert offered.content.ways[0].prose[1] == Prose("note", "es", "Solo de noche", CURRENT)
    # Nobody reads it before a moderator decided.
    assert do(lambda s: s.scalars(sa.select(TextRow).where(TextRow.language == "es")).all()) == []
    assert IN_SPANISH not in group.client.get(f"/es/s/{shown}").text
    changes = [c for one in differences(_bundle(do), {shown: SAID}) for c in one.changes if one.code == shown]
    assert {(c.part, c.after.field, c.after.language) for c in changes} == {
        (Part.PROSE, "get_in", "es"),
        (Part.PROSE, "note", "es"),
    }


def test_a_group_writes_from_right_to_left_where_the_language_does(group: Group, shown: str) -> None:
    assert shown
    fields = re.findall("<textarea[^>]*>", _open(group, "ar"))
    assert fields
    assert all('dir="rtl"' in one and 'lang="ar"' in one for one in fields)


@pytest.mark.parametrize(
    "body", [IN_SPANISH.replace("0100", "0199"), "Прийдіть і подзвоніть двічі. +1 212 555 0100", GET_IN]
)
def test_a_group_sees_what_is_wrong_with_a_text_and_keeps_it(
    group: Group, shown: str, do: Do, body: str
) -> None:
    assert shown
    _open(group)
    answer = _send(group, {GET_IN: body})
    assert answer.status_code == 422
    assert body in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert do(lambda s: s.scalars(sa.select(Proposal)).all()) == []


def test_nothing_that_was_typed_is_lost_when_the_code_must_be_typed_again(
    group: Group, shown: str, do: Do
) -> None:
    assert shown
    _open(group)
    group.time += timedelta(minutes=RECEIPT_MINUTES, seconds=1)
    assert _send(group, {GET_IN: IN_SPANISH}).status_code == 403
    again = filled(group.page, "/en/receipt")
    again["code"] = CODE
    answer = group.client.post("/en/receipt", data=again)
    group.page = answer.text
    assert IN_SPANISH in answer.text
    assert "We have what you changed." in _send(group, {}).text
    assert len(_bundle(do).services[0].content.prose) == 3


def test_a_text_that_changed_meanwhile_never_gets_the_words_for_the_older_one(
    group: Group, shown: str, do: Do
) -> None:
    _open(group)
    new = service("calm-harbour", prose=(PROSE[0], Prose("get_in", "en", "Ring once.")), ways=WAYS)
    do(lambda s: apply(s, Save(shown, new), "robin", "mistake"))
    answer = _send(group, {GET_IN: IN_SPANISH, "Nights only": "Solo de noche"})
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.text
    assert IN_SPANISH in answer.text
    assert "We have what you changed." in _send(group, {"Ring once.": "Toca una vez."}).text
    said = _bundle(do).services[0].content
    assert Prose("get_in", "es", "Toca una vez.", CURRENT) in said.prose
    assert said.ways[0].prose[1].body == "Solo de noche"


NEWER = "Toca dos veces y llama al +1 212 555 0100."


def _translated(do: Do, shown: str, body: str, replaces: int) -> None:
    do(lambda s: apply(s, Translate(shown, "get_in", "es", body, 1, replaces), "robin", "translated"))


def test_a_text_left_as_it_was_shows_what_somebody_wrote_meanwhile(group: Group, shown: str, do: Do) -> None:
    _translated(do, shown, IN_SPANISH, 0)
    assert IN_SPANISH in _open(group)
    _translated(do, shown, NEWER, 1)
    answer = _send(group, {"Nights only": "Solo de noche"})
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.text
    assert IN_SPANISH not in answer.text
    assert NEWER in answer.text
    assert "Solo de noche" in answer.text
    assert "We have what you changed." in _send(group, {}).text
    said = _bundle(do).services[0].content
    assert {p.body for p in said.prose if p.language == "es"} == {NEWER}
    assert said.ways[0].prose[1].body == "Solo de noche"


def test_a_group_sees_its_own_words_beside_what_somebody_wrote_meanwhile(
    group: Group, shown: str, do: Do
) -> None:
    _translated(do, shown, IN_SPANISH, 0)
    _open(group)
    _translated(do, shown, NEWER, 1)
    mine = "Llama antes al +1 212 555 0100."
    answer = _send(group, {GET_IN: mine})
    assert answer.status_code == 409
    assert mine in filled(answer.text, "/en/receipt").values()
    assert f'Now: <bdi lang="es" dir="ltr">{NEWER}</bdi>' in answer.text
    assert "We have what you changed." in _send(group, {}).text
    assert {p.body for p in _bundle(do).services[0].content.prose if p.language == "es"} == {mine}


def test_words_that_nobody_typed_are_not_given_back_as_lost(group: Group, shown: str, do: Do) -> None:
    _translated(do, shown, IN_SPANISH, 0)
    _open(group)
    new = service("calm-harbour", prose=(PROSE[0], Prose("get_in", "en", "Ring once.")), ways=WAYS)
    do(lambda s: apply(s, Save(shown, new), "robin", "mistake"))
    answer = _send(group, {"Nights only": "Solo de noche"})
    assert answer.status_code == 409
    assert IN_SPANISH not in answer.text
    assert "Solo de noche" in answer.text


def test_a_group_that_types_its_code_again_sees_what_changed_meanwhile(
    group: Group, shown: str, do: Do
) -> None:
    _translated(do, shown, IN_SPANISH, 0)
    _open(group)
    group.time += timedelta(minutes=RECEIPT_MINUTES, seconds=1)
    assert _send(group, {"Nights only": "Solo de noche"}).status_code == 403
    _translated(do, shown, NEWER, 1)
    again = filled(group.page, "/en/receipt")
    again["code"] = CODE
    page = group.client.post("/en/receipt", data=again).text
    assert (IN_SPANISH in page, NEWER in page, "Solo de noche" in page) == (False, True, True)


def test_an_older_translation_stays_out_of_date_until_the_group_says_it_is_right(
    group: Group, shown: str, do: Do
) -> None:
    do(lambda s: apply(s, Translate(shown, "get_in", "es", "Toca.", 1), "robin", "translated"))
    kept = (PROSE[0], Prose("get_in", "en", "Please ring."), Prose("get_in", "es", "Toca.", 1))
    do(lambda s: apply(s, Save(shown, service("calm-harbour", prose=kept, ways=WAYS)), "robin", "mistake"))
    assert "This text may be out of date." in _open(group)
    _send(group, {"Nights only": "Solo de noche"})
    assert Prose("get_in", "es", "Toca.", 1) in _bundle(do).services[0].content.prose
    group.press("translate", into="es")
    name = f"t{_field(group.page, 'Please ring.')}".replace("-text", "-sure")
    _send(group, {}, **{name: "y"})
    assert Prose("get_in", "es", "Toca.", CURRENT) in _bundle(do).services[0].content.prose


def test_a_translation_that_is_right_again_is_a_change_to_decide() -> None:
    source = Prose("get_in", "en", "Ring.", revision=2)
    before = service("calm-harbour", prose=(source, Prose("get_in", "es", "Toca.", 1)))
    same = Bundle(organisation(), (Offered(before, "river-lamp"),), "calm-harbour")
    (key,) = (one.key for one in words_of(same, "es") if one.field == "get_in")
    sure = rewritten(same, "es", {key: Written("Toca.", sure=True)})
    listed: dict[str, Content] = {"calm-harbour": same.organisation, "river-lamp": before}
    assert [one.changes for one in differences(same, listed)] == [(), ()]
    assert [c.part for one in differences(sure, listed) for c in one.changes] == [Part.PROSE]


def test_a_group_that_is_not_listed_has_nothing_to_write(group: Group, request_id: str) -> None:
    assert request_id
    assert 'name="into"' not in group.come().text
    assert group.press("translate", into="es").status_code == 404


def test_a_text_taken_away_is_taken_away(group: Group, shown: str, do: Do) -> None:
    do(lambda s: apply(s, Translate(shown, "get_in", "es", IN_SPANISH, 1), "robin", "translated"))
    assert IN_SPANISH in _open(group)
    _send(group, {GET_IN: ""})
    assert [p.language for p in _bundle(do).services[0].content.prose] == ["en", "en"]


@pytest.mark.parametrize("translated", ["calm-harbour", "river-lamp"])
def test_a_form_left_as_it_is_takes_no_translation_away(
    group: Group, shown: str, do: Do, translated: str
) -> None:
    """The group and its service have the same name; one of them has it in Spanish."""
    assert shown
    do(lambda s: apply(s, Translate(translated, "name", "es", "Grupo del Puerto", 1), "robin", "translated"))
    assert "Grupo del Puerto" in _open(group)
    _send(group, {"Nights only": "Solo de noche"})
    said = _bundle(do)
    names = {p.body for prose in (said.organisation.prose, said.services[0].content.prose) for p in prose}
    assert "Grupo del Puerto" in names


def test_of_two_translations_of_one_text_the_current_one_is_shown() -> None:
    name = Prose("name", "en", "Harbour", revision=2)
    old, new = Prose("name", "es", "Viejo", 1), Prose("name", "es", "Puerto", 2)
    for first, then in ((old, new), (new, old)):
        offered = Offered(service("calm-harbour", prose=(name, first)), "river-lamp")
        same = Bundle(replace(organisation(), prose=(name, then)), (offered,), "calm-harbour")
        (words,) = words_of(same, "es")
        assert (words.translation, words.stale) == ("Puerto", False)
