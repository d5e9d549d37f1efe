"""29 questions in 14 languages: each finds the text that answers it, on both engines.

Left out of the questions that the project began with: none. "house" finds "housing" by its stem.
"""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.directory.content import Prose
from tests.factories import list_organisation, list_service
from tests.search.conftest import codes

TEXTS = {
    "en": "Free legal help and housing for sex workers, trans-led clinic",
    "es": "Ayuda legal gratuita y atención médica; vivienda de emergencia; niños",
    "vi": "Hỗ trợ pháp lý miễn phí, phòng khám sức khỏe, nhà ở khẩn cấp Đà Nẵng",
    "ar": "مساعدة قانونية مجانية وسكن طارئ ورعاية صحّية للعاملات أُخرى",
    "zh": "免费法律援助、紧急住房和性健康诊所",
    "zh-Hant": "免費法律援助、緊急住房和性健康診所",
    "ja": "無料の法律相談と緊急の住まい、クリニック",
    "th": "ความช่วยเหลือทางกฎหมายฟรีและที่พักฉุกเฉินสำหรับพนักงานบริการ",
    "ko": "무료 법률 지원과 긴급 주거, 성건강 진료소를 제공합니다",
    "ru": "Бесплатная юридическая помощь и жильё для секс-работниц",
    "tl": "Libreng tulong legal at pabahay",
    "ht": "Èd legal gratis ak lojman",
    "fa": "کمک حقوقی رایگان و مسکن می‌خواهم",
    "hi": "मुफ़्त कानूनी सहायता और आवास",
}
QUESTIONS = [
    ("en", "house"), ("en", "housing"), ("es", "medica"), ("es", "atencion"), ("es", "ninos"), ("vi", "phap ly"),
    ("vi", "pháp lý"), ("vi", "da nang"), ("vi", "suc khoe"), ("ar", "قانونية"), ("ar", "صحية"), ("ar", "اخرى"),
    ("ar", "القانونية"), ("zh", "法律"), ("zh", "住房"), ("zh", "法律援助"), ("zh-Hant", "法律"), ("ja", "法律"),
    ("ja", "住まい"), ("th", "กฎหมาย"), ("th", "ที่พัก"), ("ko", "법률"), ("ko", "주거"), ("ko", "진료소"),
    ("ru", "жилье"), ("ru", "юридическая"), ("hi", "कानूनी"), ("fa", "مسکن"), ("fa", "میخواهم"),
]  # fmt: skip
WORDS = [
    "able",
    "acre",
    "agent",
    "amber",
    "apple",
    "april",
    "arrow",
    "aunt",
    "autumn",
    "bacon",
    "badge",
    "baker",
    "balcony",
    "bamboo",
]


@pytest.fixture
def texts(session: Session) -> Session:
    list_organisation(session)
    for tag, word in zip(TEXTS, WORDS, strict=True):
        prose = (Prose("name", tag, "x"), Prose("what", tag, TEXTS[tag]))
        # No kind and another need, so that only the text can answer.
        list_service(session, f"{word}-lamp", prose=prose, language=tag, need="community", kinds=())
    session.flush()
    return session


def test_each_of_29_questions_in_14_languages_finds_its_text(texts: Session) -> None:
    code = {tag: f"{word}-lamp" for tag, word in zip(TEXTS, WORDS, strict=True)}
    missed = [(tag, words) for tag, words in QUESTIONS if code[tag] not in codes(texts, words)]
    assert missed == []


@pytest.mark.parametrize(
    "words", ["法律援助", "ช่วยเหลือ", "원", "援助", "相談", "ที่พักฉุกเฉิน", "긴급 주거", "急"]
)
def test_part_of_a_text_without_spaces_is_never_lost(texts: Session, words: str) -> None:
    assert codes(texts, words)
