"""The base of every form: shape and wording of input, in the reader's language, with no session behind it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from flask_babel import get_translations
from markupsafe import Markup
from wtforms import Field, Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.meta import DefaultMeta

from app.languages import gettext
from app.shell.wtforms_messages import ANYTHING_ELSE, PLURAL, SINGLE

_UNWRITABLE = {"Cc", "Cs"}


def writable(text: str | None) -> str:
    """Return what was typed without the characters that no page and no database can hold.

    Those are control characters but line ends and tabs, halves of characters, and the points that Unicode keeps
    for programs themselves. A field's filter: it runs before the checks, and what is shown again is what is left.
    """
    return "".join(
        c for c in text or "" if c in "\t\n\r" or not (unicodedata.category(c) in _UNWRITABLE or _inner(c))
    )


def _inner(character: str) -> bool:
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


class _OurWords:
    """Stands where WTForms expects a catalogue: its message goes in, ours comes out, translated."""

    def gettext(self, message: str) -> str:
        """Translate one message."""
        return gettext(SINGLE.get(message, ANYTHING_ELSE))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Translate a message that counts; placeholders stay, WTForms fills them."""
        ours = PLURAL.get(one, (ANYTHING_ELSE, ANYTHING_ELSE))
        return str(get_translations().ungettext(*ours, number))


class BaseForm(Form):
    """A form whose own messages come from our catalogues. Labels and choices are English source texts."""

    class Meta(DefaultMeta):
        """How WTForms finds its words."""

        def render_field(self, field: Field, render_kw: Any) -> Markup:
            """Render a field; the labels of a list of choices are source texts too."""
            if type(field) is SelectField:
                given = (SelectChoice.from_input(choice) for choice in field.choices or ())
                choices = [replace(choice, label=gettext(choice.label)) for choice in given]
                field.choices = choices
                # Where something is chosen from the start HTML allows no `required`.
                if choices and choices[0].value:
                    render_kw = {"required": False, **render_kw}
            return super().render_field(field, render_kw)

        def get_translations(self, _form: Any) -> Any:
            """Return our catalogue."""
            return _OurWords()
