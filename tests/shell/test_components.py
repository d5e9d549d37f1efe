from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

NAMES = """
    medical legal housing mind peer safety money career community other ok care stop unknown call text
    chat email walk_in online they_come through clock language share print leave back warning search place
"""


def _drawn(frame: Flask, source: str) -> str:
    with frame.test_request_context("/en/sample"):
        frame.preprocess_request()
        return render_template_string(source)


def test_a_reader_can_see_every_icon_of_the_house(frame: Flask) -> None:
    source = "{% from 'shell/components/icon.html' import icon %}"
    for name in NAMES.split():
        svg = _drawn(frame, f"{source}{{{{ icon('{name}') }}}}")
        assert re.search(r'<path d="M[^"]+"/></svg>$', svg), name
        assert 'aria-hidden="true"' in svg
        assert len(svg.encode()) < 250, name


@pytest.mark.parametrize("name", ["leave", "back", "through"])
def test_an_icon_that_points_along_the_line_can_turn_round(frame: Flask, name: str) -> None:
    source = "{% from 'shell/components/icon.html' import icon %}{{ icon('" + name + "') }}"
    assert 'class="i turn"' in _drawn(frame, source)


def test_a_reader_can_tell_the_tones_apart_without_colour(frame: Flask) -> None:
    source = "{% from 'shell/components/tone.html' import tone %}{{ tone(name) }}"
    drawn = {
        name: _drawn(frame, source.replace("name", f"'{name}'")) for name in ("ok", "care", "stop", "unknown")
    }
    assert len({re.sub(r'class="tone \w+"', "", html) for html in drawn.values()}) == 4
    for html in drawn.values():
        assert re.search(r"<svg.+</svg><span>[A-Z][a-z ]+</span>", html)


def test_a_group_cannot_write_markup_into_a_row(frame: Flask) -> None:
    source = "{% from 'shell/components/string.html' import string %}{{ string('ok', '<b>x', '<i>', '<u>') }}"
    html = _drawn(frame, source)
    assert "&lt;b&gt;x" in html
    assert "&lt;i&gt;" in html
    assert "&lt;u&gt;" in html


def test_a_site_outside_cannot_learn_where_a_reader_came_from(frame: Flask) -> None:
    source = (
        "{% from 'shell/components/button.html' import outside %}{{ outside('a', 'https://example.org/') }}"
    )
    assert 'rel="noreferrer noopener external nofollow"' in _drawn(frame, source)


def test_a_reader_can_find_and_fix_every_wrong_answer(reader: FlaskClient) -> None:
    text = reader.get("/en/sample?town=toolongtown&notes=a").text
    assert '<a href="#town">Town</a>: This is too long. Please write at most 5 letters.' in text
    assert '<a href="#papers-0">Do you ask for papers?</a>: Please pick one of the answers.' in text
    assert 'aria-describedby="town-hint town-error" aria-invalid="true"' in text
    assert 'value="toolongtown"' in text
    assert "Field" not in text


def test_a_form_without_mistakes_can_be_quiet(reader: FlaskClient) -> None:
    text = reader.get("/en/sample").text
    assert 'role="alert"' not in text
    assert "aria-invalid" not in text


def test_a_browser_cannot_offer_again_what_was_typed(reader: FlaskClient) -> None:
    text = reader.get("/en/sample").text
    for field in re.findall(r'<(?:input|textarea)[^>]+name="(?:town|notes)"[^>]*>', text):
        assert 'autocomplete="off"' in field
        assert 'spellcheck="false"' in field
