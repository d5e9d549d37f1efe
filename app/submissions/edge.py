"""The edge of submissions: the clock and the keys of the site, sealed tokens, budgets of everyone together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from app.db import database, writing
from app.privacy.budgets import Budget
from app.privacy.keys import guard, keys
from app.privacy.tokens import Opened, seal, unseal
from app.submissions import receipts
from app.submissions.rules import REQUESTS_AN_HOUR

# Receipt codes that may be tried: each costs the machine 50 ms.
LOOKUPS_A_MINUTE = 60
# Requests that may be sent, in both lanes: each costs the same.
SENT_A_MINUTE = 60
# Forms that may be read and shown again, at whatever button: each costs 25 ms.
FORMS_A_MINUTE = 240


def now() -> datetime:
    """Return the time by the site's clock."""
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    return clock()


def second() -> int:
    """Return the second since 1970."""
    return int(now().timestamp())


def today() -> date:
    """Return the day: nothing finer is ever kept."""
    return now().date()


def month() -> str:
    """Return this month as YYYY-MM."""
    return today().isoformat()[:7]


def sealed(purpose: str, payload: bytes = b"", room: int = 0) -> str:
    """Return a token of this site for one purpose (app/privacy/tokens.py)."""
    return seal(keys().form, purpose, payload, second(), room)


def opened(purpose: str, token: str, *, most: int, least: int = 0) -> Opened:
    """Return what is in a token at least `least` and at most `most` seconds old. Raise a TokenError."""
    return unseal(keys().form, purpose, token, second(), most=most, least=least)


def lookup_of(digits: str) -> str:
    """Return what is kept of a receipt code. Takes about 50 ms."""
    return receipts.lookup_id(digits, keys().pepper)


def budget(name: str) -> Budget:
    """Return a budget of this process: "ask", "form", "send" or "receipt"."""
    found: dict[str, Budget] = current_app.extensions["budgets"]
    return found[name]


@contextmanager
def owner() -> Iterator[Session]:
    """Yield a session that may change listings: for who has a receipt, and for the count of reports, alone."""
    with writing() as session:
        yield session


def _keys_in_use() -> bool:
    """Say whether the database holds anything that only the keys of this site know again."""
    # Not as a transaction: on SQLite it would wait for the one that this request has open.
    with closing(database().write.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for question in ("SELECT 1 FROM receipt LIMIT 1", "SELECT 1 FROM refusal LIMIT 1"):
            cursor.execute(question)
            if cursor.fetchone() is not None:
                return True
    return False


def guard_keys(app: Flask) -> None:
    """Let neither the site nor its desk make new keys where groups hold receipts."""
    guard(app, _keys_in_use)


def init_app(app: Flask) -> None:
    """Give the site its clock and its budgets; the keys are read at first need."""
    guard_keys(app)
    app.extensions["clock"] = lambda: datetime.now(UTC)
    app.extensions["budgets"] = {
        "ask": Budget(60 * 60, REQUESTS_AN_HOUR),
        "form": Budget(60, FORMS_A_MINUTE),
        "send": Budget(60, SENT_A_MINUTE),
        "receipt": Budget(60, LOOKUPS_A_MINUTE),
    }
