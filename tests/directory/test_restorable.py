"""What a restore may bring back: what was said, never where people go, whom they call, or less of a warning."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import (
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
from app.directory.models import Version
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
