"""The edge is tested on the tiny app of the shell's tests."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.shell.tiny import tiny_app


@pytest.fixture
def frame() -> Flask:
    """The tiny app; errors become pages, as in production."""
    return tiny_app()


@pytest.fixture
def reader(frame: Flask) -> FlaskClient:
    """A visitor of the tiny app."""
    # Without a jar, which would replace the cookies that a test sends.
    return frame.test_client(use_cookies=False)
