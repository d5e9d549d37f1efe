"""What to do when a program the tests drive is not on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Skip with a plain reason; with CI=true fail, because there it must be installed."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, and CI must have it (tools/install_system.sh)", pytrace=False)
    pytest.skip(f"{what} is not installed here (make test installs it where it can)")


def program(*names: str) -> Path:
    """Return the path of the first of these programs that is installed, or skip (in CI: fail)."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    absent(names[0])
