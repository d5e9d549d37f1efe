"""Every address has an audience that someone decided on (tests/audiences.py)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from tests.audiences import AUDIENCES
from tests.neutral import telling

KNOWN = {"public", "machine", "way out", "door", "desk"}


def _rules(app: Flask) -> Iterator[Rule]:
    """Yield every address, of the site and of the desk beside it."""
    yield from app.url_map.iter_rules()
    yield from app.extensions["desk"].url_map.iter_rules()


def test_a_moderator_can_see_for_whom_every_address_is(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in _rules(app)}
    undecided, gone = endpoints - AUDIENCES.keys(), AUDIENCES.keys() - endpoints
    assert not undecided, f"decide in tests/audiences.py for whom these are: {sorted(undecided)}"
    assert not gone, f"these addresses are gone: make them redirect, then take them out: {sorted(gone)}"
    assert set(AUDIENCES.values()) <= KNOWN


def test_a_reader_can_see_the_language_in_every_public_address(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in _rules(app)
        if AUDIENCES.get(rule.endpoint) == "public" and not rule.rule.startswith("/<lang:lang>/")
    ]
    # The first page offers the languages, and a shared link does not know its reader.
    assert set(silent) <= {"/", "/g/<code:code>"}, silent


def test_a_stranger_cannot_learn_anything_from_an_address(app: Flask) -> None:
    told = {rule.rule: found for rule in _rules(app) if (found := telling(rule.rule))}
    assert not told, told


def test_a_visitor_cannot_write_with_a_link(app: Flask) -> None:
    both = [
        rule.rule
        for rule in _rules(app)
        if {"GET", "POST"} <= (rule.methods or set()) and AUDIENCES.get(rule.endpoint) == "public"
    ]
    # Forms show themselves on GET and take answers on POST; the client refuses a GET that writes.
    assert all(rule.startswith("/<lang:lang>/") for rule in both), both
    assert not [rule for rule in _rules(app) if {"PUT", "DELETE", "PATCH"} & (rule.methods or set())]
