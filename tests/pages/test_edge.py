"""A kept page is what the app would have said: every encoding, HEAD, 304, and whatever else a browser may send."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
import sqlalchemy as sa
from werkzeug.test import Client, TestResponse, create_environ, run_wsgi_app

from app import create_app
from app.db import writing
from app.shell.inline import SHARE
from config import Settings
from tests.client import statements
from tests.factories import list_organisation, list_service
from tests.pages.conftest import Worker

KEPT = ("/", "/en/", "/ar/find?need=medical", "/es/find?place=mx", "/zh-Hans/s/river-lamp", "/en/o/calm-harbour",
        "/zh-Hans/s/river-lamp.txt", "/en/o/calm-harbour.txt", "/th/find.txt?place=mx",
        "/g/river-lamp", "/g/calm-harbour", "/en/danger?place=mx", "/en/about", "/en/privacy", "/en/log")  # fmt: skip
ENCODINGS = ("", "br", "gzip", "gzip, deflate, br, zstd", "br;q=0.5, gzip", "*", "zstd", "gzip;q=0, br;q=0")


def _headers(answer: TestResponse) -> dict[str, str]:
    return {key: value for key, value in answer.headers.items() if key not in {"Date", "Content-Length"}}


def _plain(answer: TestResponse) -> bytes:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    encoding = answer.headers.get("Content-Encoding", "")
    return bytes(unpack[encoding](answer.data)) if encoding else answer.data


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("address", KEPT)
def test_a_reader_can_get_the_same_answer_from_the_store(worker: Worker, address: str, encoding: str) -> None:
    asked = {"Accept-Encoding": encoding}
    bare = worker.bare(address, **asked)
    answers = [worker.get(address, **asked) for _time in range(3)]
    assert len(worker.pages.store) == 1
    assert {answer.data for answer in answers} == {answers[0].data}
    for answer in answers:
        assert answer.status == bare.status
        assert _headers(answer) == _headers(bare)
        assert _plain(answer) == _plain(bare)
        assert answer.headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_a_browser_that_has_the_page_can_be_told_so(worker: Worker, encoding: str) -> None:
    asked = {"Accept-Encoding": encoding}
    etag = worker.get("/en/", **asked).headers["ETag"]
    for had in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        kept, bare = (ask("/en/", **asked, **{"If-None-Match": had}) for ask in (worker.get, worker.bare))
        assert (kept.status, kept.data) == (bare.status, bare.data) == ("304 NOT MODIFIED", b"")
        assert _headers(kept) == _headers(bare)
    assert worker.get("/en/", **asked, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_browser_can_ask_for_the_headers_alone(worker: Worker) -> None:
    whole = worker.get("/en/find")
    for _time in range(2):
        head = Client(worker.app.wsgi_app).head("/en/find")
        assert head.data == b""
        assert _headers(head) == _headers(whole)
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_a_kept_page_asks_the_database_nothing(worker: Worker) -> None:
    worker.get("/en/find")
    with statements() as seen:
        worker.get("/en/find")
    assert seen == []


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/en/find?need=medical&utm=1", {}),
        ("/en/find?open=1", {}),
        ("/en/find?place=nowhere", {}),
        ("/en/find?s=river-lamp", {}),
        ("/en/s/river-lamp?s=river-lamp", {}),
        ("/en/kit?s=river-lamp", {}),
        ("/en/kit.txt?s=river-lamp", {}),
        ("/en/kit/card?s=river-lamp", {}),
        ("/en/find.txt?open=1", {}),
        ("/en/find.txt?s=river-lamp", {}),
        ("/en/find.txt?place=nowhere", {}),
        ("/en/pocket?place=mx", {}),
        ("/en/show", {}),
        ("/en/code", {}),
        ("/en/search", {}),
        ("/en/r/anything", {}),
        ("/en/s/no-such-code.txt", {}),
        ("/g/no-such-code", {}),
        ("/en/s/no-such-code", {}),
        ("/en/s/calm-harbour", {}),
        ("/exit", {}),
        ("/healthz", {}),
        ("/en/find", {"Host": "a b"}),
    ],
)
def test_what_may_not_be_kept_is_answered_by_the_app(
    worker: Worker, address: str, headers: dict[str, str]
) -> None:
    kept, bare = worker.get(address, **headers), worker.bare(address, **headers)
    assert (kept.status, _headers(kept), kept.data) == (bare.status, _headers(bare), bare.data)
    assert len(worker.pages.store) == 0


@pytest.mark.parametrize(
    "odd",
    [
        "/en/find%3Fneed=medical&place=mx",
        "/en/find%3Fneed=medical%26place=mx",
        "/en/find%3Fneed=medical?place=mx",
        "/en/find;need=medical&place=mx",
        "/en/find/?need=medical&place=mx",
        "//en/find?need=medical&place=mx",
        "/en//find?need=medical&place=mx",
        "/en%2Ffind?need=medical&place=mx",
        "/en/find?need=medical;place=mx",
        "/en/find?need=medical%26place=mx",
        "/en/find?need=medical&place=mx%3F",
        "/en/find?need=medical&place=mx%23",
    ],
)
def test_nobody_can_ask_whether_a_page_is_kept(worker: Worker, odd: str) -> None:
    # Whoever asks before and after somebody opened the list learns nothing by the answer.
    before = worker.get(odd)
    worker.get("/en/find?need=medical&place=mx")
    after = worker.get(odd)
    assert (after.status, _headers(after), after.data) == (before.status, _headers(before), before.data)


def test_nothing_sent_in_a_form_can_be_answered_from_the_store(worker: Worker) -> None:
    worker.get("/en/find")
    assert Client(worker.app.wsgi_app).post("/en/find").status_code == 405
    assert Client(worker.app.wsgi_app).post("/en/place", data={"where": "Mexico City"}).status_code == 303


def test_who_publishes_sees_it_at_once_even_if_another_thread_looks_first(worker: Worker) -> None:
    address, followers = "/en/find?need=medical", worker.app.extensions["database"].followers
    assert b"/s/zinc-mirror" not in worker.get(address).data

    def look_first() -> None:
        worker.clock.now += 0.2
        worker.pages.watch.look()
        # To this thread the page is only late.
        assert b"/s/zinc-mirror" not in worker.get(address).data

    followers.insert(0, look_first)
    with worker.app.app_context(), writing() as session:
        list_service(session, "zinc-mirror")
    assert b"/s/zinc-mirror" in worker.get(address).data


def test_a_page_expires_at_the_turn_of_the_month(worker: Worker) -> None:
    clock = [datetime(2026, 11, 30, 23, 59, tzinfo=UTC).timestamp()]
    worker.pages.clock = lambda: clock[0]
    worker.get("/en/s/river-lamp")
    assert worker.pages.kept("/en/s/river-lamp") is not None
    clock[0] += 60
    assert worker.pages.kept("/en/s/river-lamp") is None


def test_a_reader_cannot_put_a_page_into_the_store(worker: Worker) -> None:
    worker.get("/en/find", **{"waymark.page": "x", "Waymark-Page": "x"})
    assert worker.pages.kept("/en/find") is not None


class _Watched(dict[str, Any]):
    """A request that notes what is read of it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


def test_the_store_cannot_see_who_asks(worker: Worker) -> None:
    worker.get("/en/find")
    told = {"HTTP_USER_AGENT": "phone", "REMOTE_ADDR": "198.51.100.7", "HTTP_ACCEPT_LANGUAGE": "th"}
    environ = _Watched({**create_environ("/en/find"), **told, "HTTP_IF_NONE_MATCH": '"a"'})
    assert run_wsgi_app(worker.app.wsgi_app, environ)[1] == "200 OK"
    assert environ.read <= {
        "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "CONTENT_LENGTH", "HTTP_HOST",
        "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_RANGE",
    } | {key for key in environ.read if key.startswith("wsgi.")}  # fmt: skip


def test_only_the_https_host_is_told_to_come_by_https(database_url: str) -> None:
    app = create_app(Settings(database_url=database_url, site_url="https://example.org"))
    app.testing = True
    for _time in range(2):
        told = {
            host: "Strict-Transport-Security"
            in Client(app.wsgi_app).get("/en/", headers={"Host": host}).headers
            for host in ("example.org", "abcdef.onion", "abcdef.onion:80", "ABCDEF.ONION", "abcdef.Onion.:80")
        }
        assert [host for host in told if told[host]] == ["example.org"]
    assert len(app.extensions["pages"].store) == 1
    app.extensions["database"].dispose()


def test_the_first_pages_can_be_filled_ahead(worker: Worker) -> None:
    ahead = worker.app.extensions["ahead"]
    made = ahead.fill()
    assert made == len(worker.pages.store) > 20
    assert ahead.fill() == 0
    assert worker.pages.kept("/ar/find?need=medical") is not None
    assert worker.pages.kept("/en/find?place=mx") is not None


def test_nobody_can_put_another_address_into_a_page_for_everyone(database_url: str) -> None:
    # An organisation's page shows a QR code; where the operator has set no address it names the host that was asked.
    app = create_app(Settings(database_url=database_url))
    app.testing = True
    with app.app_context(), writing() as session:
        list_organisation(session)
    asked = [
        Client(app.wsgi_app).get("/en/o/calm-harbour", headers={"Host": host}).data
        for host in ("elsewhere.example", "localhost")
    ]
    assert asked[0] != asked[1]
    assert len(app.extensions["pages"].store) == 0
    app.extensions["database"].dispose()


def test_a_kept_page_trusts_its_own_script(worker: Worker) -> None:
    for _time in range(2):
        trusted = {
            address: SHARE.source in worker.get(address).headers["Content-Security-Policy"]
            for address in ("/en/s/river-lamp", "/en/o/calm-harbour", "/en/find")
        }
        assert trusted == {"/en/s/river-lamp": True, "/en/o/calm-harbour": True, "/en/find": False}
    assert len(worker.pages.store) == 3


def test_nothing_kept_is_shown_when_the_database_does_not_answer(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.get("/en/")

    def fails(_seen: int | None) -> None:
        raise sa.exc.OperationalError("SELECT", {}, OSError())

    monkeypatch.setattr(worker.pages.watch, "ask", fails)
    worker.clock.now += 1
    worker.pages.watch.look()
    assert len(worker.pages.store) == 0
