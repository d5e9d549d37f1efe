"""A language is on the menu only while its catalogue is whole: nothing missing, nothing lost."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import polib
import pytest

from app.languages import ENGLISH, OFFERED, TRANSLATIONS, Language
from app.vocabulary import spoken
from tests.absent import program
from tests.house import ROOT
from tests.neutral import DENIED, telling
from tests.unwanted import UNWANTED, unwanted

TRANSLATED = [language for language in OFFERED if language is not ENGLISH]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
# What i18nspector says and we do not follow, with the reason.
EXCEPTIONS = (
    # Arabic says none, one and two in a word of its own, without a digit.
    re.compile(r"/ar/.* python-format-string-missing-argument .* not in msgstr\[[012]\] while in"),
    # It knows languages by ISO 639 and a country; gettext and CLDR name a script too.
    re.compile(r"/zh_Han[st]/.* (?:invalid-language zh_Han[st]|unable-to-determine-language)$"),
    # Nobody is named in a catalogue, and no address of a person stands in it; a site is no release with a number.
    re.compile(
        r" (?:invalid-last-translator|no-report-msgid-bugs-to-header-field|no-version-in-project-id-version)\b"
    ),
)
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
def test_a_translation_cannot_lose_or_add_a_tag(language: Language) -> None:
    _path, catalogue = _catalogue(language)
    changed = [
        f"{source!r} became {text!r}"
        for entry in catalogue
        for source, text in _texts(entry)
        if sorted(TAG.findall(source)) != sorted(TAG.findall(text))
    ]
    assert not changed, "\n".join(changed)


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
def test_a_translation_cannot_call_people_names(language: Language) -> None:
    _path, catalogue = _catalogue(language)
    found = {
        text: words
        for entry in catalogue
        for _source, text in _texts(entry)
        if (words := unwanted(text, language.tag))
    }
    assert not found


def test_an_unwanted_word_is_found() -> None:
    assert UNWANTED.keys() == {language.tag for language in TRANSLATED}
    for tag, words in UNWANTED.items():
        assert all(unwanted(f"{word.replace('_', ' ').upper()}", tag) for word in words.split()), tag


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
def test_a_catalogue_cannot_have_the_wrong_plural_forms(language: Language) -> None:
    path, catalogue = _catalogue(language)
    header = catalogue.metadata["Plural-Forms"]
    forms = int(re.findall(r"nplurals\s*=\s*(\d+)", header)[0])
    chosen = c2py(header.partition("plural=")[2].rstrip(" ;"))
    # CLDR's own form for millions (es, fr, pt) stands in no catalogue: no count of ours is that large.
    pairs = {(language.locale.plural_form(number), chosen(number)) for number in range(2_000)}
    assert len(pairs) == len(dict(pairs)) == len({form for _name, form in pairs}) == forms
    short = [entry.msgid for entry in catalogue if entry.msgid_plural and len(entry.msgstr_plural) != forms]
    assert not short, short
    answer = subprocess.run(
        [program("msgfmt"), "--check", "--output-file", "-", str(path)], capture_output=True, check=False
    )
    assert answer.returncode == 0, answer.stderr.decode()


def test_a_second_checker_finds_nothing_in_any_catalogue() -> None:
    paths = [str(_catalogue(language)[0].relative_to(ROOT)) for language in TRANSLATED]
    answer = subprocess.run(
        [program("i18nspector"), *paths], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = [line for line in answer.stdout.splitlines() if not any(one.search(line) for one in EXCEPTIONS)]
    assert not found, "\n".join(found)
    assert not answer.stderr


def test_a_telling_word_is_found_in_every_language_and_a_harmless_one_in_none() -> None:
    assert DENIED.keys() == {language.tag for language in OFFERED}
    for tag, words in DENIED.items():
        first = words.split()[0].removesuffix("$")
        assert all(telling(f"a {first}", other) for other in ("", tag, "en")), tag
    assert telling("HIV teszt", "hu")
    assert not telling("Hívás és hivatal", "hu")
    assert telling("Hívás", "en")


def test_a_reader_of_every_language_can_ask_for_an_interpreter() -> None:
    for language in OFFERED:
        assert language.spoken
        assert all(spoken(code) for code in language.spoken)
    assert len({language.own_name for language in OFFERED}) == len(OFFERED) == 15
