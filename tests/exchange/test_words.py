"""Text, numbers, hours and words of other directories, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.content import Hours
from app.directory.rules import DAY
from app.exchange.clean import is_role, one_line, plain, role_email, scrubbed, scrubbed_name, website
from app.exchange.hours import from_template, from_text, is_always, minutes, weekday, weekly
from app.exchange.mapping import Meant, kinds_of, meaning, spoken
from app.exchange.phones import Number, numbers
from app.exchange.records import SourceHours
from app.exchange.whereabouts import Area, country_code, known_towns, locate, region_code
from app.exchange.zones import time_zone
from app.places import timezones
from app.vocabulary import kind


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>One<br/>two</p><script>x()</script><p>a &amp; b</p>", "One\ntwo\n\na & b"),
        ("Call.\\n\\n###MON###", "Call."),
        ("driverGÇÖs", "driver’s"),
        ("a\u202eb\u200bc\x07", "abc"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
    ],
)
def test_a_reader_can_see_plain_text(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We listen. Write to ana.ruiz@x.example. Come in.", "We listen. Come in."),
        ("We listen. Write to info@x.example.", "We listen. Write to info@x.example."),
        ("We are at 11347 SW 160th Street. Come in.", "Come in."),
        ("Mail P.O. Box 12. Come in.", "Come in."),
        ("Ask for Dr. Ana Ruiz. Come in.", "Come in."),
        ("Ask for Pam Bondi. Come in.", "Come in."),
        ("Ask at the Front Desk. Come in.", "Ask at the Front Desk. Come in."),
    ],
)
def test_nobody_can_read_a_street_or_a_name_in_a_text(text: str, left: str) -> None:
    assert scrubbed(text, {"Pam  Bondi", "Front Desk", "Confidential"}) == left


def test_a_name_cannot_hold_a_street() -> None:
    assert scrubbed_name("Hospital at 251 North Fourth Street") == "Hospital"
    assert scrubbed_name("251 North Fourth Street") == ""
    assert one_line("A\n<b>name</b>") == "A name"


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("info@x.example", True),
        ("help-desk@x.example", True),
        ("mary@x.example", False),
        ("infante@x.example", False),
    ],
)
def test_a_shared_mailbox_can_be_told_from_a_person(address: str, role: bool) -> None:
    assert is_role(address) is role
    assert role_email(f"or {address};") == (address if role else "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("www.miamidade.gov/fire", "https://www.miamidade.gov/fire"),
        ("http://a.example/x?utm_medium=1&id=7&fbclid=z#part", "http://a.example/x?id=7#part"),
        ("https://name:word@a.example/", ""),
        ("javascript:alert(1)", ""),
        ("n/a", ""),
        ("a.example; b.example", "https://a.example"),
        ("https://a.example:99999/", ""),
        ("http://" + "a" * 600 + ".example", ""),
    ],
)
def test_a_reader_can_follow_a_link_without_being_counted(written: str, read: str) -> None:
    assert website(written) == read


@given(st.text(max_size=80))
def test_any_text_can_be_cleaned(text: str) -> None:
    plain(text), scrubbed(text, {text}), numbers(text, "us"), from_text(text), spoken([text]), kinds_of(text)
    assert website(text)[:4] in {"", "http"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("305-253-4841", [Number("+13052534841")]),
        ("305-253-4841 x22; 305-891-8850 or 800-625-2257",
         [Number("+13052534841", "22"), Number("+13058918850"), Number("+18006252257")]),
        ("305-891-8850 xOPT2", [Number("+13058918850", "", "2")]),
        ("main: 727-490-4040, tollfree: 800-625-2257", [Number("+17274904040"), Number("+18006252257")]),
        ("+44 20 7946 0991 ext. 5", [Number("+442079460991", "5")]),
        ("211", [Number("211")]),
        ("000-000-*347", []),
        ("call Monday", []),
    ],
)  # fmt: skip
def test_a_reader_can_dial_what_was_written(written: str, read: list[Number]) -> None:
    assert numbers(written, "us") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9:00am", 540), ("9am", 540), ("12:30 p.m.", 750), ("17:00:00", 1020), ("12:00am", 0), ("noon", 720),
        ("24:00", DAY), ("9:00", None), ("5:00pm (dispensing)", None), ("6:300pm", None), ("25:00", None), ("", None),
        ("10:00m", None), ("09:00Z", None),
    ],
)  # fmt: skip
def test_a_time_can_only_be_read_in_one_way(written: str, read: int | None) -> None:
    assert minutes(written) == read


def test_hours_can_only_be_kept_when_they_are_certain() -> None:
    night = SourceHours((4,), "10:00pm", "2:00am")
    assert weekly([night]) == (Hours(4 * DAY + 1320, 4 * DAY + 1560),)
    assert weekly([night, SourceHours((5,), "1:00am", "3:00am")]) is None
    assert weekly([SourceHours((0,), "9am", "5pm", certain=False)]) is None
    assert weekly([SourceHours((0,), "5:00am", "1:00am")]) is None
    around = weekly([SourceHours(tuple(range(7)), "00:00", "23:59")])
    assert around is not None
    assert is_always(around)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("Monday - Friday, 8:00 a.m. - 5:00 p.m.", [(0, 1, 2, 3, 4)]),
        ("Office: Monday - Friday, 8:30am-4pm", [(0, 1, 2, 3, 4)]),
        ("Thursdays, 5:30 p.m. - 6:30 p.m.", [(3,)]),
        ("Office and Home: By Appointment", []),
        ("Mon-Fri 9am-5pm, closed on holidays", []),
    ],
)
def test_hours_in_words_can_be_read_only_as_a_whole(written: str, days: list[tuple[int, ...]]) -> None:
    assert [opening.days for opening in from_text(written)[0]] == days


def test_a_line_that_never_closes_can_be_told() -> None:
    assert from_text("24 hours a day, 7 days a week.") == ([], True)
    assert [weekday(word) for word in ("Mon", "1", "TU", "sundays", "x", "8")] == [0, 0, 1, 6, None, None]


def test_the_template_cannot_hold_hours_that_overlap() -> None:
    assert from_template("mo 09:00-17:00; fr 22:00-05:00") == (Hours(540, 1020), Hours(7080, 7500))
    for wrong in (
        "mo 9-17",
        "mo 09:00-17:00; mo 12:00-13:00",
        "su 22:00-10:00; mo 09:00-12:00",
        "",
        "mo 24:00-01:00",
    ):
        assert from_template(wrong) is None


def test_a_moderator_can_rely_on_the_mapping() -> None:
    assert meaning(["LF-4900.2400-150"]) == Meant("medical", ("m1", "m2"))
    assert meaning(["LJ-2000.6500-700"]) == Meant()
    assert meaning(["Immigration", "Wage Claims", "Food Stamps"]) == Meant("legal", ("l1", "l5", "f4"))
    assert meaning(["YX-1500.9000", "nonsense"]) == Meant()
    assert kinds_of("BH-1800.1500-100") == ("h2",)
    assert kinds_of("BH-1800.9999") == ("h1",)


def test_the_mapping_can_only_name_kinds_we_have() -> None:
    for term in ("LE", "detox", "BH-8600", "support groups", "legal aid"):
        assert kinds_of(term)
        assert all(kind(code) for code in kinds_of(term))


def test_a_language_can_only_be_claimed_when_it_is_sure() -> None:
    named = spoken(
        ["English", "Creole", "Spanish (limited)", "Others available upon request", "English and Spanish"]
    )
    assert [(each.language, each.how) for each in named] == [
        ("eng", "staff"),
        ("hat", "staff"),
        ("spa", "staff"),
    ]
    assert [each.how for each in spoken(["Russian (interpreter)"])] == ["interpreter"]


def test_a_town_can_be_found_where_the_data_say_it_is() -> None:
    here = locate("Portland", "OR", "US", "")
    assert here.town is not None
    assert (here.region, here.country, here.town.timezone) == ("or", "us", "America/Los_Angeles")
    assert locate("Waxhaw Springs", "NC", "   ", "") == Area(None, "Waxhaw Springs", "nc", "us")
    assert locate("Toronto", "", "", "") == Area(None, "Toronto", "", "")
    assert locate("Toronto", "", "", "ca").town is not None
    assert (country_code("United States"), country_code("USA"), country_code("zz")) == ("us", "us", "")
    assert (region_code("Ontario", "ca"), region_code("ca-on", "ca"), region_code("Nowhere", "ca")) == (
        "on",
        "on",
        "",
    )


def test_a_town_of_the_template_can_be_written_in_any_script() -> None:
    for written in ("g3530597", "CDMX", "Ciudad de México"):
        assert [found.id for found in known_towns(written, "", "mx")] == [3530597]


def test_a_town_of_the_template_cannot_be_the_beginning_of_another() -> None:
    assert known_towns("Ash", "", "gb") == []
    assert known_towns("York", "on", "ca") == []
    assert [found.region for found in known_towns("York", "", "gb")] == ["eng"]


def test_a_town_cannot_be_the_largest_of_its_name() -> None:
    assert locate("Springfield", "", "US", "") == Area(None, "Springfield", "", "us")
    assert locate("Springfield", "IL", "US", "").town is not None
    assert len(known_towns("Springfield", "", "us")) > 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("America/Toronto", "America/Toronto"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", ""),
        ("Antarctica/Troll", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_time_zone_can_only_be_one_that_a_town_has(written: str, read: str) -> None:
    assert time_zone(written) == read
    assert read in {"", *timezones()}
