"""Which texts of a form are looked at before they are sent, and the fields that have not been left as they were."""

from __future__ import annotations

from collections.abc import Iterator

from wtforms import Field

from app.directory.rules import WayKind
from app.shell.fields import BaseForm
from app.submissions.lint import Written
from app.submissions.sheet import Sheet

_GROUP, _SERVICE = ("about",), ("what", "who_for", "get_in")


def written(sheet: Sheet) -> Iterator[Written]:
    """Yield every text that a group wrote, in the order of the page."""
    yield _text(sheet.group["name"], "name")
    for service in sheet.services:
        yield _text(service.form["name"], "name")
        for way in service.ways:
            is_email = way.form.kind.data == WayKind.EMAIL.value
            yield _text(way.form.value, "email" if is_email else "free")
            yield _text(way.form.note)
        for place in service.places:
            yield _text(place.form.note)
        yield from (_text(service.form[name]) for name in _SERVICE)
    yield from (_text(sheet.group[name]) for name in _GROUP)


def _text(field: Field, kind: str = "prose") -> Written:
    return Written(field.id, field.label.text, str(field.data or ""), kind)


def says(form: BaseForm, *names: str) -> bool:
    """Say whether one of these fields says something, or is wrong: then what holds it stands open."""
    fields = [form[name] for name in names]
    return any(field.errors or field.data != _default(field) for field in fields)


def _default(field: Field) -> object:
    return (
        field.default()
        if callable(field.default)
        else field.default or (False if field.type == "BooleanField" else "")
    )
