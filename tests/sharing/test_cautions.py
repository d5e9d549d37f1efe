"""What warns a reader on the page warns them on paper, in plain text and in a pocket copy, before anything else."""

from __future__ import annotations

from app.directory.changes import Save, SetDoubt
from app.directory.content import Caution
from tests.factories import service
from tests.sharing.conftest import Change, Read

WARNING = "Warning: You need ID to get an appointment."
DOUBT = "Some people told us this may be wrong"
PAPERS = (
    "/en/s/river-lamp.txt",
    "/en/find.txt?place=g3530597",
    "/en/kit.txt?s=river-lamp",
    "/en/kit/card?s=river-lamp",
    "/en/kit/card?s=river-lamp&size=a7",
    "/en/kit/sheet?s=river-lamp&with=ar",
    "/en/pocket?s=river-lamp",
)


def test_a_reader_can_see_every_warning_wherever_a_listing_goes(read: Read, change: Change) -> None:
    change(
        Save("river-lamp", service("calm-harbour", warnings=(Caution("id_for_appointment", "2026-04"),))),
        SetDoubt("river-lamp", True),
    )
    for path in PAPERS:
        said = read(path)
        assert WARNING in said, path
        assert DOUBT in said, path
        assert max(said.index(WARNING), said.index(DOUBT)) < said.index("+1 212-555-0100"), path
