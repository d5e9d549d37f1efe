"""A worker reads what they will want from her, and "not known" never looks safe."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.vocabulary import (
    NOT_KNOWN,
    BadAnswers,
    Tone,
    check_answers,
    fact,
    facts,
    facts_for,
    is_listable,
    reasons,
    source,
    stored_facts,
    strings,
    tone_of,
)
from tests.house import ROOT

# The research the vocabulary was made from lies beside the repository on some machines only.
RESEARCH = ROOT.parent / "shared" / "data"
DERIVED = {"how_to_reach": 16, "languages": 17, "led_by": 19}


def _research() -> list[dict[str, Any]]:
    path = RESEARCH / "facts.json"
    if not path.exists():
        pytest.skip("the research papers are not beside this repository")
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["facts"]
    return found


def test_a_moderator_can_trust_that_the_facts_agree_with_the_research() -> None:
    research = {each["number"]: each for each in _research()}
    assert research.keys() == {each.number for each in facts()}
    for each in facts():
        theirs = research[each.number]
        same = ("slug", "group", "question", "short", "applies", "how_to_check")
        assert [getattr(each, name) for name in same] == [theirs[name] for name in same]
        assert each.lead == theirs.get("lead")
        assert each.derived_from == theirs.get("derived_from")
        assert set(each.not_listable) == set(theirs.get("not_listable", ()))
        answers = [(answer.value, answer.label, answer.tone) for answer in each.answers]
        assert answers == [(a["value"], a["label"], a["tone"]) for a in theirs["answers"]]


def test_a_printed_link_can_count_on_the_numbers_of_the_facts() -> None:
    assert {each.slug: each.number for each in facts()} == {
        "real_name": 1, "id_papers": 2, "immigration_status": 3, "police_contact": 4, "police_on_site": 5,
        "must_report": 6, "records": 7, "discreet": 8, "exit_required": 9, "trafficking_label": 10,
        "story_required": 11, "sobriety": 12, "faith": 13, "testing_required": 14, "cost": 15,
        "how_to_reach": 16, "languages": 17, "who_welcome": 18, "led_by": 19, "house_rules": 20,
    }  # fmt: skip


def test_a_worker_can_read_the_six_strings_in_their_order() -> None:
    assert [each.slug for each in strings()] == [
        "exit_required",
        "trafficking_label",
        "real_name",
        "id_papers",
        "police_contact",
        "immigration_status",
    ]
    assert all(each.wish for each in strings())


def test_a_worker_can_read_each_answer_to_a_string_without_its_question() -> None:
    bare = [
        f"{each.slug}: {answer.value}"
        for each in strings()
        for answer in each.answers
        if answer.value != NOT_KNOWN and not answer.brief
    ]
    assert not bare


def test_the_model_cannot_store_a_derived_fact_twice() -> None:
    assert {each.slug: each.number for each in facts() if each.derived_from} == DERIVED
    assert len(stored_facts()) == 17
    assert not DERIVED.keys() & {each.slug for each in stored_facts()}


def test_every_fact_can_be_answered_not_known_and_that_is_never_ok() -> None:
    for each in facts():
        assert each.answer(NOT_KNOWN).tone is Tone.UNKNOWN
        assert [a.value for a in each.answers if a.tone is Tone.UNKNOWN] == [NOT_KNOWN]
        assert tone_of(each, []) is tone_of(each, [NOT_KNOWN]) is Tone.UNKNOWN


def test_a_fact_can_be_found_by_number_and_by_slug_only() -> None:
    assert fact(9) is fact("exit_required")
    for unknown in (0, 21, "papers", "9"):
        with pytest.raises(KeyError):
            fact(unknown)


@pytest.mark.parametrize(
    ("slug", "answers", "tone"),
    [
        ("id_papers", ["none"], Tone.OK),
        ("id_papers", ["some"], Tone.CARE),
        ("police_contact", ["court_only"], Tone.OK),
        ("police_contact", ["works_with"], Tone.STOP),
        ("must_report", ["adults_nothing", "children"], Tone.CARE),
        ("must_report", ["children", "trafficking", "infections"], Tone.STOP),
        ("who_welcome", ["families", "women_cis"], Tone.STOP),
        ("house_rules", ["no_curfew", "may_work"], Tone.OK),
        ("house_rules", iter(["curfew", "phone_taken"]), Tone.STOP),
    ],
)
def test_a_worker_can_see_the_worst_of_several_answers(slug: str, answers: list[str], tone: Tone) -> None:
    assert tone_of(fact(slug), answers) is tone


def test_unknown_is_worse_than_care_and_better_than_stop() -> None:
    assert sorted(Tone, key=lambda tone: tone.severity) == [Tone.OK, Tone.CARE, Tone.UNKNOWN, Tone.STOP]


@pytest.mark.parametrize(
    ("slug", "answers"),
    [
        ("who_welcome", ["everyone", NOT_KNOWN]),
        ("id_papers", ["none", "some"]),
        ("id_papers", ["never"]),
        ("cost", [""]),
    ],
)
def test_answers_that_cannot_stand_together_cannot_be_given(slug: str, answers: list[str]) -> None:
    for judge in (check_answers, tone_of, is_listable):
        with pytest.raises(BadAnswers):
            judge(fact(slug), answers)


def test_answers_can_be_given_in_any_order_and_read_in_the_order_of_the_fact() -> None:
    given = check_answers(fact("who_welcome"), ["pets", "everyone", "pets"])
    assert [answer.value for answer in given] == ["everyone", "pets"]


@pytest.mark.parametrize(
    ("slug", "broken"),
    [
        ("exit_required", ["some", "yes"]),
        ("trafficking_label", ["some", "yes"]),
        ("police_contact", ["works_with"]),
        ("immigration_status", ["must_share"]),
        ("faith", ["required"]),
        ("sobriety", ["yes"]),
        ("testing_required", ["yes"]),
        ("records", ["shared_db"]),
        ("house_rules", ["phone_taken", "locked", "no_contact"]),
    ],
)
def test_a_service_cannot_be_listed_with_an_answer_that_breaks_the_pledge(
    slug: str, broken: list[str]
) -> None:
    one = fact(slug)
    for answer in one.answers:
        assert is_listable(one, [answer.value]) is (answer.value not in broken)


def test_only_these_nine_facts_can_break_the_pledge_and_each_has_a_reason_to_refuse() -> None:
    breaking = {each.slug for each in facts() if each.not_listable}
    assert len(breaking) == 9
    assert breaking <= {reason.fact for reason in reasons("refusal")}
    assert all(each.answer(value).tone is Tone.STOP for each in facts() for value in each.not_listable)


def test_a_worker_cannot_be_shown_old_news_about_police_papers_or_reports() -> None:
    soon = {each.slug for each in facts() if each.stale_after_months == 6}
    assert soon == {"police_contact", "immigration_status", "must_report"}
    assert {each.stale_after_months for each in facts() if each.slug not in soon} == {12}


def test_only_facts_where_life_is_plural_can_have_several_answers() -> None:
    several = {each.slug for each in facts() if each.several}
    assert several == {"must_report", "who_welcome", "house_rules", *DERIVED}


def test_a_need_can_have_only_the_facts_that_apply_to_it() -> None:
    assert {each.slug for each in facts_for("medical")} ^ {each.slug for each in facts_for("legal")} == {
        "testing_required"
    }
    assert {each.slug for each in facts_for("housing")} ^ {each.slug for each in facts_for("legal")} == {
        "house_rules"
    }
    assert len(facts_for("legal")) == 18


def test_only_a_look_by_others_counts_as_checked_by_someone_else() -> None:
    assert [source(slug).by_others for slug in ("organisation_said", "public_page")] == [False, False]
    assert [source(slug).by_others for slug in ("moderator_checked", "outreach_checked")] == [True, True]
