"""Whatever is typed or sent: a page with a clear message, every word still there, never a broken page."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.submissions.fields import one_line, typed
from tests.asker import SAID, Asker, asked, kept
from tests.client import GuardedClient
from tests.filled import filled
from tests.page import parsed

# The app keeps nothing between two questions, so one serves for all of them.
anything = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = (
    b"\x00", b"\xed\xa0\x80", b"\xff\xfe", "\u202eevil\u202c".encode(), "\ufeff\u200b".encode(),
    "\ufdd0\uffff".encode(),     b"%", b"+", b"\\", b"\r\n", b"<script>alert(1)</script>", b"' OR 1=1 --",
    "٣٤٥".encode(), "𝔘𝔫𝔦".encode(),
    "ا" .encode() * 300, b"a" * 5000, b"%" * 60_000, "汉".encode() * 400, b"-1", b"99999999999999999999", b"new", b"0",
)  # fmt: skip
FIELDS = sorted({
    *SAID, "language", "about", "website", "led", "evidence", "evidence_url", "cannot", "subject", "form", "sure", "do",
    "s1-row", "s1-kinds", "s1-what", "s1-get_in", "s1-website", "s1-f15", "s1-f6", "s1-closed", "s1-name",
    "s1-p1-row", "s1-p1-kind", "s1-p1-pick", "s1-p1-visibility", "s1-p1-street", "s1-p1-postal_code", "s1-p1-note",
    "s1-w1-row", "s1-w1-kind", "s1-w1-app", "s1-w1-extension", "s1-w1-hours", "s1-w1-d0", "s1-w1-d6", "s1-w1-zone",
    "s1-w1-value", "s1-p1-where",
    "s1-l1-row", "s1-l1-language", "s1-l1-how", "s2-row", "s999-w999-row", "s1-x1-row", "nothing",
})  # fmt: skip
DOS = (
    "preview",
    "send",
    "change",
    "service",
    "place:s1",
    "way:s9",
    "drop:s1",
    "drop:s1-w1",
    "open:s7",
    "",
    "x" * 99,
)

values = st.one_of(
    st.sampled_from(ODD),
    st.binary(max_size=30),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(["weekly", "public", "through", "chat", "Springfield", "10-18", "some", "not_known"]).map(
        str.encode
    ),
)
sent = st.dictionaries(st.sampled_from(FIELDS), values, max_size=6)


def send(client: FlaskClient, fields: dict[str, bytes]) -> tuple[int, str]:
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    answer = client.post("/en/ask", data=body, content_type="application/x-www-form-urlencoded")
    return answer.status_code, answer.get_data(as_text=True)


def whole(client: FlaskClient) -> MultiDict[str, str]:
    """Return the least that is filled in, in a form that was just opened."""
    form = filled(client.get("/en/ask").get_data(as_text=True), "/en/ask")
    for name, value in SAID.items():
        form[name] = value
    return form


@anything
@example(odd={"about": b"\xed\xa0\x80"}, do="preview")
@given(odd=sent, do=st.sampled_from(DOS))
def test_nobody_can_break_the_form(app: Flask, odd: dict[str, bytes], do: str) -> None:
    client = app.test_client()
    fields = {name: value.encode() for name, value in whole(client).items()} | {"do": do.encode()} | odd
    status, page = send(client, fields)
    assert status in {200, 422}
    _tree, errors = parsed(page.encode())
    assert not errors
    if do in {"preview", "send", "change"} and odd.keys().isdisjoint({"do", "s1-row"}):
        kept = filled(page, "/en/ask")
        for name in ("name", "s1-what", "s1-w1-value", "about"):
            # Bytes that are no letter stay as they were sent: %FF.
            text = fields.get(name, b"").decode("utf-8", "werkzeug.url_quote")
            shape = typed if name in {"about", "s1-what"} else one_line
            assert shape(kept.get(name, "")) == shape(text), name


@pytest.mark.parametrize("name", ["s1-w1-value", "s1-p1-where", "s1-l1-language", "s1-w1-zone", "name"])
@pytest.mark.parametrize(
    ("kind", "letter"), [("phone", "1"), ("email", "@"), ("online", " ."), ("through", "%")]
)
def test_a_field_as_long_as_a_book_is_too_long_and_nothing_more(
    client: GuardedClient, name: str, kind: str, letter: str
) -> None:
    form = whole(client)
    form["s1-w1-kind"], form["s1-w1-hours"] = kind, "weekly"
    form[name] = letter * (60_000 // len(letter))
    answer = client.post("/en/ask", data=form)
    assert answer.status_code == 422
    assert "This is too long. Please write less." in answer.get_data(as_text=True)


@pytest.mark.parametrize("gone", ["s1-", "s1-p1-", "s1-w1-", "s1-f"])
def test_a_form_without_a_service_or_its_place_its_way_or_the_six_answers_is_not_sent(
    app: Flask, client: GuardedClient, asker: Asker, gone: str
) -> None:
    asker.look()
    asker.wait()
    form = asker.form()
    for name in [name for name in form if name.startswith(gone)]:
        form.poplist(name)
    form["do"] = "send"
    answer = client.post("/en/ask", data=form)
    assert kept(app) == []
    assert answer.status_code == 422
    assert "Please look at these answers again" in answer.get_data(as_text=True)


def test_six_services_with_all_that_fits_in_chinese_can_be_sent(app: Flask, asker: Asker) -> None:
    asker.open()
    for _ in range(5):
        asker.press("service")
    long = {"name": 118, "what": 1500, "who_for": 1000, "get_in": 1000, "p1-note": 200, "w1-note": 200}
    said = {"name": "字" * 120, "about": "字" * 1000, "language": "zh-Hans"}
    for number in range(1, 7):
        row = {name[3:]: value for name, value in SAID.items() if name.startswith("s1-")}
        row |= {name: "字" * most for name, most in long.items()} | {"name": f"{'字' * 118}{number}"}
        said |= {f"s{number}-{name}": value for name, value in row.items()}
    form = asker.form()
    for name, value in {**SAID, **said, "do": "preview"}.items():
        form[name] = value
    answer = asker.client.post("/en/ask", data=form)
    assert answer.status_code == 200
    asker.page = answer.get_data(as_text=True)
    asker.wait()
    assert asker.press("send").status_code == 303
    assert len(asked(app).services) == 6


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_form_of_ten_megabytes_gets_a_clear_answer(client: GuardedClient, tag: str) -> None:
    answer = client.post(f"/{tag}/ask", data={"name": "a" * 10_000_000})
    assert answer.status_code == 413
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"&&&===", b"%zz=%", b"do=send", b"do=preview&name"])
def test_a_form_that_is_none_gets_the_empty_form(client: GuardedClient, body: bytes) -> None:
    answer = client.post("/en/ask", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert 'name="name"' in answer.get_data(as_text=True)


def test_what_nobody_can_see_is_taken_out_before_anyone_reads_it(client: GuardedClient) -> None:
    form = whole(client)
    form["name"], form["do"] = "Night\u202e Library\x00", "change"
    form["s1-what"] = "One\u200b\r\n\r\nTwo\u2066"
    kept = filled(client.post("/en/ask", data=form).get_data(as_text=True), "/en/ask")
    assert (kept["name"], kept["s1-what"].replace("\r\n", "\n")) == ("Night Library", "One\n\nTwo")
