from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.shell.fields import BaseForm, writable
from app.shell.wtforms_messages import ANYTHING_ELSE, PLURAL, SINGLE

_FOUND = find_spec("wtforms")
WTFORMS = Path(_FOUND.origin).parent if _FOUND and _FOUND.origin else Path()
# Of fields and validators we have no use for: one plain sentence stands for them all.
UNUSED = (
    "CSRF", "IP address", "Mac address", "UUID", "field name", "must be equal", "cannot be edited",
    "disabled", "datetime", "week", "Date must", "must be one of", "can't be any of", "Invalid input", "None",
)  # fmt: skip


def _spoken() -> Iterator[tuple[str, str]]:
    """Yield every message WTForms can say, with the name of the function it goes through."""
    for path in [WTFORMS / "validators.py", *sorted((WTFORMS / "fields").glob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in {"gettext", "ngettext"} and isinstance(first, ast.Constant):
                    yield node.func.attr, str(first.value)


def test_wtforms_cannot_speak_with_its_own_words() -> None:
    spoken = list(_spoken())
    assert len(spoken) > 25
    for function, message in spoken:
        known = message in (SINGLE if function == "gettext" else PLURAL)
        assert known or any(words in message for words in UNUSED), message


def test_our_words_can_be_filled_in_like_the_ones_they_replace() -> None:
    for theirs, ours in SINGLE.items():
        for name in ("min", "max"):
            assert (f"%({name})" in theirs) == (f"%({name})" in ours), theirs
    for theirs, both in PLURAL.items():
        for ours in both:
            assert ("%(min)d" in theirs, "%(max)d" in theirs) == ("%(min)d" in ours, "%(max)d" in ours)


class _Form(BaseForm):
    name = StringField("Name", [validators.InputRequired(), validators.Length(max=3)])
    age = IntegerField("Age", [validators.Optional(), validators.NumberRange(min=1, max=9)])
    same = StringField("Again", [validators.Optional(), validators.EqualTo("name")])


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "name", "Please answer this."),
        ({"name": "four"}, "name", "This is too long. Please write at most 3 letters."),
        ({"name": "a", "age": "x"}, "age", "Please write a number."),
        ({"name": "a", "age": "10"}, "age", "Please write a number from 1 to 9."),
        ({"name": "a", "same": "b"}, "same", ANYTHING_ELSE),
    ],
)
def test_a_person_can_be_told_plainly_what_is_wrong(
    frame: Flask, typed: dict[str, str], field: str, said: str
) -> None:
    with frame.test_request_context("/en/sample"):
        frame.preprocess_request()
        form = _Form(MultiDict(typed))
        assert not form.validate()
        assert form[field].errors[0] == said


def test_a_form_can_speak_the_language_of_its_page(frame: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = SimpleNamespace(
        ugettext=lambda text: f"«{text}»", ungettext=lambda one, many, n: f"«{many if n > 1 else one}»"
    )
    monkeypatch.setattr("app.shell.fields.get_translations", lambda: catalogue)
    monkeypatch.setattr("app.languages.get_translations", lambda: catalogue)
    with frame.test_request_context("/es/sample"):
        frame.preprocess_request()
        form = _Form(MultiDict({"name": "four", "age": "x"}))
        form.validate()
        assert list(form["name"].errors) == ["«This is too long. Please write at most 3 letters.»"]
        assert form["age"].errors[0] == "«Please write a number.»"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Köln\t 曼谷\n", "Köln\t 曼谷\n"),
        ("a\x00b\x1fc\x85d", "abcd"),
        ("\ud800x\ufffe\ufdd0\U0001ffff", "x"),
        (None, ""),
        ("\u200fالقاهرة\u200e", "\u200fالقاهرة\u200e"),
    ],
)
def test_a_writer_loses_only_what_no_page_can_hold(typed: str | None, left: str) -> None:
    assert writable(typed) == left


class _Choosing(BaseForm):
    kind = SelectField("Kind", choices=[SelectChoice("", "Choose one")])


def test_a_reader_chooses_from_a_list_in_their_language(app: Flask) -> None:
    with app.test_request_context("/es/"):
        app.preprocess_request()
        assert "Choose" not in str(_Choosing().kind())
    with app.test_request_context("/en/"):
        app.preprocess_request()
        assert "Choose one" in str(_Choosing().kind())


@pytest.mark.parametrize(("first", "required"), [("", True), ("phone", False)])
def test_a_list_in_which_something_is_chosen_from_the_start_is_valid_html(
    app: Flask, first: str, required: bool
) -> None:
    class _Needed(BaseForm):
        kind = SelectField("Kind", [validators.InputRequired()], choices=[SelectChoice(first, "One")])

    with app.test_request_context("/en/"):
        assert ("required" in _Needed().kind()) is required
