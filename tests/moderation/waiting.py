"""Plain builders of what waits in the queue: say only what the test is about."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import Answer, Leader, OrganisationContent, Place, Prose, ServiceContent
from app.moderation.contents import listed
from app.moderation.proposing import bundle_of
from app.submissions import actions
from app.submissions.bundle import Bundle, Offered, from_json
from app.submissions.models import Proposal, Receipt
from app.submissions.rules import Kind, Lane
from tests.factories import MEXICO_CITY, STRINGS_OK, organisation, service

TODAY = date(2026, 11, 22)
ALL_STRINGS = (*STRINGS_OK, Answer(1, ("no",), month="2026-11"))


def bundle(name: str = "Lantern Circle", **said: Any) -> Bundle:
    """Return what a new group with one service asks for."""
    own = organisation(name, leaders=(Leader("sex_workers"),))
    given = {"facts": ALL_STRINGS, **said}
    return Bundle(own, (Offered(service("", f"{name} Clinic", **given)),))


def street(words: str) -> Place:
    """Return a place that everyone can see to the door."""
    return Place(visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=words)


def streets_of(content: dict[str, Any] | None) -> set[str]:
    """Return the streets that a proposal would show."""
    services = from_json(content).services if content else ()
    return {place.street for one in services for place in one.content.places if place.street}


def draft(session: Session, code: str = "new-lamp", owner: str = "calm-harbour", **said: Any) -> str:
    """Bring in a service that nobody sees; return its code."""
    apply(session, Save(code, service(owner, "New Lamp", **said)), "import", "imported")
    return code


def lookup() -> str:
    """Return the lookup id of some receipt."""
    return hashlib.sha256(secrets.token_bytes(8)).hexdigest()


def request(
    session: Session, asked: Bundle | None = None, day: date = TODAY, lane: Lane = Lane.NORMAL
) -> str:
    """Let a new group ask to be listed; return the id of its proposal."""
    return actions.submit(session, asked or bundle(), "en", lookup(), day, lane, 20_000)


def correction(
    session: Session, service_code: str = "river-lamp", stricter: bool = False, **said: Any
) -> str:
    """Let the group of a listed service ask for other words; return the id of its proposal."""
    now = bundle_of(listed(session, [service_code]))
    changed = replace(now.services[0], content=replace(now.services[0].content, **said))
    receipt = Receipt(lookup=lookup(), proposal_id=None, code=now.code)
    session.add(receipt)
    session.flush()
    asked = replace(now, services=(changed,))
    return actions.correct(session, receipt, asked, "en", TODAY, stricter)


def reports(session: Session, code: str = "river-lamp", reason: str = "wrong_number", number: int = 1) -> str:
    """Let readers say that a listing is wrong; return the id of the proposal that stands for it."""
    for _ in range(number):
        actions.report(session, code, reason, secrets.token_hex(8), 10**6, TODAY)
    return next(row.id for row in session.query(Proposal).filter_by(code=code, kind=Kind.REPORT))


def named(content: OrganisationContent | ServiceContent, name: str) -> Any:
    """Return the content under another name."""
    return replace(content, prose=(Prose("name", "en", name),))


def moderator_edit(session: Session, kind: Kind, by: str = "robin", code: str = "river-lamp") -> str:
    """Let a moderator propose another name for a listed service; return the id of the proposal."""
    now = bundle_of(listed(session, [code]))
    changed: Sequence[Offered] = [
        replace(one, content=named(one.content, "Lamp House")) for one in now.services
    ]
    return actions.propose(session, kind, replace(now, services=tuple(changed)), code, by, TODAY)
