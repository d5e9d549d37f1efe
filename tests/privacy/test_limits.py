from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.privacy.limits import LONG_FORMS, LONGEST_BODY, LONGEST_FORM, MOST_PARTS


def test_a_visitor_cannot_send_more_than_a_form_holds(reader: FlaskClient) -> None:
    answer = reader.post("/es/typed", data={"q": "x" * LONGEST_BODY})
    assert answer.status_code == 413
    assert '<html lang="es"' in answer.text


def test_a_visitor_cannot_send_a_body_of_unknown_length_past_the_limit(frame: Flask) -> None:
    sent = BytesIO(b"q=" + b"x" * (LONGEST_BODY + 1))
    answer = frame.test_client().post(
        "/en/typed",
        input_stream=sent,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/en/typed", "/en/nowhere", "/en/sample"])
def test_a_sender_is_heard_out_before_the_answer_goes(frame: Flask, path: str) -> None:
    sent = BytesIO(b"q=" + b"x" * LONGEST_FORM)
    answer = _send(frame, path, sent)
    assert answer.status_code in {404, 405, 413}
    assert sent.read() == b""


def test_a_sender_without_end_is_hung_up_on(frame: Flask) -> None:
    sent = BytesIO(b"x" * 9 * LONGEST_FORM)
    assert _send(frame, "/en/typed", sent).status_code == 413
    assert len(sent.read()) > 6 * LONGEST_FORM


def _send(frame: Flask, path: str, sent: BytesIO) -> TestResponse:
    """Send a form of a length that is told, to a server that knows its end."""
    return frame.test_client().post(
        path,
        input_stream=sent,
        content_type="application/x-www-form-urlencoded",
        content_length=len(sent.getvalue()),
        environ_overrides={"wsgi.input_terminated": True},
    )


def test_a_visitor_cannot_send_thousands_of_parts(reader: FlaskClient) -> None:
    parts = {f"f{number}": "x" for number in range(MOST_PARTS + 1)}
    assert reader.post("/en/typed", data=parts, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize(
    ("says", "status"),
    [("cross-site", 403), ("same-site", 303), ("same-origin", 303), ("none", 303), (None, 303)],
)
def test_another_site_cannot_make_a_browser_send_our_forms(
    reader: FlaskClient, says: str | None, status: int
) -> None:
    headers = {"Sec-Fetch-Site": says} if says else {}
    assert reader.post("/en/typed", data={"q": "go"}, headers=headers).status_code == status


def test_another_site_can_link_to_our_pages(reader: FlaskClient) -> None:
    assert reader.get("/en/sample", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_only_forms_that_exist_may_be_long(app: Flask) -> None:
    sites = (app, app.extensions["desk"])
    endpoints = {rule.endpoint for site in sites for rule in site.url_map.iter_rules()}
    assert endpoints >= LONG_FORMS
