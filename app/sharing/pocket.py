"""The pocket copy: a town or a kit as one file that finds and filters by itself and asks nothing of a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flask import Response, render_template

from app.places import Place
from app.privacy.headers import also_trust
from app.sharing.lines import Told
from app.shell.inline import SCRIPT as LEAVE
from app.shell.inline import STYLE, script_file
from app.vocabulary import needs, strings

_SCRIPT = script_file(Path(__file__).resolve().parent / "assets" / "pocket.js")
# The file carries its own wall: wherever it is opened, it may fetch nothing.
POLICY = (
    f"default-src 'none'; style-src {STYLE.source}; script-src {LEAVE.source} {_SCRIPT.source}; "
    "base-uri 'none'; form-action 'none'"
)


def fits(place: Place | None) -> bool:
    """Say whether a place is small enough for a pocket: a town or a region, never a whole country as one list."""
    return place is not None and place.kind != "country"


def answer(services: Sequence[Told], place: Place | None, today: date) -> Response:
    """Return the file, to be saved under a neutral name. It says its month and no more."""
    also_trust(script=_SCRIPT)
    file = render_template(
        "sharing/pocket.html",
        services=services,
        place=place,
        today=today,
        policy=POLICY,
        script=_SCRIPT.text,
        needs=[need for need in needs() if need.slug in {one.need for one in services}],
        strings=strings(),
    )
    name = f"pocket-{today:%Y-%m}.html"
    return Response(
        file, mimetype="text/html", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
