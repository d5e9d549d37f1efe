"""A kit lives in its address: chosen, ordered, shared and printed without anything being kept."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest
from flask import Flask

from app.directory.carried import MOST_IN_KIT, read_kit
from app.sharing.rules import LONGEST_MESSAGE, Kit, message
from app.vocabulary import words
from tests.client import GuardedClient
from tests.neutral import telling
from tests.sharing.conftest import Read

THREE = "s=river-lamp&s=drum-winter&s=paper-bridge"
LINK = re.compile(r'href="([^"]*)"')


def links(page: str) -> list[str]:
    return [unescape(link) for link in LINK.findall(page)]


def names(page: str) -> list[int]:
    return [page.index(name) for name in ("Harbour Clinic", "Winter Rooms", "Bridge Lawyers")]


@pytest.mark.parametrize("query", [THREE, "s=river-lamp.drum-winter.paper-bridge", f"{THREE}&s=river-lamp"])
def test_outreach_can_read_a_kit_from_its_address(read: Read, query: str) -> None:
    page = read(f"/en/kit?{query}")
    assert names(page) == sorted(names(page))
    assert page.count('class="card"') == 3


def test_outreach_can_put_a_service_earlier_and_take_one_out(read: Read) -> None:
    page = read(f"/en/kit?{THREE}")
    assert "/en/kit?s=drum-winter&s=river-lamp&s=paper-bridge" in links(page)
    assert "/en/kit?s=river-lamp&s=paper-bridge" in links(page)
    moved = read("/en/kit?s=drum-winter&s=river-lamp&s=paper-bridge")
    assert names(moved)[1] < names(moved)[0] < names(moved)[2]


def test_outreach_can_choose_while_browsing(read: Read) -> None:
    find = read("/en/find?need=legal&place=mx")
    add = next(link for link in links(find) if "s=paper-bridge" in link and "#" in link)
    assert add == "/en/find?need=legal&place=mx&s=paper-bridge#paper-bridge"
    chosen = read(add.split("#")[0])
    assert "/en/kit?s=paper-bridge" in links(chosen)
    # Every way on keeps the choice: filters, towns, other kinds of help, one service and back.
    assert 'name="s" value="paper-bridge"' in chosen
    assert "/en/?s=paper-bridge" in links(chosen)
    home = read("/en/?s=paper-bridge")
    assert "/en/find?need=medical&s=paper-bridge" in links(home)
    assert "/ar/?s=paper-bridge" in links(home)
    service = read("/en/s/river-lamp?s=paper-bridge")
    assert "/en/kit?s=paper-bridge&s=river-lamp" in links(service)
    assert "/en/find?need=medical&s=paper-bridge" in links(service)


def test_a_kit_can_survive_a_search_and_grow_there(read: Read, client: GuardedClient) -> None:
    words = {"words": "lawyer", "s": "river-lamp"}
    assert 'name="s" value="river-lamp"' in read("/en/?s=river-lamp")
    address = client.post("/en/search", data=words).headers["Location"]
    assert address.endswith("?s=river-lamp")
    found = read(address)
    assert "/en/kit?s=river-lamp" in links(found)
    assert "/en/s/paper-bridge?s=river-lamp" in links(found)
    assert 'name="s" value="river-lamp"' in found
    add = next(link for link in links(found) if link.endswith("#paper-bridge"))
    assert add.startswith(address.partition("?")[0])
    more = read(add.partition("#")[0])
    assert "/en/kit?s=river-lamp&s=paper-bridge" in links(more)
    # What others are sent holds nobody's kit, and the same search without one carries none.
    shared = re.search(r'href="([^"]*)">List to share', more)
    assert shared is not None
    assert "river-lamp" not in shared[1]
    assert "river-lamp" not in read(address.partition("?")[0])


def test_a_shared_list_can_stay_the_same_without_a_kit(read: Read) -> None:
    assert not [
        link
        for link in links(read("/en/find?need=legal"))
        if "s=" in link and "#" not in link and re.search(r"[?&]s=", link)
    ]


def test_a_kit_cannot_hold_more_than_twelve() -> None:
    many = [f"{one}-lamp" for one in words()[:20]]
    kit = Kit(read_kit({"s": many}))
    assert len(kit.codes) == MOST_IN_KIT == 12
    assert kit.is_full
    assert kit.also("river-lamp") == kit.codes


def test_a_full_kit_can_be_opened_but_not_filled_further(read: Read) -> None:
    codes = ".".join([f"{one}-lamp" for one in words()[:11]] + ["paper-bridge"])
    page = read(f"/en/find?s={codes}")
    assert "Add to kit" not in page
    assert "In your kit" in page
    assert "Your kit is full." in read(f"/en/kit?s={codes}")


@pytest.mark.parametrize("query", ["s=", "s=..", "s=%00", "s=A B", "s=<b>", "s=" + "x" * 70, ""])
def test_a_kit_cannot_be_broken_by_its_address(read: Read, query: str) -> None:
    assert "Your kit" in read(f"/en/kit?{query}")
    assert "<b>" not in read(f"/en/kit.txt?{query}")


def test_a_kit_can_be_printed_only_with_something_in_it(listed: Flask, client: GuardedClient) -> None:
    for path in ("/en/kit/card", "/en/kit/sheet", "/en/pocket", "/en/pocket?place=mx", "/en/pocket?ask=2"):
        assert client.get(path).headers["Location"] == "/en/kit"


def sent(page: str, scheme: str) -> str:
    found = [link for link in links(page) if link.startswith(scheme)]
    assert len(found) == 1
    return unquote(found[0].removeprefix(scheme))


SCHEMES = ("sms:?&body=", "whatsapp://send?text=", "line://msg/text/")


@pytest.mark.parametrize("path", ["/en/s/river-lamp", "/ar/kit?s=river-lamp", "/es/o/calm-harbour"])
def test_a_reader_can_pass_on_a_neutral_text_from_their_own_phone(read: Read, path: str) -> None:
    page = read(path)
    texts = {sent(page, scheme) for scheme in SCHEMES}
    assert len(texts) == 1
    text = texts.pop()
    assert len(text) < 300
    assert "harbour" in text if "/o/" in path else "+1 212-555-0100" in text and "river-lamp" in text
    assert not telling(text)
    assert "Harbour Clinic" not in text
    # Nothing hands the text to another host.
    assert not [link for link in links(page) if "http" in link and "river-lamp" in link]


@pytest.mark.parametrize("number", [1, 2, 12])
@pytest.mark.parametrize("site", ["", "https://example.org", "https://" + "a" * 56 + ".onion"])
def test_a_message_cannot_be_long_or_empty(number: int, site: str) -> None:
    codes = tuple(f"{one}-{two}-river" for one, two in zip(words()[:number], words()[-number:], strict=True))
    link = f"{site}/en/kit?" + "&".join(f"s={code}" for code in codes) if site else ""
    text = message(codes, "+44 20 7946 0301", link)
    assert 0 < len(text) <= LONGEST_MESSAGE < 300
    assert link in text or codes[0] in text


def test_a_message_can_hold_a_link_only_where_the_operator_said_which(
    listed: Flask, client: GuardedClient, read: Read
) -> None:
    # In another language: the page as it was is kept, and a setting never changes while a site runs.
    assert "http" not in sent(read("/es/s/river-lamp"), SCHEMES[0])
    listed.extensions["settings"] = replace(listed.extensions["settings"], site_url="https://example.org")
    text = sent(read("/en/s/river-lamp"), SCHEMES[0])
    assert text == "river-lamp · +1 212-555-0100 · https://example.org/g/river-lamp"
