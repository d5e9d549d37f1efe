"""What a proposal changes, field by field, and what of it needs a second moderator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.content import (
    Answer,
    Content,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Spoken,
    Way,
)
from app.submissions.bundle import Bundle, Offered
from app.submissions.differing import Change, Part, changes, differences, stakes
from app.submissions.rules import Stakes
from tests.directory.samples import FULL, OPEN_HOUSE
from tests.factories import organisation, service

LISTED: ServiceContent = service("calm-harbour")


def one(before: Content | None, after: Content) -> Change:
    """Return the only change there is."""
    (found,) = changes(before, after)
    return found


def test_an_untouched_listing_cannot_differ() -> None:
    assert changes(FULL, FULL) == ()
    assert changes(organisation(), organisation()) == ()


def test_a_new_listing_can_be_read_as_all_new() -> None:
    found = changes(None, FULL)
    assert {change.part for change in found} - {Part.WARNING} == {
        Part.PROSE, Part.NEED, Part.FACT, Part.WAY, Part.PLACE, Part.WEBSITE, Part.KIND, Part.SPOKEN, Part.LANGUAGE,
    }  # fmt: skip
    assert all(change.before is None for change in found)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part.NEED, {"need": "legal"}),
        (Part.LANGUAGE, {"language": "es"}),
        (Part.WAY, {"ways": (Way("phone", "+12125550199"),)}),
        (Part.WAY, {"ways": (Way("phone", "+12125550100", hours_kind="always"),)}),
        (Part.PLACE, {"places": (replace(LISTED.places[0], visibility="ask"),)}),
        (Part.SPOKEN, {"spoken": (Spoken("spa", "interpreter"),)}),
        (Part.PROSE, {"prose": (Prose("name", "en", "Other"),)}),
        (Part.FACT, {"facts": (*LISTED.facts[:2], Answer(4, ("court_only",), month="2026-06"))}),
    ],
)
def test_a_change_can_be_seen_before_and_after(part: Part, said: dict[str, object]) -> None:
    found = one(LISTED, replace(LISTED, **said))  # type: ignore[arg-type]
    assert found.part is part
    assert found.before is not None
    assert found.after is not None


def test_what_is_taken_away_and_what_is_added_can_be_told_apart() -> None:
    kinds = changes(LISTED, replace(LISTED, kinds=("m2",)))
    assert [(change.before, change.after) for change in kinds] == [(None, "m2"), ("m1", None)]
    assert one(LISTED, replace(LISTED, spoken=())).after is None
    website = replace(LISTED, website="https://harbour.example/")
    assert (one(LISTED, website).before, one(website, LISTED).after) == (None, None)


def test_an_answer_that_says_nothing_cannot_be_a_change() -> None:
    assert changes(LISTED, replace(LISTED, facts=(*LISTED.facts, Answer(2, ("not_known",))))) == ()


def test_a_translation_made_again_from_the_same_words_cannot_be_a_change() -> None:
    texts = (Prose("name", "en", "Clinic"), Prose("name", "es", "Clínica", 1))
    assert (
        changes(
            replace(LISTED, prose=texts), replace(LISTED, prose=(texts[0], replace(texts[1], made_from=0)))
        )
        == ()
    )


@pytest.mark.parametrize(
    ("before", "after", "safer", "stricter"),
    [
        ("never", "works_with", False, True),
        ("works_with", "never", True, False),
        ("never", "court_only", False, False),
    ],
)
def test_a_fact_that_reads_safer_or_stricter_can_be_seen(
    before: str, after: str, safer: bool, stricter: bool
) -> None:
    was, is_now = (
        replace(LISTED, facts=(Answer(4, (value,), month="2026-06"),)) for value in (before, after)
    )
    assert (one(was, is_now).safer, one(was, is_now).stricter) == (safer, stricter)


def _stakes(after: ServiceContent, new: bool = False) -> Stakes:
    bundle = Bundle(organisation(), (Offered(after, "river-lamp"),), "calm-harbour")
    return stakes(differences(bundle, {"calm-harbour": organisation(), "river-lamp": LISTED}), new)


def test_a_street_that_was_not_public_cannot_be_published_by_one() -> None:
    assert _stakes(replace(LISTED, places=(OPEN_HOUSE,))).publishes_street
    assert not _stakes(
        replace(LISTED, places=(replace(LISTED.places[0], locality="Centro"),))
    ).publishes_street
    assert not _stakes(LISTED).publishes_street
    assert _stakes(LISTED, new=True).new_organisation


@pytest.mark.parametrize(
    ("answer", "heavy"),
    [
        (Answer(2, ("none",), "moderator_checked", "", "2026-11"), True),
        (Answer(2, ("none",), "outreach_checked", "", "2026-11"), True),
        (Answer(4, ("never",), "moderator_checked", "", "2026-11"), True),
        (Answer(2, ("none",), "organisation_said", "", "2026-11"), False),
        (Answer(2, ("yes",), "moderator_checked", "", "2026-11"), False),
        (Answer(4, ("works_with",), "moderator_checked", "", "2026-11"), False),
        (Answer(5, ("none",), "moderator_checked", "", "2026-11"), False),
    ],
)
def test_a_string_cannot_read_safer_on_our_word_by_one(answer: Answer, heavy: bool) -> None:
    others = tuple(old for old in LISTED.facts if old.number != answer.number)
    assert _stakes(replace(LISTED, facts=(*others, answer))).safer_checked_string is heavy


WAYS = st.lists(
    st.builds(Way, kind=st.sampled_from(["phone", "text"]), value=st.sampled_from("abc")), max_size=4
)


@given(WAYS, WAYS)
def test_the_changes_can_be_done_and_lead_from_before_to_after(before: list[Way], after: list[Way]) -> None:
    old, new = (replace(LISTED, ways=tuple(ways)) for ways in (before, after))
    left = list(before)
    for change in changes(old, new):
        if change.before is not None:
            left.remove(change.before)
        if change.after is not None:
            left.append(change.after)
    assert sorted(left, key=repr) == sorted(after, key=repr)


def test_an_organisation_can_differ_in_what_may_be_copied() -> None:
    assert (
        one(organisation(), OrganisationContent(elsewhere="listing", prose=organisation().prose)).part
        is Part.ELSEWHERE
    )
    assert one(LISTED, replace(LISTED, places=(*LISTED.places, Place("online")))).before is None
