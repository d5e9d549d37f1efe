"""Every page that a link leads to opens, in every language, and keeps the house rules (tests/client.py)."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.languages import OFFERED
from tests.audiences import AUDIENCES
from tests.client import GuardedClient
from tests.walk import walk

TAGS = [language.tag for language in OFFERED]


# Links are the same in every language: the source, the other direction, the longest words.
@pytest.mark.parametrize("tag", ["en", "ar", "de"])
def test_a_reader_can_open_every_link(demonstration: GuardedClient, tag: str) -> None:
    opened, wrong = walk(demonstration, f"/{tag}/", f"/{tag}/")
    assert not wrong, "\n".join(wrong[:12])
    assert len(opened) > 10, opened


def test_a_reader_can_choose_every_language_first(demonstration: GuardedClient) -> None:
    opened, wrong = walk(demonstration, "/", "/none")
    assert not wrong, wrong
    page = demonstration.get("/").get_data(as_text=True)
    assert all(f'href="/{language.tag}/"' in page and language.own_name in page for language in OFFERED)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path", ["/nothing", "/xx/", "/en/nothing", "/ar/s/no-such-code", "/es/find?place=g0"]
)
def test_a_reader_cannot_break_the_frame_with_a_wrong_address(
    client: GuardedClient, method: str, path: str
) -> None:
    assert client.open(path, method=method).status_code < 500


def _plain_addresses(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if AUDIENCES.get(rule.endpoint) == "public"
        and "GET" in (rule.methods or ())
        and rule.arguments <= {"lang"}
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_a_reader_can_open_every_page_before_anything_is_listed(
    app: Flask, client: GuardedClient, tag: str
) -> None:
    addresses = [rule.rule.replace("<lang:lang>", tag) for rule in _plain_addresses(app)]
    answers = {address: client.get(address).status_code for address in addresses}
    assert answers
    assert all(status in {200, 303} for status in answers.values()), answers
