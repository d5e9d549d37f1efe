"""The search for marks really finds: each way of keeping a visit is planted once, and must be named."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.canary.conftest import filled_postgresql, filled_sqlite
from tests.canary.deployed import behind, short_folder, site, stop
from tests.canary.marks import ADDRESS, MARKS, Hit, seen_below, seen_in
from tests.canary.sending import Sent, every_kind, send
from tests.canary.watching import read, under_strace
from tests.databases import Databases

pytestmark = [pytest.mark.usefixtures("deployed"), pytest.mark.timeout(300)]
LEAKING, UNSILENCED = "tests.canary.faulty:create_leaking_app", "tests.canary.faulty:create_unsilenced_app"
# Every leak of tests/canary/faulty.py: the file, the mark and its spelling.
PLANTED = {
    Hit("site.err", "address", "as it is"),
    Hit("site.out", "path", "as it is"),
    Hit("tmp/hashed", "address", "sha256, hex"),
    Hit("tmp/coded", "words", "base64 at 1"),
    Hit("tmp/wide", "agent", "UTF-16 LE"),
    Hit("tmp/percent", "other words", "percent"),
    Hit("tmp/sent", "referrer", "as it is"),
    Hit("tmp/table.sqlite3", "forwarded", "as it is"),
    Hit("tmp/table.sqlite3", "languages", "as it is"),
    Hit("tmp/table.sqlite3", "cookie", "as it is"),
}


def some(kinds: list[Sent], *names: str) -> list[Sent]:
    """Return the first request of each of these kinds."""
    return [next(sent for sent in kinds if sent.kind == name) for name in names]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
def test_a_mark_cannot_hide_in_any_spelling(mark: str, before: bytes) -> None:
    text = MARKS[mark]
    hidden = {
        "raw": text.encode(),
        "upper": text.upper().encode() if text.isascii() else text.encode(),
        "wide": text.encode("utf-16-le"),
        "base64": base64.b64encode(before + text.encode() + b"tail"),
        "base64url": base64.urlsafe_b64encode(before + text.encode() + b"tail"),
        "sha256": hashlib.sha256(text.encode()).hexdigest().encode(),
        "md5": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper().encode(),
        "sha1": hashlib.sha1(text.encode(), usedforsecurity=False).digest(),
    }
    missed = [
        name for name, data in hidden.items() if mark not in {hit.mark for hit in seen_in(data, "here")}
    ]
    assert not missed


def test_every_way_of_keeping_a_visit_is_found(databases: Databases, kinds: list[Sent]) -> None:
    with short_folder() as folder, short_folder() as beside:
        log = beside / "trace"
        address = filled_sqlite(databases, folder)
        with site(folder, address, factory=LEAKING, tcp=True, under=under_strace(log)) as found:
            for sent in some(kinds, "404", "GET directory.find"):
                send(found.door, sent)
            stop(found.processes[0])
        assert set(seen_below(folder)) >= PLANTED
        seen = {hit.mark for hit in read(log).hits}
        assert seen >= {"address", "path", "words", "agent", "referrer", "forwarded", "languages", "cookie"}


def test_an_error_logged_in_full_is_found(databases: Databases, kinds: list[Sent]) -> None:
    with short_folder() as folder:
        with site(folder, filled_sqlite(databases, folder), factory=UNSILENCED) as found:
            for sent in some(kinds, "500"):
                send(found.door, sent)
        assert Hit("site.err", "words", "as it is") in seen_below(folder)


# What an operator might change, and where the mark then stands.
PROXIES = [
    ("nginx", {"access_log off;": "access_log {folder}/access;"}, "access"),
    ("nginx", {"error_log /dev/null emerg;": "error_log {folder}/error;"}, "error"),
    ("nginx", {"client_body_buffer_size 64k;": "client_body_in_file_only on;"}, "tmp/client_body"),
    ("caddy", {"output discard": "output file {folder}/log", "\timport plain\n\timport away\n": ""}, "log"),
    (
        "caddy",
        {
            "import plain\n\timport away": "import plain\n\timport away\n\tlog {\n\t\toutput file {folder}/access\n\t}"
        },
        "access",
    ),
]


@pytest.mark.parametrize(("front", "changes", "where"), PROXIES)
def test_a_careless_proxy_is_found(
    databases: Databases, kinds: list[Sent], front: str, changes: dict[str, str], where: str
) -> None:
    with short_folder() as folder:
        planted = {old: new.replace("{folder}", str(folder)) for old, new in changes.items()}
        with site(folder, filled_sqlite(databases, folder)) as inner, behind(front, inner, planted) as found:
            stop(inner.processes[0])
            for sent in some(kinds, "POST directory.place", "413"):
                send(found.door, sent)
        assert any(hit.where.startswith(where) for hit in seen_below(folder)), seen_below(folder)


@pytest.mark.parametrize("front", ["nginx", "caddy"])
def test_a_proxy_passes_nothing_on_about_who_asks(
    databases: Databases, kinds: list[Sent], front: str
) -> None:
    with short_folder() as folder:
        with (
            site(folder, filled_sqlite(databases, folder), factory=LEAKING) as inner,
            behind(front, inner) as found,
        ):
            for sent in some(kinds, "404", "GET directory.find"):
                send(found.door, sent)
        kept = {hit.mark for hit in seen_below(folder)}
    assert "path" in kept
    assert kept.isdisjoint({"address", "forwarded", "agent", "languages", "referrer", "cookie", "header"}), (
        kept
    )


def test_a_talkative_postgresql_is_found(kinds: list[Sent]) -> None:
    with (
        short_folder() as folder,
        filled_postgresql(folder, quiet=False) as address,
        site(folder, address) as found,
    ):
        for sent in some(kinds, "500 database"):
            send(found.door, sent)
        hits = seen_below(folder)
    assert "words" in {hit.mark for hit in hits if hit.where.endswith("/log")}, hits


def test_every_address_is_visited(kinds: list[Sent], urls: tuple) -> None:
    visited = {sent.kind.partition(" ")[2] for sent in kinds}
    assert {rule.endpoint for map_ in urls for rule in map_.iter_rules()} <= visited
    assert every_kind(*urls) == kinds
    assert all(ADDRESS.encode() in sent.data for sent in kinds if b"X-Forwarded-For" in sent.data)
