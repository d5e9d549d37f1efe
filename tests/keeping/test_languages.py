"""How complete each catalogue is, in a terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Flask

from app import create_app
from app.keeping.catalogues import states
from app.languages import ENGLISH, OFFERED, Language
from config import Settings
from tests.keeping.conftest import run

POT = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "One"
msgstr ""

msgctxt "tone"
msgid "One"
msgstr ""

msgid "%(num)s place"
msgid_plural "%(num)s places"
msgstr[0] ""
msgstr[1] ""

msgid "Two"
msgstr ""
"""
HALF = (
    POT.replace('"One"\nmsgstr ""', '"One"\nmsgstr "Uno"', 1)
    .replace('msgstr[0] ""', 'msgstr[0] "%(num)s lugar"')
    .replace('msgid "Two"\nmsgstr ""', '#, fuzzy\nmsgid "Two"\nmsgstr "Dos"')
)


def _site() -> Flask:
    return create_app(Settings(database_url="sqlite://"))


def test_an_operator_can_see_that_every_language_on_the_menu_is_complete() -> None:
    code, said = run(_site(), "languages", "status")
    lines = said.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == [language.tag for language in OFFERED]
    assert lines[0].endswith("sentences, the source text")
    assert all("(100 %), not yet reviewed" in line for line in lines[1:])


def test_a_translator_can_see_how_much_is_missing_and_when_it_was_reviewed(tmp_path: Path) -> None:
    (tmp_path / "messages.pot").write_text(POT)
    (tmp_path / "es" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "es" / "LC_MESSAGES" / "messages.po").write_text(HALF)
    half = Language("es", "Español", reviewed=date(2026, 5, 4))
    found = states(tmp_path, (ENGLISH, half, Language("ar", "العربية", "rtl")))
    assert [(state.ready, state.wanted) for state in found] == [(4, 4), (1, 4), (0, 4)]
    assert found[1].line() == "es       1 of 4 sentences (25 %), reviewed 2026-05-04"
