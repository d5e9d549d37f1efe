"""What a restore may bring back: what was said, never where people go, whom they call, or less of a warning."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, Translate
from app.directory.content import (
    CURRENT,
    Answer,
    Caution,
    Leader,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Way,
    restorable,
    service_from_json,
)
from app.directory.models import TextRow, Version
from app.directory.reading import content_of
from tests.directory.samples import FULL, STREET, row_of
from tests.factories import MEXICO_CITY, list_organisation, list_service, organisation, service

TODAY = service(
    "quiet-mill",
    "New name",
    website="https://new.example/",
    places=(Place(town=MEXICO_CITY, country="mx", region="cmx"),),
    ways=(Way("phone", "+12125550199"),),
    facts=(Answer(9, ("yes",), month="2026-10"),),
    warnings=(Caution("new_staff", "2026-10"),),
)


def test_a_restore_brings_back_what_was_said_with_its_months_and_sources() -> None:
    back = restorable(FULL, TODAY)
    assert isinstance(back, ServiceContent)
    assert (back.prose, back.facts, back.kinds, back.need) == (FULL.prose, FULL.facts, FULL.kinds, FULL.need)
    assert (back.language, back.spoken) == ("es", FULL.spoken)


def test_a_restore_leaves_places_contacts_owner_and_warnings_as_they_are_today() -> None:
    back = restorable(FULL, TODAY)
    assert isinstance(back, ServiceContent)
    assert (back.places, back.ways, back.website) == (TODAY.places, TODAY.ways, TODAY.website)
    assert (back.organisation, back.warnings) == ("quiet-mill", TODAY.warnings)
    assert STREET not in str(back)
    assert "+12125550100" not in str(back)


def test_a_restore_of_a_group_widens_no_consent() -> None:
    old = organisation("Old name", elsewhere="everything", leaders=(Leader("survivors", "b"),))
    now = organisation("New name", elsewhere="nothing", website="https://new.example/")
    back = restorable(replace(old, website="https://old.example/"), now)
    assert back == OrganisationContent(
        language="en",
        website="https://new.example/",
        elsewhere="nothing",
        leaders=(Leader("survivors", "b"),),
        prose=(Prose("name", "en", "Old name"),),
    )


def test_a_restore_of_what_says_the_same_changes_nothing() -> None:
    assert restorable(FULL, FULL) == FULL


def test_a_service_cannot_be_restored_as_a_group() -> None:
    for old, now in ((FULL, organisation()), (organisation(), FULL)):
        with pytest.raises(ValueError, match="other way round"):
            restorable(old, now)


def test_a_moderator_can_restore_a_kept_version(session: Session) -> None:
    list_organisation(session)
    list_service(session, prose=(Prose("name", "en", "First name"),))
    changed = service("calm-harbour", "Second name", ways=(Way("phone", "+12125550199"),))
    apply(session, Save("river-lamp", changed), "robin", "facts_changed")
    version = session.get_one(Version, ("river-lamp", row_of(session, "river-lamp").revision - 1))
    back = restorable(service_from_json(version.content), changed)
    apply(session, Save("river-lamp", back), "robin", "facts_changed")
    now = content_of(session, row_of(session, "river-lamp"))
    assert isinstance(now, ServiceContent)
    assert now.prose == (Prose("name", "en", "First name"),)
    assert now.ways == (Way("phone", "+12125550199"),)


def test_a_restore_brings_no_corrected_translation_back_and_keeps_todays(session: Session) -> None:
    first = (Prose("name", "en", "Clinic"), Prose("get_in", "en", "Call."), Prose("what", "en", "Care."))
    wrong = (Prose("get_in", "es", "No llames.", CURRENT), Prose("what", "es", "Cura", CURRENT))
    list_organisation(session)
    list_service(session, prose=(*first, *wrong))
    for field, tag, body in (("get_in", "es", "Llama."), ("what", "es", "Cuidado"), ("what", "fr", "Soins")):
        apply(session, Translate("river-lamp", field, tag, body, 1), "sol", "translated")
    now = content_of(session, row_of(session, "river-lamp"))
    assert isinstance(now, ServiceContent)
    said = tuple(replace(one, body="Care now.") if one.body == "Care." else one for one in now.prose)
    said = tuple(one for one in said if one.field != "name")
    apply(session, Save("river-lamp", replace(now, prose=said)), "robin", "facts_changed")
    oldest = session.scalars(sa.select(Version).order_by(Version.revision)).first()
    assert oldest is not None
    now = content_of(session, row_of(session, "river-lamp"))
    back = restorable(service_from_json(oldest.content), now)
    apply(session, Save("river-lamp", back), "robin", "restored")
    rows = session.scalars(sa.select(TextRow).where(TextRow.owner_kind == "service"))
    assert {(row.field, row.language, row.body, row.revision, row.made_from) for row in rows} == {
        ("name", "en", "Clinic", 1, None),
        ("get_in", "en", "Call.", 1, None),
        ("get_in", "es", "Llama.", 2, 1),
        # The text changed twice: its translations are for somebody to look at again.
        ("what", "en", "Care.", 3, None),
        ("what", "es", "Cuidado", 2, 1),
        ("what", "fr", "Soins", 1, 1),
    }


def test_a_restore_brings_a_text_that_is_gone_back_with_its_translation() -> None:
    assert restorable(FULL, replace(FULL, prose=())) == FULL


def test_a_restored_text_has_no_translation_into_its_own_language() -> None:
    old = organisation("Puerto")
    old = replace(old, prose=(Prose("name", "es", "Puerto", revision=1),))
    now = replace(old, prose=(Prose("name", "en", "Harbour", revision=2), Prose("name", "es", "Bahia", 2)))
    assert restorable(old, now).prose == old.prose
