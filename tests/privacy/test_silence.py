from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.privacy.silence import Silence, place_of
from tests.shell.tiny import CANARY

TELLING = {
    "User-Agent": CANARY, "Referer": CANARY, "Cookie": f"session={CANARY}", "Accept-Language": CANARY,
    "X-Forwarded-For": "127.0.0.77", "X-Real-IP": "127.0.0.77", "Forwarded": "for=127.0.0.77",
    "CF-Connecting-IP": "127.0.0.77", "Sec-CH-UA": CANARY, "DNT": "1", "Authorization": CANARY,
    "X-Never-Heard-Of": CANARY,
}  # fmt: skip


def test_the_app_cannot_see_who_asks(reader: FlaskClient) -> None:
    sender = {"REMOTE_ADDR": "127.0.0.77", "REMOTE_PORT": "7", "REMOTE_USER": CANARY}
    seen = reader.get("/seen", headers=TELLING, environ_overrides=sender).text
    assert seen.endswith("None")
    assert "HTTP_HOST" in seen
    for name in (
        "REMOTE_",
        "AGENT",
        "REFERER",
        "COOKIE",
        "LANGUAGE",
        "FORWARDED",
        "REAL",
        "CF_",
        "_CH_",
        "NEVER",
    ):
        assert name not in seen


def test_a_server_can_still_read_its_own_request_afterwards() -> None:
    environ = {"REMOTE_ADDR": "127.0.0.77", "PATH_INFO": "/"}
    seen: dict[str, object] = {}

    def app(inner: dict[str, object], _start: object) -> list[bytes]:
        seen.update(inner)
        return []

    Silence(app, also=frozenset({"HTTP_COOKIE"}))({**environ, "HTTP_COOKIE": "a"}, lambda *_: print)
    assert seen == {"PATH_INFO": "/", "HTTP_COOKIE": "a"}
    assert environ["REMOTE_ADDR"] == "127.0.0.77"


def test_a_view_cannot_start_a_session(reader: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = reader.get("/session")
    assert answer.status_code == 500
    assert "Set-Cookie" not in answer.headers
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_log_cannot_hold_what_somebody_sent(
    reader: FlaskClient, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    answer = reader.open("/en/broken", method=method, query_string={"q": CANARY}, headers=TELLING)
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert "ValueError at tests/shell/tiny.py:" in caplog.text
    assert CANARY not in caplog.text
    assert "/en/broken" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_log_can_say_what_an_error_came_from(frame: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        try:
            return str(int(CANARY))
        except ValueError as error:
            raise KeyError(CANARY) from error

    frame.add_url_rule("/fail", view_func=fail)
    frame.test_client().get("/fail")
    assert "KeyError at tests/privacy/test_silence.py:" in caplog.text
    assert " from ValueError at " in caplog.text
    assert CANARY not in caplog.text


def test_a_page_that_works_cannot_leave_a_line_in_a_log(
    reader: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for path in ("/en/sample", "/exit", "/en/nope", "/en/status/410"):
        reader.get(path)
    assert not caplog.records


def test_the_development_server_cannot_log_requests(frame: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert frame
    caplog.set_level(logging.INFO)
    log = logging.getLogger("werkzeug")
    log.info('127.0.0.77 - - [22/Nov/2026 09:00:00] "GET /en/find?need=legal HTTP/1.1" 200 -')
    log.error("Error on request:\nTraceback %s", CANARY)
    log.info(" * Running on http://localhost:5000")
    assert [record.getMessage() for record in caplog.records] == [" * Running on http://localhost:5000"]


def test_an_error_without_a_trace_can_still_be_named() -> None:
    assert place_of(ValueError(CANARY)) == "ValueError"
