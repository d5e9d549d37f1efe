"""Every address of the visitor's side, made from the table of addresses: a new one is tested the day it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from tests.audiences import AUDIENCES
from tests.offered import SAMPLE

VISITORS = {"public", "machine", "way out"}
# What stands in an address beside the language: something that is there, and something that is not.
THERE = {"code": ("river-lamp", "lamp-avenue"), "number": ("1",)}
NOT_THERE = "no-such-thing"
# A variable part of an address: its kind, if it has one, and its name.
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")


def visitor_rules(app: Flask) -> list[Rule]:
    """Return every rule for visitors."""
    return [rule for rule in app.url_map.iter_rules() if AUDIENCES.get(rule.endpoint, "public") in VISITORS]


def _values(rule: Rule) -> Iterator[dict[str, str]]:
    """Yield what the variable parts may be: each known value once, and one that is not there."""
    names = rule.arguments - {"lang"}
    most = max((len(THERE.get(name, ())) for name in names), default=1)
    for at in range(most):
        yield {name: THERE[name][at % len(THERE[name])] if name in THERE else NOT_THERE for name in names}
    if names:
        yield dict.fromkeys(names, NOT_THERE)


def _filled(rule: Rule, given: dict[str, str]) -> str:
    return _PART.sub(lambda part: "1" if part[1] == "int" else given[part[2]], rule.rule)


def addresses(app: Flask, method: str = "GET", tags: tuple[str, ...] = ()) -> list[str]:
    """Return an address of every rule that takes this method, in these languages (a sample of their kinds without)."""
    tags = tags or tuple(SAMPLE)
    found = []
    for rule in visitor_rules(app):
        for values in _values(rule) if method in (rule.methods or ()) else ():
            for tag in tags if "lang" in rule.arguments else tags[:1]:
                found.append(_filled(rule, {**values, "lang": tag}))
    return sorted(set(found))
