"""What serves pages holds in memory what pages need, and nothing that only commands or the desk use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house import ROOT

# Loaded by commands, or when somebody first knocks at the desk.
ELSEWHERE = {
    "alembic",
    "mako",
    "pygments",
    "webauthn",
    "pyrage",
    "app.exchange",
    "app.keeping.cli",
    "app.moderation.desk",
}
_LOADED = """
import sys
from app import create_app
from config import Settings
from werkzeug.test import Client
site = create_app(Settings(database_url="sqlite://", secret_file="unused"))
assert site.cli.list_commands(None)
print(*sys.modules)
if {knocks}:
    Client(site.wsgi_app).get("/desk/")
    print(*sys.modules)
"""


def _loaded(*, knocks: bool) -> set[str]:
    command = [sys.executable, "-c", _LOADED.format(knocks=knocks)]
    return {*subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()}


def test_a_worker_holds_nothing_that_only_commands_and_the_desk_use() -> None:
    assert _loaded(knocks=False) & ELSEWHERE == set()


@pytest.mark.parametrize("name", ["webauthn", "app.moderation.desk"])
def test_the_desk_is_loaded_when_somebody_knocks(name: str) -> None:
    assert name in _loaded(knocks=True)
