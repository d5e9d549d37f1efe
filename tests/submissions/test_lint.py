"""What a group should look at twice before anyone can read it, and what is right as it is."""

from __future__ import annotations

import pytest

from app.submissions.lint import (
    EMAIL_IN_TEXT,
    NAME_IN_TEXT,
    NUMBER_IN_TEXT,
    PRIVATE_EMAIL,
    Written,
    concerns,
)


def found(body: str, kind: str = "prose") -> list[tuple[str, str]]:
    return [(one.why, one.words) for one in concerns([Written("s1-what", "What you do", body, kind)])]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Ring the bell and ask for Maria.", "Maria"),
        ("Call Jenny first", "Jenny"),
        ("Please speak to Ms. Chen", "Chen"),
        ("Pregunta por Lucía en la puerta", "Lucía"),
        ("Llama a doña Rosa", "Rosa"),
        ("pide por Ángel", "Ángel"),
        ("اسألوا عن سميرة عند الباب", "سميرة"),
        ("تواصل مع فاطمة", "فاطمة"),
        ("到了请找王姐", "王姐"),
        ("联系李医生", "李医生"),
    ],
)
def test_a_group_is_warned_of_a_name_in_every_language(body: str, name: str) -> None:
    assert found(body) == [(NAME_IN_TEXT, name)]


@pytest.mark.parametrize(
    "body",
    [
        "Ask for help. We are there at night.",
        "ask for the nurse, or call us",
        "Call Monday to Friday",
        "Ask for English or Spanish",
        "Pregunta por la enfermera",
        "Llama al timbre",
        "اسألوا عن الممرضة",
        "اطلبوا مساعدة",
        "请找护士",
        "联系我们",
        "We have been here since 1998-2004, three rooms, 24 beds.",
        "Open 10:00-18:00, 12 steps up",
    ],
)
def test_a_group_is_not_warned_of_ordinary_words(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Write to ana@harbour.example first", (EMAIL_IN_TEXT, "ana@harbour.example")),
        ("Text 030 123 4567 before you come", (NUMBER_IN_TEXT, "030 123 4567")),
        ("اتصلوا على ٠٣٠١٢٣٤٥٦٧", (NUMBER_IN_TEXT, "0301234567")),
    ],
)
def test_a_group_is_warned_of_an_address_in_a_text(body: str, expected: tuple[str, str]) -> None:
    assert found(body) == [expected]


@pytest.mark.parametrize("body", ["ana.ruiz@gmail.com", "someone@QQ.com", "group@outlook.es"])
def test_a_group_is_warned_of_a_mailbox_that_looks_like_one_persons(body: str) -> None:
    assert found(body, "email") == [(PRIVATE_EMAIL, body)]


def test_a_group_is_not_warned_of_its_own_mailbox_or_of_a_number_where_it_belongs() -> None:
    assert found("info@harbour.example", "email") == []
    assert found("030 123 4567", "free") == []


@pytest.mark.parametrize("body", ["Maria Lopez", "Jessica", "فاطمة"])
def test_a_group_is_warned_that_its_name_is_a_persons(body: str) -> None:
    assert found(body, "name") == [(NAME_IN_TEXT, body)]


@pytest.mark.parametrize("body", ["Maria House for Women", "Casa", "Red Umbrella Night", "夜间图书馆"])
def test_a_group_is_not_warned_of_the_name_of_a_group(body: str) -> None:
    assert found(body, "name") == []


def test_each_warning_says_where_and_comes_once() -> None:
    one = Written("s1-get_in", "How to get in", "Ask for Maria. Really, ask for Maria.")
    (concern,) = concerns([one, one])
    assert (concern.field, concern.label, concern.words) == ("s1-get_in", "How to get in", "Maria")
