"""The two addresses of a search: words go in the body, links hold them sealed and end, lists to share hold none."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest

from app.directory import saying
from app.languages import OFFERED
from app.privacy.fading import WINDOW
from tests.client import GuardedClient, body
from tests.neutral import DENIED

TAGS = [language.tag for language in OFFERED]


def ask(client: GuardedClient, words: str, tag: str = "en", **more: str) -> str:
    """Send the form and return the address of the results."""
    sent = client.post(f"/{tag}/search", data={"words": words, **more})
    assert sent.status_code == 303
    return sent.headers["Location"]


def read(client: GuardedClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(body(answer).decode())


@pytest.mark.parametrize("tag", TAGS)
def test_a_search_leads_to_results_in_every_language(demonstration: GuardedClient, tag: str) -> None:
    page = read(demonstration, ask(demonstration, "hormonas", tag))
    assert f"/{tag}/s/" in page
    assert f"/{tag}/find?need=medical&service=m5" in page


def test_words_are_in_no_address(demonstration: GuardedClient) -> None:
    address = ask(demonstration, "quillwort lawyer toronto")
    assert re.fullmatch(r"/en/r/[\w-]+", address)
    page = read(demonstration, address)
    links = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not [
        link for link in links if "quillwort" in link or "lawyer" in link or "toronto" in link.lower()
    ]


def test_links_of_all_common_searches_are_of_one_length(demonstration: GuardedClient) -> None:
    assert len({len(ask(demonstration, words)) for words in ("a", "lawyer", "法律" * 20, "x" * 100)}) == 1


def test_two_searches_for_the_same_words_give_different_links(demonstration: GuardedClient) -> None:
    assert ask(demonstration, "lawyer") != ask(demonstration, "lawyer")


def test_results_are_never_stored_nor_indexed(demonstration: GuardedClient) -> None:
    answer = demonstration.get(ask(demonstration, "lawyer"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("token", ["abc", "A" * 395, "a-b_c"])
def test_a_link_that_is_not_ours_offers_the_form(demonstration: GuardedClient, token: str) -> None:
    answer = demonstration.get(f"/en/r/{token}")
    assert answer.status_code == 410
    assert 'name="words"' in body(answer).decode()


def test_a_link_ends_after_half_an_hour(
    demonstration: GuardedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ask(demonstration, "lawyer")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + WINDOW - 60)
    assert demonstration.get(address).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + WINDOW + 60)
    assert demonstration.get(address).status_code == 410


def test_a_form_without_words_shows_the_list_of_its_choices(demonstration: GuardedClient) -> None:
    assert ask(demonstration, "  ", need="legal") == "/en/find?need=legal"


def test_opening_the_address_of_the_form_shows_the_lists(demonstration: GuardedClient) -> None:
    answer = demonstration.get("/en/search")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/find")


def test_chosen_filters_narrow_the_same_words(demonstration: GuardedClient) -> None:
    address = ask(demonstration, "lawyer")
    token = address.rsplit("/", 1)[1]
    before = re.findall(r'class="card"', read(demonstration, address))
    narrowed = demonstration.post("/en/search", data={"again": token, "spoken": "ara"}).headers["Location"]
    page = read(demonstration, narrowed)
    after = re.findall(r'class="card"', page)
    assert 0 < len(after) < len(before)
    assert 'value="lawyer"' in page


def test_a_place_in_the_words_can_be_seen_and_taken_off(demonstration: GuardedClient) -> None:
    page = read(demonstration, ask(demonstration, "food toronto"))
    assert "Only near Toronto" in page
    off = re.findall(r'href="(/en/r/[\w-]+)"', page.partition("Only near")[0])[-1]
    without = read(demonstration, off)
    assert "Only near" not in without
    assert 'value="food toronto"' in without


def test_the_list_to_share_holds_choices_and_no_words(demonstration: GuardedClient) -> None:
    page = read(demonstration, ask(demonstration, "papers toronto"))
    shared = re.findall(r'href="(/en/find\?[^"]+)"', page)[-1]
    assert shared == "/en/find?need=legal&service=l1&place=g6167865"
    assert demonstration.get(shared).status_code == 200


def test_a_search_keeps_the_chosen_need_and_place(demonstration: GuardedClient) -> None:
    page = read(demonstration, ask(demonstration, "open", need="legal", place="us"))
    assert 'name="need" value="legal"' in page
    assert 'name="place" value="us"' in page


def test_what_was_found_in_part_stands_apart(demonstration: GuardedClient) -> None:
    page = read(demonstration, ask(demonstration, "quite windo"))
    assert "We found little that fits." in page
    assert "Close to your words" in page
    assert "Quiet Window" in page


def test_nothing_found_says_so_and_offers_a_list(demonstration: GuardedClient) -> None:
    page = read(demonstration, ask(demonstration, "zzzzqqqq"))
    assert "We have nothing here yet that fits." in page
    assert 'href="/en/find"' in page


def test_results_turn_pages(demonstration: GuardedClient) -> None:
    address = ask(demonstration, "a")
    first, second = read(demonstration, address), read(demonstration, f"{address}?page=2")
    cards = [set(re.findall(r"/en/s/([\w-]+)", page)) for page in (first, second)]
    assert cards[0]
    assert cards[1]
    assert not cards[0] & cards[1]
    assert demonstration.get(f"{address}?page=400").status_code == 404


def test_a_site_that_is_empty_answers(client: GuardedClient) -> None:
    page = read(client, ask(client, "lawyer"))
    assert "We have nothing here yet that fits." in page


def test_no_link_spells_a_telling_word_by_chance(demonstration: GuardedClient) -> None:
    # The client refuses such an address; one of a hundred would hold one.
    assert len({ask(demonstration, "lawyer") for _time in range(150)}) == 150


_SHORT = {plain for words in DENIED.values() for word in words.split() if len(plain := word.rstrip("$")) < 5}


@pytest.mark.parametrize("word", sorted(word for word in _SHORT if word.isascii() and word.isalpha()))
def test_no_link_begins_a_piece_with_a_telling_word_of_any_language(
    demonstration: GuardedClient, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    drawn = iter([f"u-{word.upper()}-u", f"{word}7_u", "nothing-told"])
    monkeypatch.setattr(saying, "seal", lambda *_given: next(drawn))
    assert ask(demonstration, "lawyer") == "/en/r/nothing-told"
