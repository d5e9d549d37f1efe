"""A translation keeps the numbers and addresses of its source, and holds nothing that nobody can see."""

from __future__ import annotations

import pytest

from app.directory.faithful import Flaw, flaws, may_hurt_when_old, to_keep

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
        ("Call 116 123 or 988. Since 2019.", "Llama al 988 o al 116123.", "es"),
        ("It costs $1,000.", "Cuesta 1.000 $.", "es"),
        ("Knock at the door.Ring twice at harbour.org.", "Llama a la puerta de harbour.org.", "es"),
        ("Write to @red.umbrella.", "请联系@red.umbrella。", "zh-Hans"),
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


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("Call 988.", "Llama al 989."),
        ("Call 988, in danger 911.", "Llama al 988, en peligro al 988."),
        ("Call 116 123.", "Llama al 116 124."),
        ("Call 116 123.", "Llama al 116 ١٢٤."),
        ("See harbour.example for more.", "Mira la web para saber más."),
        ("See the site.", "Mira https://пример.рф."),
        ("See https://пример.рф.", "Mira https://пример.укр."),
        ("Write to @red.umbrella.", "Escribe a @red.umbrela."),
        ("Write to us.", "Escribe a @night_line."),
    ],
)
def test_a_short_line_a_host_or_a_handle_that_changed_is_noticed(source: str, body: str) -> None:
    assert Flaw.KEPT in {found.flaw for found in flaws("what", source, body, "es")}


@pytest.mark.parametrize(
    ("source", "body", "hurts"),
    [
        ("Doctors.", "Médicas. Llama al +1 212 555 0100.", True),
        ("Doctors. Call 988.", "Médicas. Llama al 911.", True),
        ("Doctors.", "Médicas. Escribe a in@harbour.example.", True),
        ("Doctors.", "Médicas, harbour.example", True),
        ("Doctors. Call 988 or 911.", "Médicas. Llama al 988.", False),
        ("Doctors.", "Médicas desde 2019.", False),
    ],
)
def test_an_old_text_may_hurt_where_it_holds_a_contact_that_is_gone(
    source: str, body: str, hurts: bool
) -> None:
    assert may_hurt_when_old("what", source, body) is hurts


def test_a_name_may_stay_as_it_is() -> None:
    assert flaws("name", "Harbour Group of the Night", "Harbour Group of the Night", "ar") == ()


def test_a_translator_is_told_what_to_keep() -> None:
    assert to_keep(SOURCE) == ("+1 212 555 0100", "in@harbour.example", "https://harbour.example/in")
    assert to_keep("988, @night_line, harbour.org") == ("988", "harbour.org", "@night_line")
