"""The pocket copy: a town or a kit as one file that finds and filters by itself and asks nothing of a network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask, Response, render_template
from markupsafe import Markup

from app.places import Place
from app.privacy.headers import also_trust
from app.sharing.lines import Line, Told
from app.shell.inline import SCRIPT as LEAVE
from app.shell.inline import STYLE, Inline, only_for, script_file, style_file
from app.vocabulary import needs, strings

_ASSETS = Path(__file__).resolve().parent / "assets"
_SCRIPT = script_file(_ASSETS / "pocket.js")
_CLASSES = frozenset({"site", "name", "exit", "i", "turn", "banner", "field", "filters", "choice", "card"})
# A trusted style of this repository, as those it is made of.
_STYLE = Inline(Markup(only_for(STYLE.text, _CLASSES)) + style_file(_ASSETS / "pocket.css").text)  # noqa: S704
# The file carries its own wall: wherever it is opened, it may fetch nothing.
POLICY = (
    f"default-src 'none'; style-src {_STYLE.source}; script-src {LEAVE.source} {_SCRIPT.source}; "
    "base-uri 'none'; form-action 'none'"
)
# Ends that HTML does not ask for, quotes around one plain word, and the ends of lines between tags.
_NEEDLESS = ((r"</(?:li|p|dt|dd)>", ""), (r'="([\w.:/+-]+)"', r"=\1"), (r">\s*\n\s*<", "><"))


def fits(place: Place | None) -> bool:
    """Say whether a place is small enough for a pocket: a town or a region, never a whole country as one list."""
    return place is not None and place.kind != "country"


def answer(services: Sequence[Told], place: Place | None, today: date) -> Response:
    """Return the file, to be saved under a neutral name. It says its month and no more."""
    also_trust(style=_STYLE, script=_SCRIPT)
    file = render_template(
        "sharing/pocket.html",
        services=[(told, gathered(told)) for told in services],
        place=place,
        today=today,
        policy=POLICY,
        style=_STYLE.text,
        script=_SCRIPT.text,
        needs=[need for need in needs() if need.slug in {one.need for one in services}],
        strings=strings(),
    )
    name = f"pocket-{today:%Y-%m}.html"
    return Response(
        file, mimetype="text/html", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def gathered(told: Told) -> list[list[tuple[str, list[Line]]]]:
    """Return the sections of a service, and in each what the same people said in the same month together.

    That a text is not yet in the language of the reader is said at the first one: the others show it themselves.
    """
    foreign = [line for section in told.sections for line in section if line.foreign and line.remark]
    return [_by_source(section, foreign[1:]) for section in told.sections]


def _by_source(section: Sequence[Line], unmarked: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    who = ""
    for line in section:
        who = who if line.is_note else line.said
        groups.setdefault(who, []).append(replace(line, remark="") if line in unmarked else line)
    return list(groups.items())


def smaller(html: str) -> Markup:
    """Return the same HTML in fewer bytes. Templates escape every quote of a text, so only tags are touched."""
    for needless, kept in _NEEDLESS:
        html = re.sub(needless, kept, html)
    # It came out of a template a moment ago.
    return Markup(html)  # noqa: S704


def init_app(app: Flask) -> None:
    """Give the template of the file its filter."""
    app.jinja_env.filters["smaller"] = smaller
