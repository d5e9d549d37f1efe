"""Needs, kinds, reasons, ways and states: neutral codes outside, plain words inside."""

from __future__ import annotations

import csv
import re

import pytest

from app.vocabulary import (
    OTHER,
    any_other,
    chat_apps,
    evidence,
    evidence_levels,
    fact,
    facts,
    kind,
    kinds,
    need,
    needs,
    needs_in,
    pledge,
    publications,
    reason,
    reasons,
    standings,
    status,
    statuses,
    way,
    ways,
)
from tests.neutral import telling
from tests.vocabulary.test_facts import RESEARCH
from tests.vocabulary.texts import PURPOSES, texts

CODE = re.compile(r"[a-z]\d{1,2}")
# Said of people or by others about them; never by us.
DENIED = re.compile(
    r"\b(victims?|rescued?|save[ds]?|prostitut\w*|hookers?|pimps?|illegals?|aliens?|addicts?|vulnerable"
    r"|at-risk|girls?|clients?|users?|please|sorry)\b|!",
    re.I,
)


def test_a_worker_can_choose_among_nine_needs_in_one_order() -> None:
    assert [(one.slug, one.other) for one in needs()] == [
        ("medical", False), ("legal", False), ("housing", False), ("mind", True), ("peer", True),
        ("safety", True), ("money", True), ("career", True), ("community", True),
    ]  # fmt: skip


def test_a_worker_can_ask_for_one_need_or_for_other_help() -> None:
    assert [one.slug for one in needs_in("legal")] == ["legal"]
    assert [one.slug for one in needs_in(OTHER)] == ["mind", "peer", "safety", "money", "career", "community"]
    assert needs_in("everything") == ()
    assert any_other().slug == OTHER
    assert need(OTHER) is None


def test_a_printed_link_can_count_on_the_codes_of_the_kinds() -> None:
    path = RESEARCH / "categories.csv"
    if not path.exists():
        pytest.skip("the research papers are not beside this repository")
    with path.open(encoding="utf-8", newline="") as file:
        research = {row["code"]: (row["need"], row["slug"], row["label_en"]) for row in csv.DictReader(file)}
    assert {one.code: (one.need, one.slug, one.label) for one in kinds()} == research


def test_a_kind_can_be_found_by_its_code_under_its_need() -> None:
    assert (kind("l4").need, kind("l4").slug) == ("legal", "records")  # type: ignore[union-attr]
    assert kind("l99") is None
    assert {one.need for one in kinds("legal")} == {"legal"}
    assert len(kinds()) == sum(len(kinds(one.slug)) for one in needs()) == 52
    assert all(kinds(one.slug) for one in needs())


def test_a_code_names_one_thing_only_and_tells_nothing() -> None:
    codes = [one.code for one in kinds()] + [one.code for one in pledge()]
    codes += [one.code for purpose in PURPOSES for one in reasons(purpose)]
    assert len(codes) == len(set(codes))
    assert all(CODE.fullmatch(code) for code in codes)
    seen = [*codes, *(one.slug for one in needs()), OTHER, *(str(one.number) for one in facts())]
    assert not telling(" ".join(seen))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_moderator_can_pick_a_reason_by_its_code(purpose: str) -> None:
    found = reasons(purpose)
    assert len({one.slug for one in found}) == len(found) > 5
    assert all(reason(one.code) is one for one in found)
    assert all(fact(one.fact) for one in found if one.fact)
    assert len({one.code[0] for one in found}) == 1


def test_a_reason_that_nobody_wrote_cannot_be_picked() -> None:
    assert reason("r99") is None
    assert reason("") is None
    with pytest.raises(KeyError):
        reasons("pledge_of_another")


def test_a_reader_can_report_exactly_the_seven_things() -> None:
    assert [one.slug for one in reasons("report")] == [
        "closed", "moved", "wrong_number", "called_police", "asked_for_id", "pushed_to_stop", "other",
    ]  # fmt: skip


def test_a_paused_page_cannot_tell_what_was_alleged() -> None:
    for one in reasons("pause"):
        assert one.sentence
        assert not re.search(r"police|immigration|harm|told|report", one.sentence, re.I)
    assert not any(one.sentence for purpose in PURPOSES if purpose != "pause" for one in reasons(purpose))


def test_an_import_and_the_demonstration_have_their_own_reason() -> None:
    assert {"imported", "demonstration"} <= {one.slug for one in reasons("decision")}


def test_an_organisation_makes_ten_promises() -> None:
    assert [one.code for one in pledge()] == [f"y{number}" for number in range(1, 11)]
    assert all(one.sentence.endswith(".") for one in pledge())


def test_only_a_word_of_its_own_cannot_make_a_group_peer_led() -> None:
    assert [level.slug for level in evidence_levels()] == ["a", "b", "c", "d"]
    assert [evidence(slug).counts for slug in "abcd"] == [True, True, True, False]


def test_a_worker_can_read_what_each_way_leaves_behind() -> None:
    assert [one.slug for one in ways()] == [
        "phone", "text", "chat", "email", "walk_in", "online", "they_come", "through",
    ]  # fmt: skip
    assert all(one.privacy and one.verb for one in ways())
    values = {answer.value for answer in fact("how_to_reach").answers}
    assert {one.answer for one in ways() if one.answer} <= values
    assert way("phone").verb == "Call"
    assert len({one.slug for one in chat_apps()}) == len(chat_apps()) == 8


def test_a_page_can_say_every_state() -> None:
    assert [one.slug for one in statuses()] == ["open", "paused", "full", "closed", "moved"]
    assert [one.slug for one in publications()] == ["draft", "listed", "withdrawn"]
    assert [one.slug for one in standings()] == ["checked", "unchecked"]
    assert status("moved").sentence


def test_a_reader_can_read_every_sentence_in_one_breath() -> None:
    sentences = [part for _context, text in texts() for part in re.split(r"(?<=[.?])\s", text)]
    long = [sentence for sentence in sentences if len(sentence.split()) > 15]
    assert not long


def test_a_reader_is_spoken_to_with_respect() -> None:
    assert not [text for _context, text in texts() if DENIED.search(text)]
