"""A translation keeps the numbers and addresses of its source, and holds nothing that nobody can see."""

from __future__ import annotations

import pytest

from app.directory.faithful import Flaw, flaws, to_keep

SOURCE = "Call +1 212 555 0100 or write to in@harbour.example. See https://harbour.example/in."
RIGHT = "اتصلوا بالرقم ‎+1 212 555 0100 أو اكتبوا إلى in@harbour.example. الموقع https://harbour.example/in.".replace(
    "\u200e", ""
)


@pytest.mark.parametrize(
    ("source", "body", "language"),
    [
        (SOURCE, RIGHT, "ar"),
        (SOURCE, RIGHT.replace("+1 212 555 0100", "+١-٢١٢-٥٥٥-٠١٠٠"), "ar"),
        ("Ring the bell at 9-17, 10-18.", "Toca el timbre a las 9-17, 10-18 h.", "es"),
        ("Since 2026-01-15 on the 3rd floor.", "Desde el 15.01.2026 en el piso 3.", "es"),
        ("WhatsApp", "WhatsApp", "es"),
        ("No papers needed.", "不需要证件。", "zh-Hans"),
        ("No papers needed.", "ไม่ต้องใช้เอกสาร", "th"),
        ("No papers needed.", "서류가 필요 없습니다.", "ko"),
        ("Ask for the team.", "می‌توانید بپرسید.", "fa"),
    ],
)
def test_a_faithful_translation_has_no_flaw(source: str, body: str, language: str) -> None:
    assert flaws("get_in", source, body, language) == ()


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (RIGHT.replace("0100", "0199"), Flaw.KEPT),
        (RIGHT.replace("in@harbour", "on@harbour"), Flaw.KEPT),
        (RIGHT.replace("https://harbour.example/in", "https://harbor.example/in"), Flaw.KEPT),
        (RIGHT.replace("+1 212 555 0100", ""), Flaw.KEPT),
        (f"{RIGHT} +44 20 7946 0000", Flaw.KEPT),
        (f"{RIGHT} other.example", Flaw.KEPT),
        (f"{RIGHT} <b>", Flaw.MARKUP),
        (f"{RIGHT} %(name)s", Flaw.MARKUP),
        (f"\u202e{RIGHT}", Flaw.SIGNS),
        (f"{RIGHT}\u2069", Flaw.SIGNS),
        (f"{RIGHT}\0", Flaw.SIGNS),
        (f"{RIGHT} {'ا' * 600}", Flaw.LONG),
        (SOURCE, Flaw.SAME),
        (SOURCE.replace("Call", "Llama"), Flaw.SCRIPT),
    ],
)
def test_an_unfaithful_translation_is_noticed(body: str, flaw: Flaw) -> None:
    assert flaw in {found.flaw for found in flaws("get_in", SOURCE, body, "ar")}


def test_a_name_may_stay_as_it_is() -> None:
    assert flaws("name", "Harbour Group of the Night", "Harbour Group of the Night", "ar") == ()


def test_a_translator_is_told_what_to_keep() -> None:
    assert to_keep(SOURCE) == ("+1 212 555 0100", "in@harbour.example", "https://harbour.example/in")
