"""The edge round the real site: the guarded client polices every answer."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.languages import OFFERED
from app.pages.edge import Pages
from app.pages.parts import Parts
from app.privacy.headers import CONTRACT
from app.privacy.silence import NoSession, Silence


@pytest.mark.parametrize("tag", [language.tag for language in OFFERED])
def test_a_reader_can_open_what_we_keep_on_the_real_site(client: FlaskClient, tag: str) -> None:
    answer = client.get(f"/{tag}/privacy")
    assert answer.status_code == 200
    assert f'<html lang="{tag}"' in answer.text


@pytest.mark.parametrize("path", ["/exit", "/healthz", "/robots.txt", "/es/nope", "/nope"])
def test_the_real_site_can_keep_the_contract(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in CONTRACT} == CONTRACT


def test_the_real_site_cannot_see_or_remember_a_visitor(app: Flask) -> None:
    # Kept pages stand in front: what they read of a request is held in tests/pages/test_edge.py. The desk stands
    # beside the site, outside its silence about cookies and with one of its own.
    assert isinstance(app.wsgi_app, Parts)
    assert isinstance(app.wsgi_app.inner, Pages)
    assert isinstance(app.wsgi_app.inner.inner, DispatcherMiddleware)
    assert isinstance(app.wsgi_app.inner.inner.app, Silence)
    assert isinstance(app.extensions["desk"].wsgi_app, Silence)
    assert isinstance(app.session_interface, NoSession)
    assert app.config["MAX_CONTENT_LENGTH"] == 64 * 1024
