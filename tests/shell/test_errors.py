from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.languages import OFFERED
from tests.page import faults
from tests.shell.tiny import CANARY

TAGS = [language.tag for language in OFFERED]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 418, 429, 500, 502, 503])
def test_a_reader_can_go_on_from_every_error_in_her_language(
    reader: FlaskClient, tag: str, status: int
) -> None:
    answer = reader.get(f"/{tag}/status/{status}")
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert not faults(answer.data, f"/{tag}/status/{status}", policy, "Waymark")
    for address in (f"/{tag}/", f"/{tag}/find", f"/{tag}/danger"):
        assert f'<a class="line" href="{address}">' in answer.text
    assert str(status) not in answer.text.split("<main", 1)[1]


@pytest.mark.parametrize(
    "path", ["/nope", "/xx/", "/xx/find", "/en", "/EN/", "/zh/", "//", "/%FF", "/en%2Ffind"]
)
def test_a_reader_with_an_unknown_address_can_choose_a_language(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert '<html lang="en" dir="ltr">' in answer.text
    main = answer.text.split("<main", 1)[1]
    for tag in TAGS[1:]:
        assert f'href="/{tag}/"' in main


def test_a_program_can_learn_which_methods_work(reader: FlaskClient) -> None:
    answer = reader.get("/en/typed")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_a_reader_cannot_see_what_broke(reader: FlaskClient) -> None:
    answer = reader.get("/ar/broken")
    assert answer.status_code == 500
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert CANARY not in answer.text


def test_a_reader_can_leave_even_when_the_frame_is_broken(
    frame: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_more: object) -> str:
        raise LookupError(CANARY)

    monkeypatch.setattr("app.shell.errors.render_template", broken)
    answer = frame.test_client().get("/es/broken")
    assert answer.status_code == 500
    assert '<a href="/exit">' in answer.text
    assert "LookupError at " in caplog.text
    assert CANARY not in caplog.text
