"""Promise: no choice we offer leads to an empty list, and an empty list is never a dead end."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from app.db import writing
from app.directory.rules import Standing
from tests.client import GuardedClient, body
from tests.factories import list_organisation, list_service

FIND = re.compile(r'href="(/en/find\?[^"]*)"')


def read(client: GuardedClient, path: str) -> str:
    return body(client.get(path)).decode()


def offered(client: GuardedClient, *paths: str) -> set[str]:
    return {unescape(link) for path in paths for link in FIND.findall(read(client, path))}


def test_every_need_kind_and_country_on_offer_holds_something(demonstration: GuardedClient) -> None:
    first = offered(demonstration, "/en/")
    kinds = offered(demonstration, *[link for link in first if "need=" in link])
    countries = {
        unescape(link)
        for link in FIND.findall(body(demonstration.post("/en/place", data={"where": "zzzz"})).decode())
    }
    assert first
    assert countries
    every = {link for link in first | kinds | countries if "page=" not in link}
    empty = [link for link in every if 'class="card"' not in read(demonstration, link)]
    assert empty == []


def test_a_site_with_nothing_checked_offers_what_it_has(app: Flask, client: GuardedClient) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session, standing=Standing.UNCHECKED)
        list_service(session, standing=Standing.UNCHECKED)
    links = offered(client, "/en/", "/en/find?need=legal", "/en/danger?place=mx")
    assert links
    # The page itself in English stands among its languages; "open now" depends on the clock.
    offers = [link for link in links if "open=1" not in link and link != "/en/find?need=legal"]
    assert [link for link in offers if 'class="card"' not in read(client, link)] == []


@pytest.mark.parametrize(
    "path",
    [
        "/en/find?need=community&place=g3530597&ask=1.2.3.4&open=1",
        "/en/find?need=career&place=g2643743",
        "/en/find?need=legal&place=th&spoken=yue&led=2",
        "/en/find?service=l14&place=eg",
    ],
)
def test_an_empty_list_leads_somewhere(demonstration: GuardedClient, path: str) -> None:
    html = read(demonstration, path)
    assert 'class="card"' not in html
    ways_on = [link for link in offered(demonstration, path) if "hreflang" not in link and link != path]
    followed = [link for link in ways_on if 'class="card"' in read(demonstration, link)]
    assert followed
