"""Promise: our own pages cannot be turned into a map for a raid (docs/decisions/counts-and-the-raid-list.md)."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask import Flask

from app import create_app
from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.content import Place
from config import Settings
from tests.audiences import AUDIENCES
from tests.client import GuardedClient, body, guarded
from tests.databases import Databases
from tests.factories import MEXICO_CITY, list_organisation, list_service, service
from tests.page import parsed
from tests.routes import addresses, visitor_rules

URL = "https://example.org"
CODE = re.compile(r"\b[a-z]{2,9}(?:-[a-z]{2,9}){1,2}\b")
# A link that narrows by papers or other facts, by who leads, or by being open now.
_NARROW = re.compile(r"[?&](ask|led|open)=")
_TOWN = re.compile(r"[?&]place=g\d")
NUMBER = re.compile(r"[0-9٠-٩]+")
# What only files for machines have; a page that wants one must be decided on here.
BULK = re.compile(r"api|export|dump|feed|\.(csv|json|xml|zip|rss)$")


def listed_codes(client: GuardedClient) -> set[str]:
    """Return the code of every listing that the pages show."""
    pages = [body(client.get(f"/en/find?all=1&page={number}")).decode() for number in (1, 2, 3)]
    return {code for page in pages for code in re.findall(r"/en/[so]/([a-z-]+)", page)}


@pytest.fixture
def indexed(databases: Databases, engine: str) -> GuardedClient:
    """A site whose operator lets search engines in as far as can be."""
    address = databases.fresh(engine, "demonstration")
    return guarded(create_app(Settings(database_url=address, site_url=URL, indexing="all")))


def test_no_sitemap_and_no_robots_file_names_a_listing(indexed: GuardedClient) -> None:
    codes = listed_codes(indexed)
    assert len(codes) > 5
    machine = [
        path
        for path in addresses(indexed.application)
        # Plain text below a language is a page for people, and kept from search engines as every page of listings.
        if path.endswith((".xml", ".txt")) and (path.count("/") == 1 or path.startswith("/.well-known/"))
    ]
    texts = {path: body(indexed.get(path)).decode() for path in machine}
    assert "/sitemap.xml" in texts
    assert [path for path, text in texts.items() if codes & set(CODE.findall(text))] == []
    assert {"river-lamp"} & set(CODE.findall(f"{URL}/en/s/river-lamp"))


def test_a_page_of_a_listing_is_not_for_search_engines(demonstration: GuardedClient) -> None:
    rules = [rule for rule in visitor_rules(demonstration.application) if "code" in rule.arguments]
    paths = [
        path for path in addresses(demonstration.application) if "river-lamp" in path or "lamp-avenue" in path
    ]
    assert rules
    open_to_all = [p for p in paths if "noindex" not in demonstration.get(p).headers.get("X-Robots-Tag", "")]
    assert open_to_all == []


def test_a_page_of_a_listing_that_is_let_in_is_seen(indexed: GuardedClient) -> None:
    assert "X-Robots-Tag" not in indexed.get("/en/s/river-lamp").headers


def machine_readable(html: bytes) -> bool:
    """Say whether a page carries its listings in a form for programs."""
    tree, _errors = parsed(html)
    return any("json" in script.get("type", "") for script in tree.iter("script")) or any(
        "itemscope" in element.attrib or "vocab" in element.attrib for element in tree.iter()
    )


def test_no_page_is_made_for_programs(demonstration: GuardedClient) -> None:
    pages = [demonstration.get(path) for path in addresses(demonstration.application, tags=("en",))]
    assert [
        page.request.path for page in pages if page.mimetype == "text/html" and machine_readable(body(page))
    ] == []
    assert machine_readable(b'<script type="application/ld+json">{}</script>')
    assert machine_readable(b'<p itemscope itemtype="https://schema.org/Place">x</p>')


def test_no_address_gives_everything_at_once(app: Flask) -> None:
    bulk = {rule.rule for rule in visitor_rules(app) if BULK.search(rule.rule)}
    assert bulk <= {"/sitemap.xml"}
    assert not [
        rule
        for rule in app.url_map.iter_rules()
        if AUDIENCES.get(rule.endpoint) == "machine" and rule.arguments
    ]
    assert BULK.search("/api/hsds/services")


def test_a_list_shows_the_town_and_never_the_street(app: Flask, client: GuardedClient) -> None:
    with app.app_context():
        _list_with_street()
    assert "77 Canary Street" in body(client.get("/en/s/river-lamp")).decode()
    lists = ["/en/find?need=medical", f"/en/find?place=g{MEXICO_CITY}", "/ar/find", "/en/danger?place=mx"]
    lists += [path for path in addresses(app) if "river-lamp" not in path]
    assert [path for path in lists if "77 Canary" in body(client.get(path)).decode()] == []


def _list_with_street() -> None:
    place = Place(
        visibility="public", town=MEXICO_CITY, country="mx", region="cmx", street="77 Canary Street"
    )
    with writing() as session:
        list_organisation(session)
        list_service(session, places=(place,))


def counted_by_town(html: str) -> list[str]:
    """Return links that say how many there are in a town by papers, facts or who leads."""
    links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [
        unescape(href)
        for href, text in links
        if _NARROW.search(unescape(href))
        and _TOWN.search(unescape(href))
        and NUMBER.search(re.sub("<[^>]*>", "", text))
    ]


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize(
    "choice",
    ["need=legal&place=g3530597", "place=g3530597&ask=4", "need=community&place=g3530597&ask=1.2.3.4&led=1"],
)
def test_no_list_counts_a_town_by_papers_or_by_who_leads(
    demonstration: GuardedClient, tag: str, choice: str
) -> None:
    assert counted_by_town(body(demonstration.get(f"/{tag}/find?{choice}")).decode()) == []


def test_a_count_by_town_and_papers_is_found() -> None:
    assert counted_by_town('<a href="/en/find?place=g3530597&amp;ask=4">No papers: 7</a>')
    assert not counted_by_town('<a href="/en/find?place=g3530597">Legal help: 7</a>')


def test_a_draft_looks_like_a_code_that_never_was(app: Flask, client: GuardedClient) -> None:
    with app.app_context(), writing() as session:
        list_organisation(session)
        apply(session, Save("quiet-moon", service("calm-harbour")), "robin", "imported")
    draft, never, shown = (
        client.get(f"/en/s/{code}") for code in ("quiet-moon", "never-was", "calm-harbour")
    )
    assert (draft.status, body(draft)) == (never.status, body(never))
    assert body(shown) != body(never)


def test_previews_name_nobody(demonstration: GuardedClient) -> None:
    paths = [path for path in addresses(demonstration.application, tags=("en",)) if "river-lamp" in path]
    assert paths
    for path in paths:
        answer = demonstration.get(path)
        if answer.mimetype == "text/html":
            tree, _errors = parsed(body(answer))
            metas = {
                meta.get("name") or meta.get("property"): meta.get("content") for meta in tree.iter("meta")
            }
            assert not [name for name in metas if name and name.startswith(("og:", "twitter:"))]
            assert "river" not in json.dumps(metas).replace("river-lamp", "").lower()
