"""A form that nobody touched gives exactly what it was filled from; what is touched changes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, g
from hypothesis import given, settings
from hypothesis import strategies as st

from app import create_app
from app.directory.content import (
    CURRENT,
    Answer,
    Caution,
    Hours,
    Leader,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Spoken,
    Way,
)
from app.languages import OFFERED, by_tag
from app.submissions import filling, sheet
from app.submissions.bundle import Bundle, Offered
from app.submissions.forms import Mode
from app.submissions.own_words import words_of
from app.submissions.shaping import shaped
from app.vocabulary import kinds, needs, pledge, spoken_languages, stored_facts
from config import Settings
from tests.factories import MEXICO_CITY, STRINGS_OK

TAGS = [language.tag for language in OFFERED]
LONDON, BERLIN = 2643743, 2950159
MONTH = "2026-11"

words = st.text(st.sampled_from("abc ÁßЖ漢عر.,-'\n\u200d"), max_size=20).map(
    lambda text: "\n".join(" ".join(line.split()) for line in text.strip().split("\n")).strip()
)
line = words.map(lambda text: " ".join(text.split()))


def prose(*fields: str) -> st.SearchStrategy[tuple[Prose, ...]]:
    """Texts in two languages; a translation may be older than its source."""
    one = st.builds(
        lambda field, body, other, made_from: (
            Prose(field, "en", body),
            *((Prose(field, "ar", other, made_from),) if other else ()),
        ),
        st.sampled_from(fields),
        line.filter(bool),
        line,
        st.integers(0, 3),
    )
    return st.lists(one, max_size=3, unique_by=lambda pair: pair[0].field).map(
        lambda pairs: tuple(text for pair in pairs for text in pair)
    )


PLACES = (
    Place(town=MEXICO_CITY, country="mx", region="cmx"),
    Place(town=LONDON, country="gb", region="eng", visibility="ask"),
    Place(locality="Kleinzschachwitz", country="de", region="sn"),
    Place(
        town=BERLIN, country="de", region="be", visibility="public", street="Lindenweg 12", postal_code="12345",
        latitude=52.5, longitude=13.4,
        prose=(Prose("note", "en", "Green door"), Prose("note", "es", "Puerta verde", 1)),
    ),
    Place(kind="area", scope="region", country="ca", region="on"),
    Place(kind="area", scope="everywhere"),
    Place(kind="online"),
    Place(kind="online", country="mx"),
)  # fmt: skip
WAYS = (
    Way("phone", "+12125550100", extension="12", hours_kind="always"),
    Way("phone", "211"),
    Way("chat", "@harbour", app="telegram", appointment=True),
    Way("walk_in"),
    Way("through", through="calm-harbour"),
    Way(
        "text", "+12125550101", hours_kind="weekly", timezone="America/New_York",
        hours=(Hours(540, 720), Hours(780, 1020), Hours(9900, 10200)), prose=(Prose("note", "en", "Say hello"),),
    ),
    Way("email", "info@harbour.example", prose=(Prose("note", "ar", "مرحبا"), Prose("note", "en", "Hello", 2))),
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, ...]:
    """Answers to some facts, by anyone, at any time."""
    found = []
    for one in draw(st.lists(st.sampled_from(stored_facts()), max_size=6, unique=True)):
        known = [answer.value for answer in one.answers if answer.value != "not_known"]
        most = len(known) if one.several else 1
        values = draw(st.lists(st.sampled_from(known), min_size=1, max_size=most, unique=True))
        source = draw(st.sampled_from(["organisation_said", "public_page", "moderator_checked"]))
        found.append(
            Answer(
                one.number, tuple(values), source, draw(st.sampled_from(["", "https://x.example"])), "2026-03"
            )
        )
    return tuple(found)


services = st.builds(
    ServiceContent,
    organisation=st.just("calm-harbour"),
    language=st.just("en"),
    need=st.sampled_from([one.slug for one in needs()]),
    kinds=st.lists(st.sampled_from([one.code for one in kinds()]), max_size=3, unique=True).map(tuple),
    website=st.sampled_from(["", "https://harbour.example/help?a=1"]),
    places=st.lists(st.sampled_from(PLACES), max_size=3).map(tuple),
    ways=st.lists(st.sampled_from(WAYS), max_size=3).map(tuple),
    spoken=st.lists(
        st.builds(
            Spoken,
            st.sampled_from([one.code for one in spoken_languages()]),
            st.sampled_from(["staff", "app"]),
        ),
        max_size=3,
    ).map(tuple),
    facts=answers(),
    prose=prose("name", "what", "who_for", "get_in", "fact_3"),
    warnings=st.sampled_from([(), (Caution("guard", "2026-02"),)]),
)
bundles = st.builds(
    Bundle,
    organisation=st.builds(
        OrganisationContent,
        language=st.just("en"),
        website=st.sampled_from(["", "https://harbour.example"]),
        elsewhere=st.sampled_from(["nothing", "listing", "everything"]),
        leaders=st.lists(
            st.builds(
                Leader, st.sampled_from(["sex_workers", "survivors", "allies"]), st.sampled_from("abcd")
            ),
            max_size=2,
            unique_by=lambda one: one.value,
        ).map(tuple),
        prose=prose("name", "about"),
    ),
    services=st.lists(st.builds(Offered, services, st.sampled_from(["river-lamp"])), max_size=2).map(tuple),
    code=st.just("calm-harbour"),
    not_agreed=st.lists(st.sampled_from([one.code for one in pledge()]), max_size=2, unique=True).map(tuple),
    seen=st.just({"calm-harbour": 3}),
)


@pytest.fixture(scope="module", autouse=True)
def site() -> Iterator[Flask]:
    """A site whose database nobody opens."""
    made = create_app(Settings(database_url="sqlite:///:memory:"))
    with made.test_request_context("/en/ask"):
        yield made


def untouched(bundle: Bundle, tag: str, mode: Mode, **changes: str) -> Bundle:
    """Return what the form says that was filled from the bundle, but for these changes."""
    given = filling.filled(bundle, tag)
    for name, value in changes.items():
        given[name.replace("__", "-")] = value
    return shaped(sheet.read(given, mode), bundle, tag, MONTH)


@settings(max_examples=100)
@given(bundle=bundles, tag=st.sampled_from(TAGS), mode=st.sampled_from([Mode.CORRECT, Mode.EDIT]))
def test_a_form_that_nobody_touched_changes_nothing(
    site: Flask, bundle: Bundle, tag: str, mode: Mode
) -> None:
    with site.test_request_context(f"/{tag}/ask"):
        g.language = by_tag(tag)
        assert untouched(bundle, tag, mode) == bundle


SERVICE = ServiceContent(
    organisation="calm-harbour",
    need="medical",
    kinds=("m1",),
    places=PLACES,
    ways=WAYS,
    spoken=(Spoken("spa", "app"),),
    facts=(*STRINGS_OK, Answer(15, ("free",), "moderator_checked", "", "2026-03")),
    prose=(
        Prose("name", "en", "Harbour Clinic"),
        Prose("what", "en", "Tests"),
        Prose("what", "es", "Pruebas", 1),
    ),
)
LISTED = Bundle(
    OrganisationContent(prose=(Prose("name", "en", "Harbour Group"),), leaders=(Leader("sex_workers", "c"),)),
    (Offered(SERVICE, "river-lamp"),),
    "calm-harbour",
    seen={"river-lamp": 2},
)


def changed(**changes: str) -> ServiceContent:
    return untouched(LISTED, "en", Mode.CORRECT, **changes).services[0].content


def test_a_changed_text_keeps_its_translation_as_made_from_the_older_one() -> None:
    assert changed(s1__what="Tests and care") == replace(
        SERVICE,
        prose=(
            Prose("name", "en", "Harbour Clinic"),
            Prose("what", "en", "Tests and care"),
            Prose("what", "es", "Pruebas", 1),
        ),
    )


def test_a_text_that_is_taken_away_takes_its_translations_along() -> None:
    assert changed(s1__what="").prose == (Prose("name", "en", "Harbour Clinic"),)


def test_a_changed_answer_is_the_groups_and_of_this_month() -> None:
    found = {one.number: one for one in changed(s1__f15="fee", s1__f12="no").facts}
    assert found[15] == Answer(15, ("fee",), "organisation_said", "", MONTH)
    assert found[12] == Answer(12, ("no",), "organisation_said", "", MONTH)
    assert [found[one.number] for one in STRINGS_OK] == list(STRINGS_OK)


def test_a_changed_number_leaves_the_other_ways_alone() -> None:
    found = changed(s1__w1__value="+12125550199")
    assert found.ways == (replace(WAYS[0], value="+12125550199"), *WAYS[1:])
    assert replace(found, ways=WAYS) == SERVICE


def test_a_hidden_address_loses_its_street_its_position_and_its_note() -> None:
    found = changed(s1__p4__visibility="ask", s1__p4__street="", s1__p4__postal_code="").places[3]
    assert found == Place(town=BERLIN, country="de", region="be", visibility="ask")


def test_a_corrected_note_keeps_the_position_of_a_street() -> None:
    found = changed(s1__p4__note="Blue door").places[3]
    assert (found.latitude, found.longitude, found.street) == (52.5, 13.4, "Lindenweg 12")


def test_a_service_that_has_ended_is_marked_and_nothing_else() -> None:
    found = untouched(LISTED, "en", Mode.CORRECT, s1__closed="y")
    assert found == replace(LISTED, services=(replace(LISTED.services[0], closed=True),))


def test_a_listed_service_cannot_be_dropped_by_leaving_it_out() -> None:
    given = filling.filled(LISTED, "en")
    rest = sheet.changed(given, "drop:s1")
    assert rest is not None
    assert shaped(sheet.read(rest, Mode.CORRECT), LISTED, "en", MONTH) == LISTED


def test_another_language_of_the_text_is_one_for_all_texts() -> None:
    found = untouched(LISTED, "en", Mode.CORRECT, language="es")
    assert found.organisation.language == found.services[0].content.language == "es"
    assert all(one.language == "es" for one in found.services[0].content.prose if one.made_from is None)


def test_what_a_group_just_wrote_in_another_language_stays_when_it_corrects_the_text() -> None:
    for revision, made_from in ((3, 3), (0, 1)):
        first = Prose("get_in", "en", "Ring twise.", revision=revision)
        spanish = Prose("get_in", "es", "Toca dos veces.", CURRENT)
        said = replace(SERVICE, prose=(*SERVICE.prose[:1], first, spanish))
        waiting = replace(LISTED, services=(replace(LISTED.services[0], content=said),))
        found = untouched(waiting, "en", Mode.CORRECT, s1__get_in="Ring twice.")
        _, source, kept = found.services[0].content.prose
        assert (source.body, source.revision) == ("Ring twice.", made_from + 1)
        assert kept == replace(spanish, made_from=made_from)
        (words,) = (one for one in words_of(found, "es") if one.field == "get_in")
        assert (words.translation, words.stale) == ("Toca dos veces.", True)
