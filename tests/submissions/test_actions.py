"""What groups and readers do, on both engines: kept once, replaced, answered, counted, taken back, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory import erasing
from app.directory.actions import apply
from app.directory.changes import Save, SetDoubt, Withdraw
from app.directory.models import Decision, FactRow, Service
from app.directory.rules import Publication
from app.submissions import actions, closing, owning
from app.submissions.bundle import Bundle, Offered, from_json, to_json
from app.submissions.models import Message, Proposal, Receipt, Refusal, Report, Spent, Tally
from app.submissions.refusals import is_refused, recogniser, refuse
from app.submissions.rules import (
    REPORT_WEIGHT,
    REPORTS_A_DAY,
    REPORTS_TO_SHOW,
    SHOWN_A_DAY,
    STRICTER_WEIGHT,
    Kind,
    Lane,
    NotNow,
    QueueFull,
    State,
    weight,
)
from tests.factories import list_organisation, list_service, organisation, service

TODAY = date(2026, 11, 22)
LOOKUP = "a" * 64
ASKED = Bundle(organisation("Night Group"), (Offered(service("")),))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with Session(database.write) as found:
        yield found


def _submit(session: Session, lookup: str = LOOKUP, cap: int = 500) -> str:
    return actions.submit(session, ASKED, "en", lookup, TODAY, Lane.NORMAL, cap)


def _listed(session: Session) -> Receipt:
    list_organisation(session)
    list_service(session)
    receipt = Receipt(lookup=LOOKUP, proposal_id=None, code="calm-harbour")
    session.add(receipt)
    session.flush()
    return receipt


def _correction() -> Bundle:
    new = service("calm-harbour", "Harbour Night Clinic")
    return Bundle(organisation(), (Offered(new, "river-lamp"),), "calm-harbour")


def test_a_group_can_send_twice_and_waits_once(session: Session) -> None:
    assert _submit(session) == _submit(session)
    assert session.scalars(sa.select(sa.func.count()).select_from(Proposal)).one() == 1


def test_a_bundle_reads_back_as_it_was(session: Session) -> None:
    found = session.get_one(Proposal, _submit(session))
    session.expire(found)
    assert from_json(found.content or {}) == ASKED
    assert from_json(to_json(_correction())) == _correction()


def test_nobody_can_fill_the_queue_beyond_its_cap(session: Session) -> None:
    _submit(session, cap=1)
    with pytest.raises(QueueFull):
        _submit(session, "b" * 64, cap=1)
    # What was sent before is still answered for.
    assert _submit(session, cap=1)


def test_a_group_can_change_its_request_before_the_decision(session: Session) -> None:
    first = session.get_one(Proposal, _submit(session))
    first.agreed_by = "robin"
    receipt = session.get_one(Receipt, LOOKUP)
    later = Bundle(organisation("Night and Day Group"), ASKED.services)
    assert actions.correct(session, receipt, later, "es", TODAY, stricter=False) == first.id
    assert (from_json(first.content or {}), first.agreed_by, first.kind) == (later, "", Kind.REQUEST)


def test_a_group_has_one_correction_at_a_time(session: Session) -> None:
    receipt = _listed(session)
    first = actions.correct(session, receipt, _correction(), "en", TODAY, stricter=False)
    again = actions.correct(session, receipt, _correction(), "en", TODAY, stricter=True)
    assert first == again
    found = session.get_one(Proposal, again)
    assert (found.kind, found.code) == (Kind.CORRECTION, "calm-harbour")
    assert found.weight > 90


def test_a_group_answers_a_question_and_only_a_question(session: Session) -> None:
    proposal = session.get_one(Proposal, _submit(session))
    with pytest.raises(NotNow):
        actions.reply(session, proposal.id, "Yes.")
    actions.say(session, proposal, "Who leads it?", from_group=False)
    proposal.state, proposal.settled_on = State.ASKED, TODAY
    session.flush()
    actions.reply(session, proposal.id, "We do.")
    now = session.execute(sa.select(Proposal.state, Proposal.settled_on)).one()
    assert tuple(now) == (State.WAITING, None)
    told = session.scalars(sa.select(Message).order_by(Message.position)).all()
    assert [(one.from_group, one.body) for one in told] == [(False, "Who leads it?"), (True, "We do.")]


def test_a_request_taken_back_leaves_nothing(session: Session) -> None:
    proposal = session.get_one(Proposal, _submit(session))
    actions.say(session, proposal, "Who leads it?", from_group=False)
    session.flush()
    actions.take_back(session, session.get_one(Receipt, LOOKUP))
    assert [session.scalars(sa.select(t)).first() for t in (Proposal, Receipt, Message)] == [None] * 3


def test_a_reader_counts_once_a_form(session: Session) -> None:
    _listed(session)
    for _ in range(3):
        actions.report(session, "river-lamp", "closed", "same", 1, TODAY)
    assert session.get_one(Report, ("river-lamp", "closed")).number == 1


def test_readers_raise_what_they_report_and_pause_nothing(session: Session) -> None:
    _listed(session)
    for number in range(4):
        actions.report(session, "river-lamp", "called_police", str(number), 1, TODAY)
    found = session.scalars(sa.select(Proposal)).one()
    assert (found.kind, found.code, found.weight) == (Kind.REPORT, "river-lamp", 94)
    assert session.scalars(sa.select(Service.status)).one() == "open"


def test_nobody_can_mark_every_listing_in_a_day(session: Session) -> None:
    _listed(session)
    codes = [f"river-lamp-{n}" for n in range(SHOWN_A_DAY + 2)]
    for code in codes:
        list_service(session, code)
    shown = 0
    for code in codes:
        shown += sum(actions.report(session, code, "closed", f"{code}{n}", 1, TODAY) for n in range(3))
    assert shown == SHOWN_A_DAY


def test_a_page_that_could_not_say_so_today_says_so_at_the_next_report(session: Session) -> None:
    _listed(session)
    session.add(Tally(what="shown", day=TODAY, number=SHOWN_A_DAY))
    for number in range(REPORTS_TO_SHOW + 1):
        assert not actions.report(session, "river-lamp", "closed", str(number), 1, TODAY)
    late = TODAY + timedelta(days=1)
    assert actions.report(session, "river-lamp", "closed", "late", 1, late)
    apply(session, SetDoubt("river-lamp", True), "by readers", "reported", late)
    # What says so already costs the budget nothing.
    assert not actions.report(session, "river-lamp", "closed", "later", 1, late)
    assert session.get_one(Tally, ("shown", late)).number == 1


def test_a_single_report_never_comes_before_what_a_group_says_of_itself() -> None:
    single = {weight(Kind.REPORT, reports={reason: 1}) for reason in REPORT_WEIGHT}
    assert max(single) < STRICTER_WEIGHT == weight(Kind.CORRECTION, stricter=True)
    assert weight(Kind.REPORT, reports={"called_police": REPORTS_TO_SHOW}) > STRICTER_WEIGHT


def test_readers_cannot_crowd_out_a_request(session: Session) -> None:
    _listed(session)
    actions.report(session, "river-lamp", "closed", "n", 1, TODAY)
    assert actions.waiting(session) == 0
    assert _submit(session, "b" * 64, cap=1)


def test_a_listed_group_can_correct_however_much_waits(session: Session) -> None:
    receipt = _listed(session)
    _submit(session, "b" * 64, cap=1)
    assert actions.correct(session, receipt, _correction(), "en", TODAY, stricter=True)


def test_a_new_report_is_looked_at_though_a_question_is_open(session: Session) -> None:
    _listed(session)
    actions.report(session, "river-lamp", "closed", "one", 1, TODAY)
    proposal = session.scalars(sa.select(Proposal)).one()
    proposal.state, proposal.settled_on = State.ASKED, TODAY
    session.flush()
    actions.report(session, "river-lamp", "called_police", "two", 1, TODAY)
    now = session.execute(sa.select(Proposal.state, Proposal.settled_on)).one()
    assert tuple(now) == (State.WAITING, None)


def test_beyond_the_daily_budget_nothing_is_written(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "REPORTS_A_DAY", 1)
    _listed(session)
    for number in range(3):
        actions.report(session, "river-lamp", "other", str(number), 1, TODAY)
    assert session.scalars(sa.select(sa.func.count()).select_from(Spent)).one() == 1


def test_a_form_sent_again_does_not_use_the_budget_of_others(session: Session) -> None:
    _listed(session)
    for _ in range(3):
        actions.report(session, "river-lamp", "other", "same", 1, TODAY)
    assert session.get_one(Tally, ("reports", TODAY)).number == 1


def test_only_so_many_reports_a_day_count(session: Session) -> None:
    _listed(session)
    for number in range(REPORTS_A_DAY + 5):
        actions.report(session, "river-lamp", "other", str(number), 1, TODAY)
    assert session.get_one(Report, ("river-lamp", "other")).number == REPORTS_A_DAY


def test_still_true_renews_what_they_say_and_nothing_we_checked(session: Session) -> None:
    _listed(session)
    checked = session.scalars(sa.select(FactRow).where(FactRow.number == 4)).one()
    checked.source_kind = "we_checked"
    session.flush()
    assert owning.still_true(session, "calm-harbour", TODAY) == 2
    months = {f.number: f.checked_on for f in session.scalars(sa.select(FactRow))}
    assert months == {4: date(2026, 6, 1), 9: date(2026, 11, 1), 10: date(2026, 11, 1)}
    last = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc()).limit(1)).one()
    assert (last.handle, last.reason, last.code) == ("by receipt", "confirmed", "calm-harbour")


def test_a_group_that_withdraws_is_gone_with_all_that_waits(session: Session) -> None:
    receipt = _listed(session)
    actions.correct(session, receipt, _correction(), "en", TODAY, stricter=False)
    actions.report(session, "river-lamp", "closed", "n", 1, TODAY)
    owning.withdraw(session, receipt, b"k" * 32, TODAY)
    assert session.scalars(sa.select(Service.publication)).all() == [Publication.WITHDRAWN]
    assert [session.scalars(sa.select(t)).first() for t in (Proposal, Receipt, Report)] == [None] * 3
    assert is_refused(session, b"k" * 32, ["harbour  GROUP"], [])
    assert is_refused(session, b"k" * 32, [], ["(212) 555-0100"])
    assert not is_refused(session, b"k" * 32, ["Another Group"], ["+1 212 555 0199"])


def test_refusals_cannot_be_recognised_without_the_key(session: Session) -> None:
    refuse(session, b"k" * 32, ["Harbour Group"], ["https://www.harbour.example/"])
    refuse(session, b"k" * 32, ["Harbour Group"], [])
    assert session.scalars(sa.select(sa.func.count()).select_from(Refusal)).one() == 2
    assert is_refused(session, b"k" * 32, [], ["harbour.example"])
    assert not is_refused(session, b"x" * 32, ["Harbour Group"], ["harbour.example"])


def test_what_a_listing_stops_publishing_leaves_open_proposals_too(session: Session) -> None:
    erasing.also(closing.erase_from_proposals)
    receipt = _listed(session)
    proposed = actions.correct(session, receipt, _correction(), "en", TODAY, stricter=False)
    apply(session, Save("river-lamp", service("calm-harbour", ways=())), "robin", "hidden", TODAY)
    left = from_json(session.get_one(Proposal, proposed).content or {})
    assert left.services[0].content.ways == ()


def test_what_waits_about_a_withdrawn_listing_is_gone_whoever_withdrew_it(session: Session) -> None:
    erasing.also(closing.erase_from_proposals)
    _listed(session)
    actions.report(session, "river-lamp", "closed", "n", 1, TODAY)
    apply(session, Withdraw("calm-harbour"), "robin", "pledge_broken", TODAY)
    assert [session.scalars(sa.select(t)).first() for t in (Proposal, Report)] == [None] * 2


def test_what_a_group_would_add_stays_in_its_proposal(session: Session) -> None:
    receipt = _listed(session)
    proposed = actions.correct(session, receipt, _correction(), "en", TODAY, stricter=False)
    nothing = service("calm-harbour", ways=())
    closing.erase_from_proposals(session, [("river-lamp", nothing, nothing)])
    left = from_json(session.get_one(Proposal, proposed).content or {})
    assert left.services[0].content.ways == _correction().services[0].content.ways


def test_a_great_many_groups_are_recognised_as_one_is(session: Session) -> None:
    refuse(session, b"k" * 32, ["Harbour Group"], ["+1 212 555 0100"])
    is_known = recogniser(session, b"k" * 32)
    for names, contacts in ((["harbour group"], []), ([], ["2125550100"]), (["Other"], ["other.example"])):
        assert is_known(names, contacts) == is_refused(session, b"k" * 32, names, contacts)
    assert not recogniser(session, b"x" * 32)(["Harbour Group"], [])
