from __future__ import annotations

import pytest

from app.directory.rules import Publication, Status
from app.moderation.rules import (
    MOVES,
    DeskError,
    Elsewhere,
    Move,
    allowed_moves,
    check_handle,
    code_fingerprint,
    new_code,
    origin_of,
)
from app.moderation.throttle import Throttle
from app.moderation.wording import MOVE_WORDS, reason_label

# Every state a listing can be in, and all that may be done to it there.
TABLE = {
    ("draft", "open"): "publish withdraw",
    ("draft", "paused"): "publish withdraw",
    ("draft", "full"): "publish withdraw",
    ("draft", "closed"): "publish withdraw",
    ("draft", "moved"): "publish withdraw",
    ("listed", "open"): "pause full close draft withdraw",
    ("listed", "paused"): "open full close draft withdraw",
    ("listed", "full"): "pause open close draft withdraw",
    ("listed", "closed"): "open draft withdraw",
    ("listed", "moved"): "draft withdraw",
    ("withdrawn", "open"): "",
    ("withdrawn", "paused"): "",
    ("withdrawn", "full"): "",
    ("withdrawn", "closed"): "",
    ("withdrawn", "moved"): "",
}


@pytest.mark.parametrize(("publication", "status"), TABLE)
def test_a_moderator_can_make_exactly_the_moves_of_the_table(publication: str, status: str) -> None:
    found = allowed_moves(Publication(publication), Status(status))
    assert " ".join(found) == TABLE[publication, status]


def test_the_table_covers_every_state() -> None:
    assert len(TABLE) == len(Publication) * len(Status)


@pytest.mark.parametrize("move", Move)
def test_a_move_can_only_have_reasons_of_the_fixed_lists(move: Move) -> None:
    assert MOVES[move].reasons
    assert all(reason_label(slug) != slug for slug in MOVES[move].reasons)
    assert MOVE_WORDS[move].button


@pytest.mark.parametrize("handle", ["robin", "a-b", "sam2", "x" * 40])
def test_a_moderator_can_choose_a_plain_handle(handle: str) -> None:
    assert check_handle(handle) == handle


@pytest.mark.parametrize("handle", ["", "ab", "Robin", "r@example.org", "a b c", "-robin", "x" * 41, "نور"])
def test_a_moderator_cannot_have_a_handle_that_is_an_address_or_hard_to_type(handle: str) -> None:
    with pytest.raises(DeskError):
        check_handle(handle)


def test_a_moderator_can_type_a_recovery_code_as_they_like() -> None:
    code = new_code()
    assert len(code) == 19
    same = {code_fingerprint("robin", typed) for typed in (code, code.upper(), code.replace("-", " "))}
    assert len(same) == 1
    assert code_fingerprint("sam", code) not in same


@pytest.mark.parametrize(
    ("site_url", "host", "address", "name", "secure"),
    [
        ("", "localhost:8000", "http://localhost:8000", "localhost", False),
        ("", "127.0.0.1:8000", "http://127.0.0.1:8000", "127.0.0.1", False),
        ("", "LOCALHOST:80", "http://localhost", "localhost", False),
        ("", "[::1]:8000", "http://[::1]:8000", "::1", False),
        ("", "abc.onion", "http://abc.onion", "abc.onion", False),
        ("https://example.org", "127.0.0.1:8000", "https://example.org", "example.org", True),
        ("https://Example.ORG:443/", "[", "https://example.org", "example.org", True),
        ("https://example.org:8443", "", "https://example.org:8443", "example.org", True),
        ("http://ABC.onion:80", "x", "http://abc.onion", "abc.onion", False),
    ],
)
def test_a_browser_can_be_told_where_the_desk_is(
    site_url: str, host: str, address: str, name: str, secure: bool
) -> None:
    found = origin_of(site_url, host)
    assert (found.address, found.name, found.secure) == (address, name, secure)


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1:8000", "localhost.example.org", "onion"])
def test_the_desk_cannot_be_where_nobody_put_it(host: str) -> None:
    with pytest.raises(Elsewhere):
        origin_of("", host)


@pytest.mark.parametrize("host", ["", ":80", "[", "localhost:many", "localhost:99999"])
def test_the_desk_cannot_be_at_what_is_no_host(host: str) -> None:
    with pytest.raises(ValueError, match="host|IPv6|Port") as raised:
        origin_of("", host)
    assert not isinstance(raised.value, Elsewhere)


def test_a_guesser_cannot_try_one_name_often() -> None:
    throttle = Throttle(minutes=15, together=30, each=5)
    assert [throttle.allow(0, "robin") for _ in range(7)] == [True] * 5 + [False] * 2
    assert throttle.allow(0, "sam")
    assert not throttle.allow(14, "robin")
    assert throttle.allow(15, "robin")


def test_a_guesser_cannot_try_many_names_often_or_fill_the_memory() -> None:
    throttle = Throttle(minutes=15, together=30, each=5)
    assert sum(throttle.allow(0, f"name{number}") for number in range(500)) == 30
    assert not throttle.allow(14, "robin")
    assert throttle.allow(15, "robin")
