"""A tiny app with our frame and edge: these tests need no listing and no database."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from config import Settings
from tests.shell.tiny import tiny_app


@pytest.fixture
def frame() -> Flask:
    """The tiny app; errors become pages, as in production."""
    return tiny_app()


@pytest.fixture
def reader(frame: Flask) -> FlaskClient:
    """A visitor of the tiny app."""
    return frame.test_client()


@pytest.fixture(scope="session")
def frame_site() -> Iterator[str]:
    """The address of the tiny app on a real socket; leaving leads to a page of its own."""
    server = make_server("127.0.0.1", 0, tiny_app(Settings(exit_url="/away")), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
