"""The guarded client really refuses: each house rule is broken once, on a tiny site, and must be named."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, Response

from config import Settings
from tests.client import GuardedClient, guarded

STYLE = "body{margin:0}"
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{DIGEST}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=()",
    "Cache-Control": "no-store",
}
GOOD = f"""<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>river-lamp – Waymark</title>
<style>{STYLE}</style></head>
<body><main id="main"><h1>Legal help for sex workers</h1>
<form action="/en/find"><label for="need">Need</label>
<select id="need" name="need"><option value="legal">Legal help</option></select></form>
<p><a href="https://example.org/" rel="noreferrer noopener external">Their site</a></p></main>
<a href="/exit">Leave</a></body></html>
"""
Answer = Callable[..., GuardedClient]

# What is changed in the good page, into what, and the words that must name the fault.
BROKEN_PAGES = [
    ("</h1>", "</h1><h1>Again</h1>", "2 <h1>"),
    ("</form>", "</form></p>", "HTML, line"),
    ("river-lamp", "Sex work", "tells too much"),
    ("river-lamp", "VIH", "tells too much"),
    ("river-lamp", "ضحايا", "tells too much"),
    ("river-lamp", "性工作者", "tells too much"),
    ("river-lamp – Waymark", "river-lamp", "does not end with the name"),
    ('lang="en"', 'lang="es"', "its lang says es"),
    ('dir="ltr"', 'dir="rtl"', "is not an offered language"),
    ("<h1>", '<h1 id="need">', "is there 2 times"),
    ('for="need"', 'for="other"', "has no label"),
    ("<h1>", '<h1 aria-describedby="gone">', "points to the id"),
    (' rel="noreferrer noopener external"', "", "needs rel="),
    ("<h1>", '<h1><img alt="" src="https://cdn.example/a.png">', "asks another host"),
    ("<h1>", '<h1><img alt="" src="//cdn.example/a.png">', "asks another host"),
    ("<h1>", '<h1 onclick="x()">', "has the handler onclick"),
    ("<h1>", '<h1 style="color:red">', "has a style attribute"),
    ("margin:0", "margin:1", "not named in the content policy"),
    ('action="/en/find"', 'action="/en/find?for=survivor"', "tells too much"),
    ('value="legal"', 'value="hiv"', "would put ' hiv' in an address"),
    ("</form>", '<label>Town <input type="text" name="town"></label></form>', "free words in an address"),
    ('href="/exit"', 'href="/en/"', "no link to /exit"),
    ("Their site", "".join(f"{number * 7919:x} " for number in range(9000)), "bytes compressed"),
]
BROKEN_HEADERS = [
    ("Referrer-Policy", "origin", "Referrer-Policy is not"),
    ("Set-Cookie", "a=b", "it sends Set-Cookie"),
    ("Content-Security-Policy", "default-src *", "the content policy lacks"),
    ("Vary", "Cookie", "it varies by cookie"),
    ("Server", "nginx", "it sends Server"),
    ("Location", "/en/find?for=%73ex", "tells too much"),
    ("Content-Disposition", "attachment; filename=hiv-card.pdf", "tells too much"),
]


@pytest.fixture
def answer() -> Iterator[Answer]:
    """Make a one-page site that sends this page and these headers after these statements."""
    engine = sa.create_engine("sqlite://")

    def make(html: str = GOOD, headers: dict[str, str] | None = None, *statements: str) -> GuardedClient:
        tiny = Flask("tiny")
        tiny.extensions["settings"] = Settings()

        @tiny.get("/en/page")
        def page() -> Response:
            with engine.begin() as connection:
                for statement in statements:
                    connection.exec_driver_sql(statement)
            return Response(html, headers={**HEADERS, **(headers or {})}, mimetype="text/html")

        return guarded(tiny)

    yield make
    engine.dispose()


def test_a_good_page_can_pass(answer: Answer) -> None:
    assert answer(GOOD, None, "SELECT 1").get("/en/page").status_code == 200


@pytest.mark.parametrize(("old", "new", "fault"), BROKEN_PAGES)
def test_a_page_cannot_break_a_house_rule(answer: Answer, old: str, new: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        answer(GOOD.replace(old, new, 1)).get("/en/page")


@pytest.mark.parametrize(("name", "value", "fault"), BROKEN_HEADERS)
def test_an_answer_cannot_break_the_header_contract(
    answer: Answer, name: str, value: str, fault: str
) -> None:
    with pytest.raises(AssertionError, match=fault):
        answer(GOOD, {name: value}).get("/en/page")


def test_a_page_cannot_ask_the_database_too_often(answer: Answer) -> None:
    assert answer(GOOD, None, *["SELECT 1"] * 5).get("/en/page").status_code == 200
    with pytest.raises(AssertionError, match="6 SELECTs"):
        answer(GOOD, None, *["SELECT 1"] * 6).get("/en/page")


def test_a_visitor_cannot_write_by_opening_a_page(answer: Answer) -> None:
    with pytest.raises(AssertionError, match="a GET wrote: CREATE"):
        answer(GOOD, None, "CREATE TABLE t (id INTEGER)").get("/en/page")
