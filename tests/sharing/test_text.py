"""Plain text: small, stable, the same facts as the page, and no street in a list."""

from __future__ import annotations

import pytest

from app.directory.changes import Save
from app.directory.content import Answer
from tests.client import GuardedClient
from tests.factories import STRINGS_OK, service
from tests.offered import SAMPLE
from tests.sharing.conftest import STREET, Change, Read

TEXTS = ["s/river-lamp.txt", "o/calm-harbour.txt", "kit.txt?s=river-lamp", "find.txt?place=g3530597"]


@pytest.mark.parametrize("path", TEXTS)
def test_a_basic_phone_can_read_a_listing(read: Read, client: GuardedClient, path: str) -> None:
    for tag in SAMPLE:
        text = read(f"/{tag}/{path}")
        answer = client.get(f"/{tag}/{path}")
        assert answer.mimetype == "text/plain"
        assert answer.headers["Content-Type"].endswith("charset=utf-8")
        assert "<" not in text
        assert "river-lamp" in text
        assert text.endswith("\n")
        assert "\n\n\n" not in text
        assert len(text.encode()) < 6_000


def test_a_text_can_say_what_the_page_says(read: Read) -> None:
    text = read("/en/s/river-lamp.txt")
    answer = "Do I have to stop sex work, or plan to? No (They say, June 2026)"
    for said in ("Harbour Clinic", "+1 212-555-0100", answer, STREET, "Code: river-lamp"):
        assert said in text
    assert "عيادة الميناء" in read("/ar/s/river-lamp.txt")


def test_a_list_in_plain_text_cannot_name_a_street(read: Read) -> None:
    text = read("/en/find.txt?place=g3530597")
    assert "Mexico City" in text
    assert STREET not in text
    assert "Secret Draft" not in text


def test_a_warning_in_plain_text_is_a_word(read: Read, change: Change) -> None:
    facts = (*STRINGS_OK, Answer(2, ("yes",), month="2020-01"))
    change(Save("river-lamp", service("calm-harbour", facts=facts)))
    text = read("/en/s/river-lamp.txt")
    assert "Do I need ID or papers? Warning: Yes (They say, January 2020." in text
    assert "This may have changed. Ask again." in text
    assert "We do not know yet" in text


def test_a_text_address_can_lead_to_the_right_one(listed: object, client: GuardedClient) -> None:
    assert client.get("/en/s/RIVER-LAMP.txt").headers["Location"] == "/en/s/river-lamp.txt"
    assert client.get("/en/s/calm-harbour.txt").headers["Location"] == "/en/o/calm-harbour.txt"
    assert client.get("/en/s/quiet-lake.txt").status_code == 404
    assert client.get("/en/o/quiet-lake.txt").status_code == 404
    assert client.get("/en/find.txt?need=nothing").status_code == 404
