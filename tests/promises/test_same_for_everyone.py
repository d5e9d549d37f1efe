"""Promise: every visitor gets the same bytes. No cookie, no session; only encodings are read from the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.client import GuardedClient
from tests.routes import addresses
from tests.shell.tiny import tiny_app

ONE = {
    "User-Agent": "one", "Accept-Language": "es", "Referer": "https://one.example/", "Cookie": "session=one; desk=one",
    "X-Forwarded-For": "203.0.113.1", "Accept": "text/html", "DNT": "1", "Sec-CH-UA-Mobile": "?1",
    "Authorization": "Basic b25l",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")
Get = Callable[..., TestResponse]
HIDDEN = re.compile(rb'<input[^>]*type="hidden"[^>]*>')


def differs(get: Get, path: str) -> bool:
    """Say whether a visitor who says much about themselves gets another answer than one who says nothing."""
    plain = get(path, environ_overrides={"REMOTE_ADDR": "127.0.0.7"})
    telling = get(path, headers=ONE, environ_overrides={"REMOTE_ADDR": "127.0.0.8"})
    kept = plain.headers.get("Cache-Control") != "no-store"
    same_head = plain.headers.get("ETag") == telling.headers.get("ETag") or not kept
    return plain.status != telling.status or not same_head or said(plain, kept) != said(telling, kept)


def said(answer: TestResponse, kept: bool) -> bytes:
    """Return the bytes of an answer; where no copy is kept anywhere, without the values of hidden fields (tokens)."""
    return answer.data if kept else HIDDEN.sub(b"", answer.data)


def without_jar(app: Flask) -> FlaskClient:
    """Return a client that sends the cookies it is told to: one with a jar would replace them by its own."""
    return app.test_client(use_cookies=False)


def sets_a_cookie(answer: TestResponse) -> bool:
    """Say whether this answer asks the browser to keep a cookie, or depends on one."""
    return "Set-Cookie" in answer.headers or "cookie" in answer.headers.get("Vary", "").lower()


def test_every_visitor_gets_the_same_bytes(demonstration: GuardedClient) -> None:
    paths = addresses(demonstration.application)
    assert len(paths) > 30
    assert [path for path in paths if differs(without_jar(demonstration.application).get, path)] == []


@pytest.mark.parametrize("read", ["HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "REMOTE_ADDR", "HTTP_USER_AGENT"])
def test_a_page_that_reads_its_visitor_is_found(read: str) -> None:
    site = tiny_app()
    site.add_url_rule(
        "/leak", view_func=lambda: Response(str(request.environ.get("leaked")), mimetype="text/plain")
    )
    inner = site.wsgi_app
    site.wsgi_app = lambda environ, start: inner({**environ, "wsgi.leaked": environ.get(read)}, start)  # type: ignore[method-assign, assignment]
    site.before_request(lambda: request.environ.update(leaked=request.environ["wsgi.leaked"]))
    assert differs(without_jar(site).get, "/leak")
    assert not differs(without_jar(site).get, "/en/sample")


@pytest.mark.parametrize("method", METHODS)
def test_no_answer_sets_a_cookie(demonstration: GuardedClient, method: str) -> None:
    paths = [*addresses(demonstration.application, tags=("en", "ar")), "/en/nothing", "/nothing", "/xx/"]
    paths += addresses(demonstration.application, "POST", ("en",))
    visitor = without_jar(demonstration.application)
    asked = {path: visitor.open(path, method=method, headers=ONE) for path in paths}
    assert [path for path, answer in asked.items() if sets_a_cookie(answer)] == []


def _with_cookie() -> Response:
    answer = Response("kept")
    answer.set_cookie("seen", "yes")
    return answer


def test_a_view_that_sets_a_cookie_cannot_reach_a_visitor() -> None:
    site = tiny_app()
    site.add_url_rule("/leak", view_func=_with_cookie)
    assert not sets_a_cookie(site.test_client().get("/leak"))
    # The same view without our edge round it is found.
    bare = Flask("bare")
    bare.add_url_rule("/leak", view_func=_with_cookie)
    assert sets_a_cookie(bare.test_client().get("/leak"))


def test_a_form_needs_no_cookie_and_no_origin(demonstration: GuardedClient) -> None:
    answer = demonstration.post("/en/place", data={"where": "Ciudad de México"})
    assert answer.status_code == 303
    assert demonstration.post("/en/place", data={"where": "x"}, headers={"Origin": "null"}).status_code == 200


def test_another_site_cannot_send_any_form_of_ours(demonstration: GuardedClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    paths = addresses(demonstration.application, "POST")
    answers = {path: demonstration.post(path, headers=headers).status_code for path in paths}
    assert set(answers.values()) == {403}, answers


def test_a_form_sent_by_another_site_is_found_where_nothing_stops_it() -> None:
    bare = Flask("bare")
    bare.add_url_rule("/form", view_func=lambda: "taken", methods=["POST"])
    assert bare.test_client().post("/form", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
