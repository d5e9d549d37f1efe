"""Promise: "What we keep" says what the tests hold. No promise without a test, a planted leak and a sentence."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from app.languages import OFFERED
from app.privacy.sentences import CANNOT_HIDE, LEAVE_LESS, PROMISING, Sentence, said
from tests.client import GuardedClient, body
from tests.house import ROOT, functions
from tests.promises.contract import PROMISES, page
from tests.promises.promised import Promise


def missing(name: str) -> bool:
    """Say whether the table names a test that is not there."""
    path, _colons, test = name.partition("::")
    file = ROOT / path
    return not file.exists() or test not in _functions(file)


@cache
def _functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in functions(path))


def faults(promises: dict[int, Promise], sentences: tuple[Sentence, ...]) -> list[str]:
    """Return what the table and the page lack; none is right."""
    kept = {number for sentence in sentences for number in sentence.promises}
    found = [
        f"“{sentence.text}” makes no promise"
        for sentence in PROMISING
        if sentence not in sentences or not sentence.promises
    ]
    found += [f"no promise {number} for a sentence" for number in kept - promises.keys()]
    for number, one in promises.items():
        found += [
            f"promise {number} has no {what}"
            for what in ("tests", "leaks", "figure")
            if not getattr(one, what)
        ]
        found += [f"promise {number}: {name} is gone" for name in one.tests + one.leaks if missing(name)]
        found += [f"promise {number} has no sentence"] if number not in kept else []
    return found


def test_every_promise_has_a_test_a_leak_and_a_sentence() -> None:
    assert list(PROMISES) == list(range(1, 33))
    assert faults(PROMISES, PROMISING) == []


@pytest.mark.parametrize("number", PROMISES)
def test_a_promise_without_a_test_or_a_sentence_is_found(number: int) -> None:
    one = PROMISES[number]
    for spoiled in (
        replace(one, tests=()),
        replace(one, leaks=()),
        replace(one, tests=(f"{one.tests[0]}_gone",)),
        replace(one, leaks=("tests/promises/test_nowhere.py::test_it",)),
    ):
        assert faults({**PROMISES, number: spoiled}, PROMISING)
    silent = tuple(
        replace(sentence, promises=tuple(n for n in sentence.promises if n != number))
        for sentence in PROMISING
    )
    assert faults(PROMISES, silent)
    assert faults({other: PROMISES[other] for other in PROMISES if other != number}, PROMISING)


def test_every_sentence_is_on_the_page_in_every_language(demonstration: GuardedClient) -> None:
    pages = {one.tag: unescape(body(demonstration.get(f"/{one.tag}/privacy")).decode()) for one in OFFERED}
    for sentence in (*PROMISING, *CANNOT_HIDE, *LEAVE_LESS):
        assert f">{sentence.text}<" in pages["en"]
        # Elsewhere it is translated: the catalogues are held whole by test_house_languages.py.
        assert not [tag for tag, html in pages.items() if tag != "en" and f">{sentence.text}<" in html]
    counts = {html.count("<li>") for html in pages.values()}
    assert len(counts) == 1


def test_a_site_that_lets_search_engines_in_does_not_say_that_it_keeps_them_out() -> None:
    closed = {sentence.text for sentence in PROMISING if sentence.closed}
    assert closed <= set(said("")["same"])
    assert closed.isdisjoint(said("all")["same"])


def test_the_table_in_the_docs_is_this_table() -> None:
    written = (ROOT / "docs" / "promises.md").read_text("utf-8")
    assert written == page(), "run: python -m tests.promises.contract > docs/promises.md"
