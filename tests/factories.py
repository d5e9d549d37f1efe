"""Plain builders of listings for tests: say only what the test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save, SetStatus
from app.directory.content import (
    Answer,
    Leader,
    OrganisationContent,
    Place,
    Prose,
    ServiceContent,
    Spoken,
    Way,
)
from app.directory.rules import Standing, Status

MEXICO_CITY = 3530597
STRINGS_OK = (
    Answer(9, ("no",), month="2026-06"),
    Answer(10, ("no",), month="2026-06"),
    Answer(4, ("never",), month="2026-06"),
)


def organisation(name: str = "Harbour Group", **said: Any) -> OrganisationContent:
    """Return what an organisation says."""
    prose = said.pop("prose", (Prose("name", "en", name),))
    return OrganisationContent(prose=prose, **said)


def service(owner: str, name: str = "Harbour Clinic", **said: Any) -> ServiceContent:
    """Return what a service says: medical, in Mexico City, with a phone and the strings that must be known."""
    given: dict[str, Any] = {
        "need": "medical",
        "kinds": ("m1",),
        "places": (Place(town=MEXICO_CITY, country="mx", region="cmx"),),
        "ways": (Way("phone", "+12125550100"),),
        "facts": STRINGS_OK,
        "spoken": (Spoken("spa"),),
        "prose": (Prose("name", "en", name),),
    }
    return ServiceContent(organisation=owner, **{**given, **said})


def list_organisation(
    session: Session, code: str = "calm-harbour", standing: Standing = Standing.CHECKED, **said: Any
) -> str:
    """List an organisation and return its code."""
    leaders = said.pop("leaders", (Leader("sex_workers", "a"),))
    content = organisation(leaders=leaders, **said)
    apply(session, Batch((Save(code, content), Publish(code, standing))), "robin", "imported")
    return code


def list_service(
    session: Session,
    code: str = "river-lamp",
    owner: str = "calm-harbour",
    standing: Standing = Standing.CHECKED,
    status: Status = Status.OPEN,
    **said: Any,
) -> str:
    """List a service of a listed organisation and return its code."""
    month = date(2026, 6, 1) if standing is Standing.CHECKED else None
    changes = (
        Save(code, service(owner, **said)),
        Publish(code, standing, month),
        SetStatus(code, status),
    )
    apply(session, Batch(changes), "robin", "imported")
    return code
