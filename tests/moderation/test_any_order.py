"""Whatever order groups, readers and moderators act in: nothing erased comes back, nothing new is listed by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import count

import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.content import Way
from app.directory.deciding import verify
from app.directory.models import Decision, Organisation, PlaceRow, Service, Version, WayRow
from app.directory.rules import ListingError, NotAllowed, Publication, Standing, Status
from app.moderation import actions as desk
from app.moderation import judging, proposing
from app.moderation.contents import listed
from app.moderation.editing import Edits
from app.moderation.judging import Outcome, Yes
from app.moderation.proposals import codes_of
from app.moderation.queries import by_handle, state_of
from app.moderation.rules import Move, NeedsAnother, Seen
from app.moderation.sittings import sign_in
from app.submissions import actions
from app.submissions.models import Proposal, Report
from app.submissions.rules import Button, Identity, Kind, ProposalError, State, allowed_buttons
from tests.factories import list_organisation, list_service
from tests.moderation.waiting import bundle, correction, reports, request, street, streets_of

TODAY = date(2026, 11, 22)
HANDLES = st.sampled_from(["robin", "wren"])
WHICH = st.integers(0, 7)
OPEN = (State.WAITING, State.ASKED)


class Site(RuleBasedStateMachine):
    """A site with two moderators, in one transaction that is never committed."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.database.write, expire_on_commit=False)
        self.numbers = (f"+1212555{number:04d}" for number in count(1000))
        self.erased: set[str] = set()
        self.order: list[str] = []
        self.agreed: dict[str, set[str]] = {}
        self.agreed_streets: set[str] = set()

    @initialize()
    def two_moderators(self) -> None:
        for handle in ("robin", "wren"):
            desk.add(self.session, handle, None, 1, TODAY)
            sign_in(self.session, by_handle(self.session, handle).id, "", 1)
        list_organisation(self.session)
        list_service(self.session, ways=(Way("phone", next(self.numbers)),))

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    def proposals(self) -> list[Proposal]:
        """Return what waits in the order it came: their own ids are drawn by lot."""
        rows = {row.id: row for row in self.session.scalars(sa.select(Proposal))}
        self.order += [own for own in rows if own not in self.order]
        return [rows[own] for own in self.order if own in rows]

    def services(self) -> list[Service]:
        shown = sa.select(Service).where(Service.publication == Publication.LISTED)
        return list(self.session.scalars(shown.order_by(Service.id)))

    def some_service(self, which: int) -> Service:
        return self.services()[which % len(self.services())]

    def contacts(self) -> set[str]:
        return set(self.session.scalars(sa.select(WayRow.value)))

    def press(self, which: int, button: Button, act: Callable[[Proposal, Seen], Outcome]) -> Outcome | None:
        """Press a button on some proposal: it works exactly where the table allows it."""
        proposal = self.proposals()[which % len(self.proposals())]
        kind, state, before = proposal.kind, proposal.state, self.contacts()
        revisions = {code: one.revision for code, one in listed(self.session, codes_of(proposal)).items()}
        try:
            with self.session.begin_nested():
                done = act(proposal, Seen(proposal.revision, revisions))
        except ProposalError:
            assert button not in allowed_buttons(kind, state) or kind is Kind.REPORT
            return None
        except ListingError:
            return None
        finally:
            self.session.expire_all()
        assert button in allowed_buttons(kind, state)
        self.erased |= before - self.contacts()
        return done

    @rule()
    def ask(self) -> None:
        request(self.session, bundle(ways=(Way("phone", next(self.numbers)),)))

    @precondition(lambda self: self.proposals())
    @rule(which=WHICH)
    def question(self, which: int) -> None:
        self.press(
            which, Button.ASK, lambda one, seen: judging.ask(self.session, one.id, seen, "Why?", TODAY)
        )

    @rule()
    def reply(self) -> None:
        for one in self.proposals():
            if one.state is State.ASKED:
                actions.reply(self.session, one.id, "Because.")

    @precondition(lambda self: self.proposals())
    @rule(which=WHICH, both=st.booleans())
    def agree(self, which: int, both: bool) -> None:
        for by in ("robin", "wren") if both else ("wren",):
            if self.proposals():
                self.list_it(which, by)

    def list_it(self, which: int, by: str) -> None:
        proposal = self.proposals()[which % len(self.proposals())]
        own, kind, known = proposal.id, proposal.kind, len(self.services())
        streets = streets_of(proposal.content)
        yes = Yes(Edits(not_agreed=()) if kind is Kind.DRAFT else Edits(), Identity.MET)
        done = self.press(
            which,
            Button.LIST,
            lambda one, seen: judging.list_it(self.session, by, one.id, seen, Button.LIST, yes, TODAY),
        )
        if done is not None:
            self.agreed.setdefault(own, set()).add(by)
        if self.agreed.get(own) == {"robin", "wren"}:
            self.agreed_streets |= streets
        if kind is Kind.REQUEST and len(self.services()) > known:
            assert self.agreed[own] == {"robin", "wren"}

    @precondition(lambda self: self.proposals())
    @rule(which=WHICH, by=HANDLES)
    def decline(self, which: int, by: str) -> None:
        reason = {Kind.REPORT: "mistake", Kind.REQUEST: "pledge", Kind.CORRECTION: "pledge"}
        self.press(
            which,
            Button.DECLINE,
            lambda one, seen: judging.decline(
                self.session, by, one.id, seen, reason.get(one.kind, ""), TODAY
            ),
        )

    @precondition(lambda self: self.proposals())
    @rule(which=WHICH)
    def pause(self, which: int) -> None:
        self.press(
            which,
            Button.PAUSE,
            lambda one, seen: judging.pause(self.session, "robin", one.id, seen, "no_answer", TODAY),
        )

    @precondition(lambda self: self.services())
    @rule(which=WHICH, reason=st.sampled_from(["called_police", "closed"]))
    def report(self, which: int, reason: str) -> None:
        reports(self.session, self.some_service(which).code, reason)

    @precondition(lambda self: self.services())
    @rule(which=WHICH, hide=st.booleans())
    def correct(self, which: int, hide: bool) -> None:
        ways = () if hide else (Way("phone", next(self.numbers)),)
        correction(self.session, self.some_service(which).code, ways=ways)

    @precondition(lambda self: self.services())
    @rule(which=WHICH, back=WHICH)
    def restore(self, which: int, back: int) -> None:
        code = self.some_service(which).code
        mine = sa.select(Version.revision).where(Version.code == code).order_by(Version.revision)
        revisions = self.session.scalars(mine).all()
        if not revisions:
            return
        seen = Seen(0, {name: one.revision for name, one in listed(self.session, [code]).items()})
        revision = revisions[back % len(revisions)]
        proposing.restore(self.session, "robin", code, revision, seen, TODAY)
        self.session.expire_all()

    @precondition(lambda self: self.services())
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        code, before = self.some_service(which).code, self.contacts()
        found = state_of(self.session, code)
        assert found
        desk.decide(self.session, "robin", code, Move.WITHDRAW, "asked_to_leave", found[2], TODAY)
        self.session.expire_all()
        self.erased |= before - self.contacts()

    @precondition(lambda self: self.services())
    @rule(which=WHICH)
    def back_to_draft(self, which: int) -> None:
        self.move(self.some_service(which).code, Move.DRAFT, "mistake")

    def move(self, code: str, made: Move, reason: str) -> None:
        found = state_of(self.session, code)
        assert found
        desk.decide(self.session, "robin", code, made, reason, found[2], TODAY)
        self.session.expire_all()

    def draft(self, which: int) -> str:
        drafts = sa.select(Service.code).where(Service.publication == Publication.DRAFT).order_by(Service.id)
        codes = self.session.scalars(drafts).all()
        return codes[which % len(codes)] if codes else ""

    @rule(which=WHICH)
    def write_a_street_into_a_draft(self, which: int) -> None:
        if code := self.draft(which):
            now = listed(self.session, [code])
            bundle = proposing.bundle_of(now)
            content = replace(
                bundle.services[0].content, places=(street(f"{next(self.numbers)} Example St"),)
            )
            seen = Seen(0, {name: one.revision for name, one in now.items()})
            edit = replace(bundle, services=(replace(bundle.services[0], content=content),))
            proposing.put(self.session, "robin", Kind.EDIT, edit, seen, TODAY)
            self.session.expire_all()

    @rule(which=WHICH)
    def show_a_draft(self, which: int) -> None:
        if code := self.draft(which):
            try:
                self.move(code, Move.PUBLISH, "imported")
            except NeedsAnother:
                return
            self.move(code, Move.DRAFT, "mistake")

    @rule(which=WHICH)
    def queue_a_draft(self, which: int) -> None:
        if code := self.draft(which):
            with suppress(NotAllowed):
                proposing.queue_draft(self.session, "robin", code, TODAY)

    @invariant()
    def no_street_can_be_public_by_one_moderator(self) -> None:
        shown = sa.select(PlaceRow.street).join(Service, Service.id == PlaceRow.service_id)
        public = set(self.session.scalars(shown.where(Service.publication == Publication.LISTED))) - {""}
        assert public <= self.agreed_streets

    @invariant()
    def nothing_erased_can_come_back(self) -> None:
        kept = [row.content for row in self.proposals()]
        kept += self.session.scalars(sa.select(Version.content)).all()
        held = json.dumps(kept) + " ".join(self.contacts())
        assert not [number for number in self.erased if number in held]

    @invariant()
    def nothing_can_wait_about_what_is_withdrawn(self) -> None:
        gone = set(
            self.session.scalars(sa.select(Service.code).where(Service.publication == Publication.WITHDRAWN))
        )
        assert not gone & {row.code for row in self.proposals()}
        assert not gone & set(self.session.scalars(sa.select(Report.code)))

    @invariant()
    def every_listing_can_be_accounted_for(self) -> None:
        for one in self.services():
            owner = self.session.get_one(Organisation, one.organisation_id)
            assert owner.publication is Publication.LISTED
            assert owner.standing is Standing.CHECKED
            assert one.status in {Status.OPEN, Status.PAUSED}
        decisions = self.session.scalars(sa.select(sa.func.count()).select_from(Decision)).one()
        assert (verify(self.session).broken_at, verify(self.session).count) == (None, decisions)


def test_people_can_act_in_any_order(app: Flask) -> None:
    class OverThisSite(Site):
        database: Database = app.extensions["database"]

    steps = settings(max_examples=10, stateful_step_count=15)
    run_state_machine_as_test(OverThisSite, settings=steps)
