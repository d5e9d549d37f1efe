"""One listing that says everything a listing can say."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Answer, Caution, Hours, Place, Prose, Spoken, Way
from app.directory.models import Service
from tests.factories import MEXICO_CITY, service

STREET = "1 Example Street"
OPEN_HOUSE = Place(
    visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street=STREET, postal_code="01000"
)
FULL = service(
    "calm-harbour",
    language="es",
    kinds=("m1", "m2"),
    website="https://harbour.example/",
    places=(
        replace(OPEN_HOUSE, latitude=19.4, longitude=-99.1, prose=(Prose("note", "es", "Timbre azul"),)),
        Place("area", scope="country", country="mx"),
        Place("online"),
    ),
    ways=(
        Way(
            "phone",
            "+12125550100",
            "7",
            hours_kind="weekly",
            timezone="America/Mexico_City",
            hours=(Hours(540, 1020),),
        ),
        Way(
            "chat",
            "+12125550101",
            app="signal",
            appointment=True,
            prose=(Prose("note", "es", "Responden de noche"),),
        ),
        Way("through", through="calm-harbour"),
    ),
    spoken=(Spoken("fra", "interpreter"), Spoken("spa")),
    facts=(
        Answer(4, ("never",), "moderator_checked", "", "2026-06"),
        Answer(6, ("children", "danger"), "public_page", "https://harbour.example/law", "2026-05"),
        Answer(9, ("no",), month="2026-06"),
        Answer(10, ("no",), month="2026-06"),
    ),
    prose=(
        Prose("get_in", "es", "Llama antes."),
        Prose("get_in", "en", "Call first.", 1),
        Prose("name", "es", "Clínica del Puerto"),
    ),
    warnings=(Caution("guard", "2026-04"), Caution("must_report", "2026-05")),
)


def row_of(session: Session, code: str) -> Service:
    return session.scalars(sa.select(Service).where(Service.code == code)).one()
