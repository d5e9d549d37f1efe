"""Who to call: four choices, police last and never hidden; what is not set up is said, never guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from app.directory import danger
from app.languages import OFFERED
from config import Settings
from tests.client import GuardedClient, body, guarded

BAD_MONTH = '[country.us]\nemergency = "1"\nchecked = "May"\nsource = "x"\n'
TAGS = {language.tag for language in OFFERED}


def headings(client: GuardedClient, path: str) -> list[str]:
    html = body(client.get(path)).decode()
    return [part.split("</h2>")[0] for part in html.split("<h2")[1:]]


def test_police_come_last_and_are_never_hidden(demonstration: GuardedClient) -> None:
    for path in ("/en/danger", "/en/danger?place=us", "/en/danger?place=th"):
        found = [part.split(">", 1)[1] for part in headings(demonstration, path)]
        wanted = ["Someone you trust", "A group or line near you", "Medical help", "Police and emergency"]
        assert [part for part in found if part in wanted] == wanted


def test_a_country_that_is_set_up_shows_numbers_rights_and_words_to_show(
    demonstration: GuardedClient,
) -> None:
    html = body(demonstration.get("/es/danger?place=us")).decode()
    country = danger.read(danger.DEMONSTRATION)["us"]
    assert country.emergency in html
    assert all(right.text["es"] in html for right in country.rights)
    assert country.phrases[0].text in html


def test_a_country_that_is_not_set_up_says_so(demonstration: GuardedClient) -> None:
    html = body(demonstration.get("/en/danger?place=th")).decode()
    assert "This site has no number for here yet." in html
    assert "This site has no sentences about your rights here yet." in html


def test_a_site_without_a_file_says_so(client: GuardedClient) -> None:
    assert "This site has no number for here yet." in body(client.get("/en/danger?place=mx")).decode()


def test_without_a_place_nothing_is_claimed_about_any(demonstration: GuardedClient) -> None:
    html = body(demonstration.get("/en/danger")).decode()
    assert "Choose above where you are." in html
    assert "tel:" not in html
    assert "for here yet" not in html


def test_a_line_of_another_country_is_not_near_you(demonstration: GuardedClient) -> None:
    html = body(demonstration.get("/en/danger?place=mx")).decode()
    numbers = set(re.findall(r"/en/s/([a-z-]+)", html))
    assert numbers
    assert "river-lamp" not in numbers


def test_a_place_nobody_knows_is_a_helpful_page(demonstration: GuardedClient) -> None:
    answer = demonstration.get("/en/danger?place=zz")
    assert answer.status_code == 404
    assert "We do not know this place." in body(answer).decode()


def test_a_broken_file_stops_the_start_and_never_a_reader(tmp_path: Path) -> None:
    with pytest.raises(danger.BadDangerFile):
        create_app(Settings(database_url="sqlite://", danger_file=str(tmp_path / "none.toml")))


def test_the_demonstration_is_complete_in_every_language() -> None:
    for country in danger.read(danger.DEMONSTRATION).values():
        assert all(set(right.text) >= TAGS for right in country.rights)
        assert all(set(phrase.gloss) >= TAGS for phrase in country.phrases)
        assert {right.situation for right in country.rights} == {"police", "taken"}


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "[country.us]\n",
        '[country.us]\nemergency = "1"\nchecked = "2026"\n',
        "country = 3\n",
        BAD_MONTH,
    ],
)
def test_a_broken_file_is_named_and_not_half_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "danger.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(danger.BadDangerFile, match=r"danger\.toml"):
        danger.read(path)


def test_an_operators_file_is_used(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[country.mx]\nemergency = "060"\nchecked = "2026-09"\nsource = "https://x.example"\n', "utf-8"
    )
    app = create_app(Settings(database_url=database_url, danger_file=str(path)))
    assert "tel:060" in body(guarded(app).get("/en/danger?place=mx")).decode()
    app.extensions["database"].dispose()


def test_in_language_prefers_the_readers_then_english() -> None:
    assert danger.in_language({"es": "a", "en": "b"}, "es") == ("a", "es")
    assert danger.in_language({"es": "a", "en": "b"}, "ar") == ("b", "en")
    assert danger.in_language({"es": "a"}, "ar") == ("a", "es")
    assert danger.in_language({}, "ar") == ("", "")
