"""`apply` is the only way for change: versions, decisions, erasing, allowed moves, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.actions import apply, hold
from app.directory.changes import Batch, Publish, Save, SetStatus, Withdraw
from app.directory.content import (
    Answer,
    Leader,
    Place,
    Prose,
    ServiceContent,
    Way,
    service_from_json,
)
from app.directory.models import Decision, Edition, FactRow, Organisation, PlaceRow, TextRow, Version, WayRow
from app.directory.reading import content_of
from app.directory.rules import (
    IN_NO_LIST,
    Action,
    Conflict,
    HiddenAddress,
    NotAllowed,
    NotListable,
    Publication,
    Standing,
    Status,
    UnknownCode,
    chain_hash,
)
from tests.directory.samples import FULL, OPEN_HOUSE, STREET, row_of
from tests.factories import MEXICO_CITY, STRINGS_OK, list_organisation, list_service, organisation, service


def test_a_listing_reads_back_exactly_as_it_was_saved(session: Session) -> None:
    list_organisation(session)
    apply(session, Save("river-lamp", FULL), "robin", "imported")
    assert content_of(session, row_of(session, "river-lamp")) == FULL


def test_a_saved_listing_is_a_draft_until_published(session: Session) -> None:
    list_organisation(session)
    apply(session, Save("river-lamp", FULL), "robin", "imported")
    assert row_of(session, "river-lamp").publication is Publication.DRAFT


def test_every_change_writes_one_chained_decision_and_a_new_generation(session: Session, listed: str) -> None:
    before = session.scalars(sa.select(Edition.generation)).one()
    apply(session, SetStatus(listed, Status.FULL), "robin", "imported", date(2026, 11, 22))
    decisions = session.scalars(sa.select(Decision).order_by(Decision.sequence)).all()
    last, previous = decisions[-1], decisions[-2]
    told = (last.sequence, last.day, last.handle, last.action.value, last.code, last.reason)
    assert told == (len(decisions), date(2026, 11, 22), "robin", "status", listed, "imported")
    assert last.previous == previous.hash
    assert last.hash == chain_hash(previous.hash, *told)
    assert session.scalars(sa.select(Edition.generation)).one() == before + 1


def test_a_changed_listing_keeps_what_was_there_before(session: Session, listed: str) -> None:
    was = content_of(session, row_of(session, listed))
    apply(session, Save(listed, replace(FULL, ways=was.ways)), "robin", "imported")  # type: ignore[union-attr]
    version = session.scalars(sa.select(Version)).one()
    assert service_from_json(version.content) == was


def test_hiding_an_address_erases_it_from_every_version(session: Session) -> None:
    list_organisation(session)
    list_service(session, places=(OPEN_HOUSE,))
    apply(
        session,
        Save("river-lamp", service("calm-harbour", "New name", places=(OPEN_HOUSE,))),
        "robin",
        "imported",
    )
    hidden = service("calm-harbour", places=(Place(town=MEXICO_CITY, country="mx", region="cmx"),))
    apply(session, Save("river-lamp", hidden), "robin", "imported")
    kept = session.scalars(sa.select(Version)).all()
    assert len(kept) == 2
    assert STREET not in str([version.content for version in kept])
    assert session.scalars(sa.select(PlaceRow.street)).all() == [""]


def test_a_removed_contact_is_erased_from_every_version(session: Session, listed: str) -> None:
    apply(
        session,
        Save(listed, service("calm-harbour", ways=(Way("phone", "+12125550199"),))),
        "robin",
        "imported",
    )
    assert "+12125550100" not in str(session.scalars(sa.select(Version)).one().content)


def test_a_withdrawn_listing_leaves_a_code_and_nothing_else(session: Session, listed: str) -> None:
    apply(session, Save(listed, FULL), "robin", "imported")
    uuid = row_of(session, listed).uuid
    apply(session, Withdraw("calm-harbour"), "robin", "imported")
    row = row_of(session, listed)
    assert row.publication is Publication.WITHDRAWN
    assert row.uuid == uuid
    assert session.scalars(sa.select(sa.func.count()).select_from(Version)).one() == 0
    assert session.scalars(sa.select(sa.func.count()).select_from(TextRow)).one() == 0
    empty = content_of(session, row)
    assert empty == ServiceContent("calm-harbour", language="es")


def test_a_withdrawn_listing_cannot_come_back(session: Session, listed: str) -> None:
    apply(session, Withdraw(listed), "robin", "imported")
    for change in (
        Save(listed, FULL),
        Publish(listed, Standing.CHECKED),
        SetStatus(listed, Status.OPEN),
        Withdraw(listed),
    ):
        with pytest.raises(NotAllowed):
            apply(session, change, "robin", "imported")


def test_a_batch_about_one_listing_names_it(session: Session, listed: str) -> None:
    changes = (Save(listed, FULL), SetStatus(listed, Status.FULL))
    decision = apply(session, Batch(changes, Action.SAVE, listed), "robin", "facts_changed")
    told = (decision.sequence, decision.day, "robin", "save", listed, "facts_changed")
    assert decision.code == listed
    assert decision.hash == chain_hash(decision.previous, *told)


@pytest.mark.parametrize(
    "facts",
    [
        STRINGS_OK[1:],
        (*STRINGS_OK[:2], Answer(4, ("works_with",), month="2026-06")),
        (*STRINGS_OK, Answer(20, ("curfew", "locked"), month="2026-06")),
        (*STRINGS_OK[:2], Answer(4, ("not_known",), month="2026-06")),
    ],
)
def test_a_service_that_breaks_the_pledge_cannot_be_listed_as_checked(
    session: Session, facts: tuple[Answer, ...]
) -> None:
    list_organisation(session)
    content = service("calm-harbour", need="housing", kinds=("h1",), facts=facts)
    apply(session, Save("river-lamp", content), "robin", "imported")
    with pytest.raises(NotListable):
        apply(session, Publish("river-lamp", Standing.CHECKED), "robin", "imported")
    apply(session, Publish("river-lamp", Standing.UNCHECKED), "robin", "imported")
    assert row_of(session, "river-lamp").publication is Publication.LISTED


def test_a_service_without_a_need_stays_a_draft(session: Session) -> None:
    list_organisation(session)
    apply(session, Save("river-lamp", service("calm-harbour", need="", kinds=())), "robin", "imported")
    with pytest.raises(NotListable):
        apply(session, Publish("river-lamp", Standing.UNCHECKED), "robin", "imported")


def test_a_service_cannot_be_listed_before_its_organisation(session: Session) -> None:
    apply(session, Save("calm-harbour", organisation()), "robin", "imported")
    apply(session, Save("river-lamp", FULL), "robin", "imported")
    with pytest.raises(NotAllowed):
        apply(session, Publish("river-lamp", Standing.UNCHECKED), "robin", "imported")


def test_hiding_an_organisation_hides_its_services(session: Session, listed: str) -> None:
    change = Publish("calm-harbour", Standing.CHECKED, publication=Publication.DRAFT)
    apply(session, change, "robin", "imported")
    assert row_of(session, listed).publication is Publication.DRAFT


@pytest.mark.parametrize("visibility", ["area", "ask"])
@pytest.mark.parametrize(
    "exact", [{"street": STREET}, {"postal_code": "01000"}, {"latitude": 1.0}, {"longitude": 0.0}]
)
def test_a_hidden_address_cannot_hold_a_street_or_coordinates(
    session: Session, visibility: str, exact: dict[str, object]
) -> None:
    list_organisation(session)
    place = replace(Place(visibility=visibility, town=MEXICO_CITY), **exact)  # type: ignore[arg-type]
    with pytest.raises(HiddenAddress):
        apply(session, Save("river-lamp", service("calm-harbour", places=(place,))), "robin", "imported")


def test_the_table_itself_refuses_a_hidden_street(session: Session, listed: str) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(PlaceRow).values(street=STREET))


def test_leaders_with_evidence_put_services_first(session: Session, listed: str) -> None:
    assert row_of(session, listed).rank == 0
    apply(
        session,
        Save("calm-harbour", organisation(leaders=(Leader("sex_workers", "d"),))),
        "robin",
        "imported",
    )
    assert row_of(session, listed).rank == 1
    apply(session, Publish(listed, Standing.UNCHECKED), "robin", "imported")
    assert row_of(session, listed).rank == 2


def test_two_people_saving_at_once_do_not_overwrite_each_other(session: Session, listed: str) -> None:
    seen = row_of(session, listed).revision
    apply(session, Save(listed, FULL, expected=seen), "robin", "imported")
    with pytest.raises(Conflict):
        apply(session, Save(listed, FULL, expected=seen), "sam", "imported")


def test_the_tone_of_a_fact_is_the_worst_of_its_answers(session: Session) -> None:
    list_organisation(session)
    apply(session, Save("river-lamp", FULL), "robin", "imported")
    tones = dict(session.execute(sa.select(FactRow.number, FactRow.tone)).all())
    assert tones == {4: "ok", 6: "care", 9: "ok", 10: "ok"}


def test_ways_that_are_the_same_are_stored_in_their_order(session: Session) -> None:
    list_organisation(session)
    bare = Way("phone", "+12125550100")
    ways = (bare, replace(bare, prose=(Prose("note", "en", "Ask for Ana."),)))
    apply(session, Save("river-lamp", service("calm-harbour", ways=ways)), "robin", "imported")
    assert session.scalars(sa.select(WayRow.position).order_by(WayRow.id)).all() == [1, 2]


def test_a_batch_is_one_decision_and_needs_no_order(session: Session) -> None:
    changes = (
        Save("river-lamp", FULL),
        Save("calm-harbour", organisation()),
        Publish("calm-harbour", Standing.UNCHECKED),
        Publish("river-lamp", Standing.UNCHECKED),
    )
    decision = apply(session, Batch(changes), "import", "imported")
    assert (decision.sequence, decision.code) == (1, "")
    assert session.scalars(sa.select(Organisation.publication)).one() is Publication.LISTED


def test_a_change_to_an_unknown_code_is_refused(session: Session) -> None:
    with pytest.raises(UnknownCode):
        apply(session, Withdraw("no-such"), "robin", "imported")


def test_demonstration_and_real_content_do_not_mix(session: Session) -> None:
    hold(session, "demonstration")
    hold(session, "demonstration")
    with pytest.raises(NotAllowed):
        hold(session, "real")


def test_what_a_group_is_its_services_are_too(session: Session, listed: str) -> None:
    apply(session, SetStatus("calm-harbour", Status.PAUSED), "robin", "imported")
    assert row_of(session, listed).rank == IN_NO_LIST
    apply(session, SetStatus("calm-harbour", Status.OPEN), "robin", "imported")
    assert row_of(session, listed).rank == 0
    apply(session, Publish("calm-harbour", Standing.UNCHECKED), "robin", "imported")
    assert (row_of(session, listed).standing, row_of(session, listed).rank) == (Standing.UNCHECKED, 2)


@pytest.mark.parametrize(
    "said", [{"facts": ()}, {"need": "", "kinds": ()}, {"facts": (Answer(9, ("yes",), month="2026-06"),)}]
)
def test_a_listed_service_cannot_be_saved_into_breaking_the_pledge(
    session: Session, listed: str, said: dict[str, Any]
) -> None:
    change = Save(listed, service("calm-harbour", **said))
    with pytest.raises(NotListable), session.begin_nested():
        apply(session, change, "robin", "imported")
    drafted = Publish(listed, Standing.UNCHECKED, publication=Publication.DRAFT)
    apply(session, Batch((change, drafted)), "robin", "imported")
    assert row_of(session, listed).publication is Publication.DRAFT


def test_a_listed_service_cannot_move_under_a_draft_organisation(session: Session, listed: str) -> None:
    apply(session, Save("quiet-draft", organisation("Draft Group")), "robin", "imported")
    with pytest.raises(NotAllowed):
        apply(session, Save(listed, service("quiet-draft")), "robin", "imported")
