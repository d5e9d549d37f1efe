"""A language is on the menu only while its catalogue is whole: nothing missing, nothing lost."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from babel.messages.plurals import get_plural

from app.languages import ENGLISH, OFFERED, TRANSLATIONS, Language
from tests.absent import program
from tests.house import ROOT

TRANSLATED = [language for language in OFFERED if language is not ENGLISH]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """Every sentence that the code, the pages and the vocabulary show today."""
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    command += ["--mapping-file", "pyproject.toml", "--output-file", str(template), "."]
    subprocess.run(command, cwd=ROOT, check=True)
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(template))}


@cache
def _catalogue(language: Language) -> tuple[Path, polib.POFile]:
    path = TRANSLATIONS / language.folder / "LC_MESSAGES" / "messages.po"
    assert path.exists(), f"{language.tag} is on the menu and has no catalogue"
    return path, polib.pofile(str(path))


def _texts(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Yield each source text beside its translation; one pair for every plural form."""
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr
    for form in entry.msgstr_plural.values():
        yield entry.msgid_plural, form


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
def test_a_reader_can_read_every_sentence_in_a_language_on_the_menu(
    language: Language, sentences: set[Key]
) -> None:
    _path, catalogue = _catalogue(language)
    ready = {(entry.msgctxt, entry.msgid) for entry in catalogue if entry.translated() and not entry.fuzzy}
    missing = sorted(text for _context, text in sentences - ready)
    assert not missing, f"{len(missing)} of {len(sentences)} sentences are missing, such as {missing[:10]}"


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
def test_a_translation_cannot_lose_a_placeholder(language: Language) -> None:
    _path, catalogue = _catalogue(language)
    lost = [
        f"{source!r} became {text!r}"
        for entry in catalogue
        if not entry.obsolete and entry.translated()
        for source, text in _texts(entry)
        # "One place" may leave its number out in one form; it may never name another.
        if not (named := set(PLACEHOLDER.findall(text))) <= (wanted := set(PLACEHOLDER.findall(source)))
        or (not entry.msgid_plural and named != wanted)
    ]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
def test_a_catalogue_cannot_have_the_wrong_plural_forms(language: Language) -> None:
    path, catalogue = _catalogue(language)
    forms = int(re.findall(r"nplurals\s*=\s*(\d+)", catalogue.metadata["Plural-Forms"])[0])
    assert forms == get_plural(language.folder)[0]
    short = [entry.msgid for entry in catalogue if entry.msgid_plural and len(entry.msgstr_plural) != forms]
    assert not short, short
    answer = subprocess.run(
        [program("msgfmt"), "--check-format", "--output-file", "-", str(path)],
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr.decode()
