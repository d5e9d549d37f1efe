"""Someone who heard a code finds its listing, however they spell it, and nobody finds a draft."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from app.db import writing
from app.directory.changes import SetStatus, Withdraw
from app.directory.codes import new_codes
from app.directory.models import PublicCode
from app.directory.rules import ListingKind, Status
from app.sharing.hearing import as_typed, sounding_like
from app.vocabulary import words
from tests.client import GuardedClient, body
from tests.factories import list_service
from tests.offered import EVERY
from tests.sharing.conftest import Change, Read

EXACT = [
    "river-lamp",
    "River Lamp",
    "RIVERLAMP",
    " river  lamp ",
    "river_lamp",
    "río".replace("ío", "iver") + "-lamp",
]
NEAR = [
    "riber lamp",
    "rivver lampp",
    "river lam",
    "rver lamp",
    "lamp river",
    "riverlanp",
    "ríver lámp",
    "liver lamp",
]


@pytest.mark.parametrize("typed", EXACT)
def test_a_listener_can_open_a_code_however_it_is_written(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    answer = client.post("/es/code", data={"code": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/es/s/river-lamp")


@pytest.mark.parametrize("typed", NEAR)
def test_a_listener_can_find_a_code_that_was_misheard(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    answer = client.post("/en/code", data={"code": typed})
    if typed == "ríver lámp":
        assert answer.headers["Location"] == "/en/s/river-lamp"
    else:
        assert 'href="/en/s/river-lamp"' in body(answer).decode()


@pytest.mark.parametrize("typed", ["ريفر لامب", "ريڤر لامب", "رِيفَر لَمب", "لامب ريفر"])
def test_a_listener_can_write_what_was_heard_in_arabic_letters(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    assert 'href="/ar/s/river-lamp"' in body(client.post("/ar/code", data={"code": typed})).decode()


# "pepper" is drawn for no new code any more; this one was printed before.
@pytest.mark.parametrize("typed", ["peper lamp", "pepper lam", "lamp peppar", "pepperlanp", "ببر لامب"])
def test_a_listener_can_find_a_misheard_code_of_words_that_went_out(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    with listed.app_context(), writing() as session:
        list_service(session, "pepper-lamp", name="Old Paper")
    assert 'href="/en/s/pepper-lamp"' in body(client.post("/en/code", data={"code": typed})).decode()


def test_a_listener_can_open_an_organisation_by_its_code(listed: Flask, client: GuardedClient) -> None:
    answer = client.post("/ar/code", data={"code": "Calm Harbour"})
    assert answer.headers["Location"] == "/ar/o/calm-harbour"


@pytest.mark.parametrize("typed", ["quiet-lake", "quiet lake", "quietlake", "quiet lak"])
def test_a_listener_cannot_learn_that_a_draft_exists(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    asked = body(client.post("/en/code", data={"code": typed})).decode()
    never = body(client.post("/en/code", data={"code": typed.replace("quiet", "zither")})).decode()
    assert asked.replace(typed, "") == never.replace(typed.replace("quiet", "zither"), "")
    draft, nothing = client.get("/g/quiet-lake"), client.get("/g/zither-lake")
    assert (draft.status_code, body(draft)) == (nothing.status_code, body(nothing))
    assert "quiet" not in body(client.get("/en/kit.txt?s=quiet-lake")).decode().replace("quiet-lake", "")


def test_a_listener_cannot_find_a_withdrawn_listing_among_near_ones(
    client: GuardedClient, change: Change
) -> None:
    change(Withdraw("river-lamp"))
    assert "/river-lamp" not in body(client.post("/en/code", data={"code": "riber lamp"})).decode()
    assert client.post("/en/code", data={"code": "river lamp"}).headers["Location"] == "/en/s/river-lamp"


@pytest.mark.parametrize("typed", ["", "-", "الرمز", "x" * 80, "\x00", "a b c d e f g", "%' OR 1=1"])
def test_a_listener_cannot_break_the_page_with_anything(
    listed: Flask, client: GuardedClient, typed: str
) -> None:
    assert client.post("/zh-Hans/code", data={"code": typed}).status_code == 200


def test_every_word_can_be_heard_as_itself() -> None:
    for word, other in zip(words(), reversed(words()), strict=True):
        if word != other:
            assert sounding_like(f"{word} {other}")[0] == f"{word}-{other}"


def test_nobody_can_keep_the_site_busy_with_a_long_word() -> None:
    sounding_like("river lamp")
    start = time.process_time()
    for typed in ("abcdefghijklmnopqrstuvwxyzabcdef", "pebbletuliplampriverdrumwinterxy", "a" * 80):
        sounding_like(typed)
        assert len(as_typed(typed)) <= 500
    assert time.process_time() - start < 2


def test_a_link_from_paper_can_be_typed_without_its_hyphen(listed: Flask, client: GuardedClient) -> None:
    for typed in ("riverlamp", "RIVER-LAMP", "river--lamp"):
        answer = client.get(f"/g/{typed}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/g/river-lamp")


def test_a_shared_link_can_offer_every_language_and_remember_none(read: Read) -> None:
    page = read("/g/river-lamp")
    assert "<title>river-lamp – Waymark</title>" in page
    assert "Harbour" not in page
    for tag in EVERY:
        assert f'href="/{tag}/s/river-lamp"' in page
    assert 'href="/en/o/calm-harbour"' in read("/g/calm-harbour")


@pytest.mark.parametrize("status", [Status.PAUSED, Status.CLOSED, Status.MOVED])
def test_a_code_can_outlive_the_state_of_its_listing(read: Read, change: Change, status: Status) -> None:
    successor = "drum-winter" if status is Status.MOVED else None
    change(SetStatus("river-lamp", status, successor))
    assert 'href="/en/s/river-lamp"' in read("/g/river-lamp")
    text = read("/en/s/river-lamp.txt")
    assert "+1 212" not in text
    assert ("drum-winter" in text) == (status is Status.MOVED)


def test_a_withdrawn_code_can_say_only_that_it_is_not_listed_now(read: Read, change: Change) -> None:
    change(Withdraw("river-lamp"))
    page = read("/g/river-lamp", 410)
    assert "Not listed now" in page
    assert "No está en la lista" in page or 'lang="es"' in page
    assert "/s/river-lamp" not in page
    assert read("/en/s/river-lamp.txt", 410) == "Not listed now\n"
    assert "Not listed now" in read("/en/kit?s=river-lamp")
    assert "Harbour" not in read("/en/kit.txt?s=river-lamp")


def test_a_hundred_thousand_codes_can_be_given_without_a_clash(app: Flask) -> None:
    with app.app_context(), writing() as session:
        first = new_codes(session, 50_000)
        session.execute(
            PublicCode.__table__.insert(),  # type: ignore[attr-defined]
            [{"code": one, "kind": ListingKind.SERVICE} for one in first],
        )
        second = new_codes(session, 50_000)
        assert len({*first, *second}) == 100_000
        assert all(len(one.split("-")) in {2, 3} for one in (first[0], second[0]))
        session.rollback()
