from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.languages import OFFERED
from app.shell.inline import SCRIPT, STYLE, smaller_css, smaller_script
from config import Settings
from tests.page import faults
from tests.shell.tiny import tiny_app

TAGS = [language.tag for language in OFFERED]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("query", ["", "?demo=1", "?town=toolongtown&notes=a"])
def test_a_reader_can_open_a_page_that_keeps_the_house_rules(
    reader: FlaskClient, tag: str, query: str
) -> None:
    answer = reader.get(f"/{tag}/sample{query}")
    policy = answer.headers["Content-Security-Policy"]
    assert not faults(answer.data, f"/{tag}/sample", policy, "Waymark")


def test_a_reader_can_switch_language_and_stay_on_the_page(reader: FlaskClient) -> None:
    text = reader.get("/en/sample?need=legal&place=g3530597").text
    for tag in TAGS:
        assert f'href="/{tag}/sample?need=legal&amp;place=g3530597" hreflang="{tag}"' in text
    assert '<a href="/en/sample?need=legal&amp;place=g3530597" hreflang="en" aria-current' in text


@pytest.mark.parametrize(
    "query", ["?q=%22%3E%3Cscript%3E", '?q="><script>alert(1)</script>', "?%FF%00=é&&==", "?" + "a" * 5000]
)
def test_a_query_cannot_break_out_of_the_language_links(reader: FlaskClient, query: str) -> None:
    answer = reader.get(f"/en/nope{query}")
    assert answer.text.count("<script>") == 1
    answer = reader.get(f"/en/open{query}")
    assert answer.text.count("<script>") == 1
    assert not faults(answer.data, "/en/open", answer.headers["Content-Security-Policy"], "Waymark")


def test_a_page_without_another_language_leads_to_the_start_of_it(reader: FlaskClient) -> None:
    for answer in (reader.get("/en/nope"), reader.get("/nope"), reader.get("/")):
        assert 'href="/ar/" hreflang="ar"><bdi lang="ar" dir="rtl">' in answer.text


def test_a_reader_can_see_that_a_translation_was_not_reviewed(reader: FlaskClient) -> None:
    assert "Not yet reviewed" not in reader.get("/en/sample").text
    for language in OFFERED:
        if language.tag != "en" and language.reviewed is None:
            assert (
                '<a href="/en/sample?need=legal" hreflang="en"'
                in reader.get(f"/{language.tag}/sample?need=legal").text
            )


def test_a_reader_can_see_that_a_site_is_a_demonstration(reader: FlaskClient) -> None:
    assert "Nothing here is real" not in reader.get("/en/sample").text
    assert "Nothing here is real" in reader.get("/en/sample?demo=1").text


def test_an_operator_can_name_the_site() -> None:
    text = tiny_app(Settings(site_name="Lamp <1>")).test_client().get("/en/privacy").text
    assert "<title>What we keep – Lamp &lt;1&gt;</title>" in text


@pytest.mark.parametrize("path", ["/en/sample", "/en/privacy", "/ar/nope", "/en/broken", "/en/status/413"])
def test_a_reader_can_leave_from_every_page(reader: FlaskClient, path: str) -> None:
    text = reader.get(path).text
    assert text.count("data-exit") - SCRIPT.text.count("data-exit") == 1
    assert '<a class="exit" href="/exit" rel="nofollow noreferrer" data-exit' in text


def test_a_page_carries_little_before_its_own_words() -> None:
    assert len(STYLE.text.encode()) < 7_000
    assert len(SCRIPT.text.encode()) < 1_500


def test_the_script_can_only_leave() -> None:
    for word in (
        "fetch",
        "XMLHttp",
        "sendBeacon",
        "Storage",
        "cookie",
        "indexedDB",
        "open(",
        "eval",
        "innerHTML",
    ):
        assert word not in SCRIPT.text


def test_the_style_cannot_depend_on_the_side_a_script_starts_from() -> None:
    sided = re.findall(r"[{;](?:margin|padding|border|inset)?-?(?:left|right)\b[^}]*", STYLE.text)
    assert not sided
    assert "text-align:left" not in STYLE.text
    assert "url(" not in STYLE.text
    assert "animation" not in STYLE.text
    assert "transition" not in STYLE.text


def test_smaller_style_and_script_can_mean_the_same() -> None:
    assert smaller_css("/* x */ a , b > c {\n  color : red;\n  width: calc(1px + 2px);\n}\n") == (
        "a,b>c{color :red;width:calc(1px + 2px)}"
    )
    assert smaller_script("// why\nvar a = 1;\n\n  a = 2; // stays\n") == "var a = 1;\na = 2; // stays"
