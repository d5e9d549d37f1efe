"""Every program that draws a preview of a link gets the same neutral title, early, whatever it asks for."""

from __future__ import annotations

import re

import pytest

from tests.client import GuardedClient
from tests.neutral import telling

BOTS = {
    "WhatsApp/2.23.20.0": {},
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": {"Range": "bytes=0-32768"},
    "TelegramBot (like TwitterBot)": {},
    "facebookexternalhit/1.1": {"Range": "bytes=0-524287"},
    "Twitterbot/1.0": {},
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)": {},
}
KIT = "s=river-lamp&s=drum-winter"
LINKS = {
    "/g/river-lamp": "river-lamp",
    "/en/s/river-lamp": "river-lamp",
    "/ar/s/river-lamp": "river-lamp",
    f"/en/kit?{KIT}": "Kit",
    f"/es/kit?{KIT}": "Selección",
    f"/zh-Hans/kit?{KIT}": "清单",
    f"/en/kit/card?{KIT}&with=ar": "Card",
    f"/en/kit/sheet?{KIT}": "Sheet",
    "/en/code": "Code",
    "/en/show?with=ar": "Show this",
}
TITLE = re.compile(r"<title>([^<]*)</title>")


@pytest.mark.parametrize("path", LINKS)
def test_a_preview_can_show_only_the_same_neutral_title(demonstration: GuardedClient, path: str) -> None:
    answers = [
        demonstration.get(path, headers={"User-Agent": name, "Accept-Encoding": "identity", **asked})
        for name, asked in BOTS.items()
    ]
    # A part that is longer than the page is the page.
    assert [answer.status_code for answer in answers] == [
        206 if "Range" in one else 200 for one in BOTS.values()
    ]
    pages = {answer.data for answer in answers}
    assert len(pages) == 1
    page = pages.pop()
    title = TITLE.search(page[:32_768].decode(errors="ignore"))
    assert title
    assert title[1] == f"{LINKS[path]} – Waymark"
    head = page.decode().split("<body")[0]
    # No picture, no name: what a preview takes beside the title.
    assert "og:" not in head
    assert "twitter:" not in head
    assert not telling(TITLE.sub("", head).split("<style>")[0])


@pytest.mark.parametrize("path", LINKS)
def test_a_preview_can_ask_for_the_head_or_a_part(demonstration: GuardedClient, path: str) -> None:
    whole = demonstration.get(path)
    head = demonstration.head(path)
    part = demonstration.get(path, headers={"Range": "bytes=0-32768"})
    assert head.status_code == whole.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(whole.data))
    asked = min(32_769, len(whole.data))
    assert (part.status_code, part.data) == (206, whole.data[:asked])
    assert part.headers["Content-Range"] == f"bytes 0-{asked - 1}/{len(whole.data)}"
