"""A stranger who knocks at the desk with invented words keeps nobody from writing, and waits for nobody who does."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.db import Database
from tests.client import guarded
from tests.moderation.conftest import Seat

INVENTED = "aZ09_-" * 7


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/", 303),
        ("get", "/queue", 303),
        ("get", "/sign-in", 200),
        ("get", "/text", 303),
        ("get", f"/invite/{INVENTED}", 404),
        ("post", "/queue/still-right", 303),
        ("post", "/listing/river-lamp/withdraw", 303),
        ("post", "/no-such-page", 404),
    ],
)
def test_a_stranger_with_an_invented_cookie_or_link_cannot_take_the_place_of_who_writes(
    app: Flask, listed: str, engine: str, method: str, path: str, status: int
) -> None:
    assert listed
    if engine != "sqlite":
        pytest.skip("there many can write at once")
    database: Database = app.extensions["database"]
    with database.write.begin() as writing:
        writing.execute(sa.text("SELECT 1"))
        # Who waits for this lock is refused after five seconds.
        assert getattr(Seat(guarded(app), INVENTED), method)(path).status_code == status
