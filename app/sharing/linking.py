"""Links, messages and QR codes of what is passed on: composed here, sent by nobody but the reader's own phone."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from app.directory.asked import Asked
from app.directory.phrases import labelled
from app.directory.shown import ServicePage
from app.directory.wording import phone_shown
from app.languages import OFFERED, Language, speaking
from app.languages import gettext as _
from app.pages.note import depends_on_host
from app.sharing.drawing import qr
from app.sharing.rules import message


class Ways(NamedTuple):
    """Addresses that hand one text to an app on the phone. None of them asks a host."""

    sms: str
    whatsapp: str
    line: str


def absolute(path: str) -> str:
    """Return an address of ours as others must type it, or "" where the operator has not said what it is."""
    site = current_app.extensions["settings"].site_url
    return f"{site}{path}" if site else ""


def qr_of(path: str) -> Markup:
    """Return the QR code of an address of ours.

    Where the operator has set no address it is drawn for the host that was asked: a picture, never text.
    """
    if found := absolute(path):
        return qr(found)
    depends_on_host()
    return qr(request.host_url.rstrip("/") + path)


def short(code: str) -> str:
    """Return the address of a code that knows no language."""
    return url_for("sharing.short", code=code)


def shown_link(path: str) -> str:
    """Return a link to print or read aloud: without scheme, and without a host the operator has not set."""
    return absolute(path).partition("://")[2] or path


def first_number(page: ServicePage) -> str:
    """Return the number to call, as it is dialled from abroad; "" if there is none to show."""
    way = page.first_way if page.card.reachable else None
    return phone_shown(way.value) if way and way.kind in {"phone", "text"} else ""


def text_for(codes: tuple[str, ...], number: str, path: str) -> str:
    """Return the neutral text that goes with a link of ours."""
    return message(codes, number, absolute(path))


def ways_to_send(text: str) -> Ways:
    """Return the addresses that open an app with this text in it."""
    said = quote(text, safe="")
    return Ways(f"sms:?&body={said}", f"whatsapp://send?text={said}", f"line://msg/text/{said}")


def next_page(asked: Asked) -> str:
    """Return where a list in plain text goes on."""
    values: dict[str, Any] = {**asked.args(), "page": asked.page + 1}
    return labelled(_("Next page"), shown_link(url_for("sharing.find_text", **values)))


def not_listed() -> tuple[tuple[Language, str], ...]:
    """Return in every offered language that a code leads to nothing now: its page knows no language."""
    said = []
    for one in OFFERED:
        with speaking(one):
            said.append((one, _("Not listed now")))
    return tuple(said)


def init_app(app: Flask) -> None:
    """Give the templates these words; the pages of the directory show the same ways to send."""
    for function in (absolute, qr_of, short, shown_link, first_number, text_for, ways_to_send):
        app.jinja_env.globals[function.__name__] = function
