"""Pressing the buttons of the queue in tests, with the page as it is now in view."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.directory.models import Organisation, Service
from app.submissions.models import Proposal
from tests.moderation.conftest import Seat, stored
from tests.page import parsed

HOW = {"identity": "called"}


def seen(session: Session, own: str) -> str:
    """Return what a moderator sees of a proposal now, as the page's hidden field says it."""
    session.expire_all()
    row = session.get_one(Proposal, own)
    codes = {row.code} if row.code else set()
    if row.content:
        codes |= {row.content["code"], *(one["code"] for one in row.content["services"])} - {""}
    owners = session.scalars(
        sa.select(Organisation.code)
        .join(Service, Service.organisation_id == Organisation.id)
        .where(Service.code.in_(codes))
    )
    codes |= set(owners)
    found = {
        code: revision
        for model in (Organisation, Service)
        for code, revision in session.execute(
            sa.select(model.code, model.revision).where(model.code.in_(codes))
        )
    }
    session.commit()
    return " ".join([str(row.revision), *(f"{code}:{one}" for code, one in sorted(found.items()))])


def judge(seat: Seat, session: Session, own: str, button: str, **sent: Any) -> TestResponse:
    """Press a button and confirm, with the page as it is now in view."""
    return seat.post(f"/queue/{own}/{button}", **{"seen": seen(session, own), **sent})


def all_of(session: Session, model: Any) -> list[Any]:
    return stored(session, sa.select(model))


def form_of(page: str) -> MultiDict[str, str]:
    """Return what the first form of a page would send, but for its buttons."""
    tree, _ = parsed(page.encode())
    form = next(one for one in tree.iter("form") if "change" in one.get("action", ""))
    sent: MultiDict[str, str] = MultiDict()
    for field in form.iter():
        ticked = field.get("type") not in {"radio", "checkbox"} or "checked" in field.attrib
        if field.tag == "input" and field.get("name") and ticked:
            sent.add(field.attrib["name"], field.get("value", ""))
        if field.tag == "textarea":
            sent.add(field.attrib["name"], (field.text or "").strip("\n"))
        if field.tag == "select":
            chosen = [one.get("value", "") for one in field.iter("option") if "selected" in one.attrib]
            sent.add(field.attrib["name"], chosen[0] if chosen else "")
    return sent
