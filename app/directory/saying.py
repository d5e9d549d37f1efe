"""Words as somebody types them, and the sealed link that carries them: nothing of them is kept here or readable there.

A link opens for half an hour (privacy/fading.py). All links are of two lengths, so that the length tells no word.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode

from flask import Flask, current_app
from wtforms import StringField

from app.directory import asked as asking
from app.directory.searching import Said
from app.privacy.fading import WINDOW, FadingKeys, place_for
from app.privacy.tokens import Broken, Opened, seal, unseal
from app.search import LONGEST
from app.shell.fields import BaseForm, writable
from app.shell.wording import N_

_PURPOSE = "search"
# Up to so many bytes every link is of the same length.
_ROOM = 244
_KEPT_AS = "search keys"
# A link stands in the browser's history: letters drawn by chance must not spell there what we never write there.
_TELLING = re.compile(
    "sex|whore|strip|porn|nude|slave|rape|abus|pimp|stalk|hiv|aids|sti|std|prep|pep|drug|jail|visa|queer|gay|trans|"
    "lgbt|put[ao]|trata|masaj|viol|acos|vih|sida|its|ets|droga|erot|police|arrest|"
    # Rarer ones, and of other languages, where a piece of the token begins; chance draws no longer words.
    "(?:^|[-_])(?:bts|dst|ist|ivg|mst|asyl|azil|drog|hure|lmbt|puff|pute|szex)",
    re.IGNORECASE,
)


class WordsForm(BaseForm):
    """What do you need, in your words? Nothing typed is refused; what is too long is cut."""

    words = StringField(N_("Search in your words"), filters=[writable, lambda text: text.strip()[:LONGEST]])


def sealed(said: Said, now: int) -> str:
    """Return the link's token for what was said, made at this second (since 1970)."""
    choices = urlencode(said.asked.args())
    payload = "\n".join([" ".join(said.words.split()), choices, "" if said.places else "no"]).encode()
    while True:
        token = seal(_keys().at(now), _PURPOSE, payload, now, _ROOM)
        if not _TELLING.search(token):
            return token


def said_in(token: str, now: int) -> Said:
    """Return what was said. Raise TokenError if the token is not ours or too old."""
    words, choices, places = _opened(token, now).payload.decode().split("\n")
    return Said(words, asking.read(parse_qs(choices)), places=not places)


def _opened(token: str, now: int) -> Opened:
    current, before = _keys().still_open(now)
    try:
        return unseal(current, _PURPOSE, token, now, most=WINDOW)
    except Broken:
        return unseal(before, _PURPOSE, token, now, most=WINDOW)


def _keys() -> FadingKeys:
    found: FadingKeys = current_app.extensions[_KEPT_AS]
    return found


def init_app(app: Flask) -> None:
    """Give the site its fading keys."""
    app.extensions[_KEPT_AS] = FadingKeys(place_for(app.extensions["settings"].secret_file))
