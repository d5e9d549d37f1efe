"""What we promise not to do, enforced at the edge.

For everyone who opens a page and must be able to trust that nothing about the visit is kept.
Words: silence removes what a request says about its sender; the contract is the one set of headers on every
answer; limits refuse what is too big or sent from another site; leaving answers at once with another site; the keys
are one file outside the database; a token carries sealed what a form must give back; a budget is how often something
may happen, whoever does it.
Never: read or set a cookie, see an address or an agent, write a line per request, log what somebody sent, show a key.
"""

from __future__ import annotations

from flask import Flask

from app.privacy import counting, headers, limits, silence, views


def init_app(app: Flask) -> None:
    """Put the promises round the app, before any slice: then its last word on an answer is the last."""
    limits.init_app(app)
    silence.init_app(app)
    headers.init_app(app)
    counting.init_app(app)
    views.init_app(app)
