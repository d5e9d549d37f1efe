from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.privacy.headers import CONTRACT
from config import Settings
from tests.shell.tiny import tiny_app

PATHS = (
    "/en/sample", "/ar/privacy", "/en/nope", "/xx/", "/exit", "/healthz", "/robots.txt", "/en/broken",
    "/en/status/400", "/en/status/410", "/.well-known/security.txt", "/en/typed",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "DELETE")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_a_visitor_can_rely_on_one_contract_of_headers_everywhere(
    reader: FlaskClient, path: str, method: str
) -> None:
    answer = reader.open(path, method=method)
    assert {name: answer.headers.get(name) for name in CONTRACT} == CONTRACT
    assert "Cache-Control" in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers.get("Vary", "") in {"", "Accept-Encoding"}


def test_a_page_can_use_only_its_own_inline_style_and_script() -> None:
    policy = CONTRACT["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "http" not in policy


def test_a_visitor_cannot_be_told_apart_by_the_bytes_of_a_page(frame_readers: list[FlaskClient]) -> None:
    first, second = (
        reader.get(
            "/es/sample",
            headers={
                "User-Agent": name,
                "Accept-Language": name,
                "Cookie": f"session={name}",
                "Referer": name,
            },
            environ_overrides={"REMOTE_ADDR": address},
        )
        for reader, name, address in zip(
            frame_readers, ("one", "two"), ("127.0.0.7", "127.0.0.8"), strict=True
        )
    )
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.fixture
def frame_readers() -> list[FlaskClient]:
    return [tiny_app().test_client(), tiny_app().test_client()]


def test_a_browser_can_keep_a_page_but_must_ask_again(reader: FlaskClient) -> None:
    first = reader.get("/en/sample")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get("/en/sample", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == CONTRACT["Content-Security-Policy"]
    assert again.headers["Vary"] == "Accept-Encoding"


def test_a_browser_cannot_mistake_one_page_for_another(reader: FlaskClient) -> None:
    tag = reader.get("/en/sample").headers["ETag"]
    assert reader.get("/es/sample", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/en/nope", "/en/status/410", "/exit", "/healthz"])
def test_a_browser_cannot_keep_errors_and_the_way_out(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_a_browser_cannot_keep_what_was_typed(reader: FlaskClient) -> None:
    for words in ("stay", "go"):
        assert reader.post("/en/typed", data={"q": words}).headers["Cache-Control"] == "no-store"


def test_a_search_engine_cannot_keep_a_page_unless_page_and_operator_agree() -> None:
    closed, opened = tiny_app().test_client(), tiny_app(Settings(indexing="pages")).test_client()
    assert "noindex" in closed.get("/en/open").headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in closed.get("/en/open").text
    assert "noindex" in opened.get("/en/sample").headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in opened.get("/en/open").headers
    assert "noindex" not in opened.get("/en/open").text


@pytest.mark.parametrize(
    ("site_url", "host", "promised"),
    [
        ("https://example.org", "example.org", True),
        ("https://example.org", "abc.onion", False),
        ("https://abc.onion", "abc.onion", False),
        ("http://example.org", "example.org", False),
        ("", "localhost:8000", False),
    ],
)
def test_only_an_https_site_can_ask_for_https_forever(site_url: str, host: str, promised: bool) -> None:
    answer = tiny_app(Settings(site_url=site_url)).test_client().get("/en/privacy", headers={"Host": host})
    assert ("Strict-Transport-Security" in answer.headers) is promised
