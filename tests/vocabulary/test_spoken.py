"""A worker finds who speaks her language, by the name it has in the language she reads."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from app.languages import OFFERED
from app.vocabulary import spoken, spoken_codes, spoken_languages, spoken_name

TAGS = [language.tag for language in OFFERED]
# Spoken by people who read the interface languages we mean to offer.
LAUNCH = "eng spa cmn zho ron por tha fra ara bul rus kor yue hun ukr deu pol tur sqi ita jpn vie tgl fil pcm"
SIGNED = "ase bfi mfs csl ssp gsg fsl"


def test_every_language_has_one_code_of_three_letters() -> None:
    codes = [language.code for language in spoken_languages()]
    assert len(codes) == len(set(codes)) >= 120
    assert all(re.fullmatch("[a-z]{3}", code) for code in codes)
    assert {*LAUNCH.split(), *SIGNED.split()} <= set(codes)


@pytest.mark.parametrize("language", spoken_languages(), ids=lambda language: language.code)
def test_a_language_cannot_have_a_tag_that_is_not_its_code(language) -> None:  # type: ignore[no-untyped-def]
    """BCP 47 wants the shortest ISO 639 code: two letters where there are two."""
    assert re.fullmatch("[a-z]{2}" if len(language.tag) == 2 else language.code, language.tag)


@pytest.mark.parametrize("tag", TAGS)
def test_a_reader_can_tell_every_language_apart(tag: str) -> None:
    catalogue = {language.label for language in spoken_languages() if language.catalogue}
    names = [spoken_name(language.code, tag) for language in spoken_languages()]
    assert len(names) == len(set(names))
    english = {language.label for language in spoken_languages()} - catalogue
    # A name left in English would mean that CLDR lacks it: it belongs in the catalogue.
    assert tag == "en" or not english & set(names) - set(Locale.parse(tag, sep="-").languages.values())


def test_a_reader_can_tell_mandarin_from_cantonese_and_from_chinese() -> None:
    assert spoken_name("yue", "zh-Hans") == "粤语"
    assert spoken_name("zho", "zh-Hans") == "中文"
    assert spoken_name("cmn", "zh-Hans", lambda _context, _label: "普通话") == "普通话"
    assert spoken_name("cmn", "en") == "Mandarin"
    assert spoken_name("hat", "es") == "criollo haitiano"
    assert spoken_name("rus", "ar") == "الروسية"


def test_a_name_from_the_catalogue_is_asked_for_with_its_context() -> None:
    asked: list[tuple[str, str]] = []

    def pgettext(context: str, label: str) -> str:
        asked.append((context, label))
        return "langue des signes"

    assert spoken_name("ase", "fr", pgettext) == "langue des signes"
    assert spoken_name("fra", "fr", pgettext) == "français"
    assert asked == [("language", "American Sign Language")]


def test_a_reader_cannot_be_shown_a_slur_for_romani() -> None:
    assert [spoken_name("rom", tag) for tag in TAGS] == ["Romani"] * len(TAGS)


def test_an_unknown_code_is_its_own_name() -> None:
    assert spoken("qqq") is None
    assert spoken_name("qqq", "ar") == "qqq"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("english", "eng"),
        ("creole", "hat"),
        ("haitian-creole", "hat"),
        ("asl", "ase"),
        ("american sign language", "ase"),
        ("mandarin", "cmn"),
        ("chinese", "zho"),
        ("chinese (mandarin)", "cmn"),
        ("chinese (cantonese)", "yue"),
        ("taiwanese", "nan"),
        ("español", "spa"),
        ("farsi", "fas"),
        ("中文", "zho"),
    ],
)
def test_an_import_can_read_what_other_directories_call_a_language(word: str, code: str) -> None:
    assert spoken_codes()[word] == code


@pytest.mark.parametrize("word", ["sign language", "other languages available upon request", "indian", ""])
def test_an_import_cannot_guess_a_language(word: str) -> None:
    assert word not in spoken_codes()


def test_a_word_cannot_mean_two_languages() -> None:
    names = [name.casefold() for one in spoken_languages() for name in {one.label, *one.words}]
    assert sorted(names) == sorted(spoken_codes())
