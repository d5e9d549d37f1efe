"""A translator is told what a sentence alone does not say: what stands in its gaps, where a lone word stands."""

from __future__ import annotations

import re
import tomllib
from io import BytesIO

import polib

from app.vocabulary.extract import notes
from tests.house import ROOT

NOTES = "translations/notes.toml"
GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
SENTENCES = polib.pofile(str(ROOT / "translations" / "messages.pot"))


def test_a_translator_is_told_what_stands_in_a_gap_and_where_a_lone_word_stands() -> None:
    alone = [
        entry.msgid
        for entry in SENTENCES
        if not entry.comment
        and (GAP.search(entry.msgid) or (len(entry.msgid.split()) == 1 and not entry.msgctxt))
    ]
    assert not alone, f"write a note into {NOTES} and run `make catalogues`: {alone}"


def test_a_note_cannot_stand_above_a_sentence_that_is_gone() -> None:
    said = {
        entry.msgid
        for entry in SENTENCES
        if not entry.msgctxt and any(file != NOTES for file, _line in entry.occurrences)
    }
    assert not tomllib.loads((ROOT / NOTES).read_text("utf-8")).keys() - said


def test_a_note_reaches_the_catalogues() -> None:
    found = list(notes(BytesIO(b'# Why\n"Two" = "2"\n"Pages" = "Of a list"\n'), (), (), {}))
    assert found == [(2, "gettext", "Two", ["2"]), (3, "gettext", "Pages", ["Of a list"])]
    (pages,) = (entry for entry in SENTENCES if entry.msgid == "Pages" and not entry.msgctxt)
    assert "screen reader" in pages.comment
