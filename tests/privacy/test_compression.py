from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app.privacy.compression import USUAL, encoding_for, wanted


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ([("gzip", 1), ("deflate", 1), ("br", 1), ("zstd", 1)], "br"),
        ([("gzip", 1)], "gzip"),
        ([("gzip", 1), ("br", 0)], "gzip"),
        ([("gzip", 1), ("br", 0.5)], "gzip"),
        ([("*", 1)], "br"),
        ([("identity", 1)], ""),
        ([], ""),
    ],
)
def test_a_browser_can_choose_its_encoding(accepted: list[tuple[str, float]], encoding: str) -> None:
    assert wanted(Accept(accepted)) == encoding


@pytest.mark.parametrize("header", sorted(USUAL))
def test_what_browsers_usually_say_is_read_as_anything_else_is(header: str) -> None:
    assert encoding_for(header) == wanted(parse_accept_header(header, Accept))


def test_a_page_can_be_unpacked_to_the_same_bytes(reader: FlaskClient) -> None:
    plain = reader.get("/en/privacy")
    packed = {name: reader.get("/en/privacy", headers={"Accept-Encoding": name}) for name in ("br", "gzip")}
    assert "Content-Encoding" not in plain.headers
    assert brotli.decompress(packed["br"].data) == plain.data
    assert gzip.decompress(packed["gzip"].data) == plain.data
    assert len({answer.headers["ETag"] for answer in (plain, *packed.values())}) == 3
    for answer in packed.values():
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_browser_can_ask_again_for_the_packed_page(reader: FlaskClient, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    tag = reader.get("/ar/privacy", headers=headers).headers["ETag"]
    assert reader.get("/ar/privacy", headers={**headers, "If-None-Match": tag}).status_code == 304
    assert reader.get("/ar/privacy", headers={"If-None-Match": tag}).status_code == 200


def test_a_packed_page_can_be_the_same_twice(reader: FlaskClient) -> None:
    first, second = (reader.get("/en/privacy", headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert first.data == second.data


def test_a_reader_can_get_small_and_foreign_kinds_as_they_are(frame: Flask) -> None:
    frame.add_url_rule("/png", view_func=lambda: Response(b"\x89" * 1000, mimetype="image/png"))
    reader = frame.test_client()
    for path in ("/png", "/healthz"):
        assert "Content-Encoding" not in reader.get(path, headers={"Accept-Encoding": "br"}).headers


def test_a_long_answer_can_be_streamed(frame: Flask) -> None:
    frame.add_url_rule(
        "/long", view_func=lambda: Response((b"x" * 1000 for _ in range(3)), mimetype="text/csv")
    )
    answer = frame.test_client().get("/long", headers={"Accept-Encoding": "br"})
    assert answer.data == b"x" * 3000
    assert "nosniff" in answer.headers["X-Content-Type-Options"]
