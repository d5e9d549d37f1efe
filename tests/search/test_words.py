"""Seventy questions in the words people use: each finds the kind of help that is meant, among the first ten."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import search
from app.search import stemming
from app.search.stemming import ALGORITHMS, stem
from tests.search.conftest import cards, look

# Language of the page, words, a kind of help that must be found.
ASKED = [
    ("en", "clap", "m1"), ("en", "sti test", "m1"), ("en", "condom broke", "m2"), ("en", "hormones", "m5"),
    ("en", "i was raped", "m6"), ("en", "papers", "l1"), ("en", "visas", "l1"), ("en", "undocumented", "l1"),
    ("en", "trafficked", "l13"), ("en", "my boss has my passport", "l13"), ("en", "public defender", "l2"),
    ("en", "bad trick list", "s1"), ("en", "ugly mugs", "s1"), ("en", "bad date list", "s1"), ("en", "narcan", "s4"),
    ("en", "condoms", "s2"), ("en", "bed tonight", "h1"), ("en", "landlord", "h7"), ("en", "hotline", "t2"),
    ("en", "come with me to court", "p2"), ("en", "leaked photos", "l11"), ("en", "I need a lawyer", "l2"),
    ("en", "expungement", "l4"), ("en", "toothache", "m8"), ("en", "sore back", "m11"), ("en", "food bank", "f2"),
    ("es", "hormonas", "m5"), ("es", "sin papeles", "l1"), ("es", "necesito una abogada", "l1"),
    ("es", "condones", "s2"),
    ("es", "vih", "m2"), ("es", "cama para esta noche", "h1"), ("es", "trata", "l13"), ("es", "violacion", "m6"),
    ("es", "abogada de inmigración", "l1"), ("es", "no me pagaron", "l5"), ("es", "antecedentes", "l4"),
    ("es", "clientes peligrosos", "s1"), ("es", "muela", "m8"), ("es", "interprete", "l12"),
    ("ar", "إقامة", "l1"), ("ar", "اقامه", "l1"), ("ar", "محامية", "l2"), ("ar", "مأوى", "h1"), ("ar", "هرمونات", "m5"),
    ("ar", "بلا أوراق", "l1"), ("ar", "جواز سفر", "l7"), ("ar", "الهرمونات", "m5"), ("ar", "خط ساخن", "t2"),
    ("ar", "إجهاض", "m3"),
    ("zh-Hans", "居留", "l1"), ("zh-Hans", "签证", "l1"),
    ("zh-Hans", "我需要律师", "l2"),
    ("zh-Hans", "性病检查", "m1"),
    ("zh-Hans", "激素", "m5"), ("zh-Hans", "护照被扣", "l13"),
    ("zh-Hans", "今晚没地方住", "h1"),
    ("zh-Hans", "安全套", "s2"),
    ("zh-Hans", "扫黄", "l2"), ("zh-Hans", "欠薪", "l5"), ("zh-Hans", "堕胎", "m3"), ("zh-Hans", "热线", "t2"),
    ("de", "kondome", "s2"), ("fr", "sans papiers", "l1"), ("hu", "óvszer", "s2"), ("pt-BR", "camisinha", "s2"),
    ("ro", "fără acte", "l1"), ("ru", "негде спать", "h1"), ("uk", "візу", "l1"), ("bg", "без документи", "l1"),
    ("th", "ไม่มีวีซ่า", "l1"), ("th", "ฉันอยากได้ถุงยางอนามัย", "s2"), ("ko", "비자가", "l1"), ("zh-Hant", "保險套", "s2"),
    # Words of one language on a page in another.
    ("en", "居留", "l1"), ("en", "هرمونات", "m5"), ("zh-Hans", "visa", "l1"), ("ar", "condones", "s2"),
]  # fmt: skip


@pytest.mark.parametrize("reader", sorted({tag for tag, _words, _kind in ASKED}))
def test_a_worker_can_find_each_kind_of_help_by_her_own_words(shelf: Session, reader: str) -> None:
    asked = [(words, kind) for tag, words, kind in ASKED if tag == reader]
    missed = [
        (words, kind)
        for words, kind in asked
        if not any(kind in card.kinds for card in cards(shelf, words, reader)[:10])
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("clap", "m1"),
        ("papers", "l1"),
        ("bad trick list", "s1"),
        ("hormonas", "m5"),
        ("居留", "l1"),
        ("condms", "s2"),
    ],
)
def test_words_for_a_kind_of_help_offer_that_kind_first(shelf: Session, words: str, kind: str) -> None:
    assert look(shelf, words).offers[0].kinds == (kind,)


@pytest.mark.parametrize("words", ["", "  ", "?!", "\u202e", "the", "a"])
def test_words_that_say_nothing_are_no_trouble(shelf: Session, words: str) -> None:
    assert look(shelf, words).offers == ()


def test_small_words_are_left_out_when_others_say_more() -> None:
    heard = search.hear("where can I find a lawyer", "en")
    assert [one.word for one in heard.rest] == ["lawyer"]
    assert [one.word for one in search.hear("I need", "en").rest] == ["i", "need"]


@pytest.mark.parametrize("tag", ["ar", "el", "fa", "hi", "hy", "ne", "ru", "ta", "yi"])
def test_a_stemmer_of_another_script_leaves_latin_words_alone(tag: str) -> None:
    for word in ("housing", "clinics", "advocaten", "nations", "running", "s2k19", "estudiantes"):
        assert stem(word, tag) == word


@pytest.mark.parametrize("tag", sorted(ALGORITHMS))
def test_a_stemmer_remembers_no_word_it_was_given(tag: str) -> None:
    stem("housing", tag)
    stemmer = stemming._stemmer(tag)
    assert stemmer is not None
    assert stemmer.maxCacheSize == 0
