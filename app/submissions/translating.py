"""A group writes its own text in another language, with its receipt: each text beside the field for it.

What it sends is a correction like any other: nobody reads it before a moderator decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.db import asking
from app.directory.faithful import flaws
from app.languages import Language, by_tag, current
from app.submissions import actions, queries
from app.submissions.basis import asks_more, basis, digest
from app.submissions.bundle import Bundle
from app.submissions.edge import today
from app.submissions.fields import typed
from app.submissions.forms_receipt import WordsForm
from app.submissions.holding import Visit, correcting, looking, nothing
from app.submissions.models import Receipt
from app.submissions.own_words import Words, Written, rewritten, words_of
from app.submissions.rules import SeenBefore
from app.submissions.wording_receipt import FAILED, FLAW_WORDS, text_label

# The field that says into which language; it is on no other form of the receipt but on the one that leads here.
INTO = "into"
BEGIN, KEEP = "translate", "keep"
# The ends of the names of a text's fields: what is written, and what stood there when the page was made.
_TEXT, _WAS = "-text", "-was"


@dataclass(frozen=True, slots=True)
class _Page:
    """The forms of all texts in one language, by their keys. `seen` names what they were made from.

    `was` names what each form begins with; `met` are the texts for which something was typed while somebody else wrote.
    """

    into: Language
    base: Bundle
    seen: str
    texts: tuple[Words, ...]
    forms: Mapping[str, WordsForm]
    was: Mapping[str, str]
    met: frozenset[str]

    def valid(self) -> bool:
        """Say whether all that was written can stand; if not, the forms say what is wrong."""
        right = all([form.validate() for form in self.forms.values()])
        for one in self.texts:
            text = self.forms[one.key].text
            given = text.data or ""
            found = flaws(one.field, one.body, given, self.into.tag) if given else ()
            if found and given != one.translation:
                text.errors, right = [FLAW_WORDS[found[0].flaw]], False
        return right

    def bundle(self) -> Bundle:
        """Return what the listings would say: what was left as it is changes nothing."""
        before = {one.key: typed(one.translation) for one in self.texts}
        given = {
            key: Written(form.text.data or "", form.sure.data)
            for key, form in self.forms.items()
            if form.sure.data or (form.text.data or "") != before[key]
        }
        return rewritten(self.base, self.into.tag, given)


def translate(visit: Visit) -> ResponseReturnValue | None:
    """Show the texts with their fields; None once what was written is kept. Raise AskCode."""
    with asking() as session:
        held = queries.held_by(session, visit.lookup, today())
        if held is None or not held.code:
            raise nothing()
        base = basis(session, held)
    page = _page(base)
    if request.form.get("do") != KEEP:
        return _draw(visit, page)
    if not page.valid():
        return _draw(visit, page), 422
    if visit.seen not in ("", page.seen):
        return _draw(visit, page, FAILED["changed"]), 409
    return _sent(visit, page)


def _page(base: Bundle) -> _Page:
    into = by_tag(request.form.get(INTO, "")) or current()
    texts = words_of(base, into.tag)
    forms = {one.key: _form(one) for one in texts}
    was = {one.key: _mark(one.translation) for one in texts}
    met = frozenset(key for key, now in was.items() if _typed(key) and _seen(key) not in {"", now})
    return _Page(into, base, digest(base), texts, forms, was, met)


def _form(one: Words) -> WordsForm:
    # A text that was left as it was shows what stands there now, which somebody may have changed meanwhile.
    as_sent = _typed(one.key) or _seen(one.key) == _mark(one.translation)
    form = WordsForm(request.form if as_sent else None, prefix=one.key, data={"text": one.translation})
    form.text.label.text = text_label(one.of, one.field)
    return form


def _mark(words: str) -> str:
    """Return a short name of these words, to tell later whether others were typed."""
    return hashlib.blake2b(typed(words).encode(), digest_size=6).hexdigest()


def _seen(key: str) -> str:
    return request.form.get(key + _WAS, "")


def _typed(key: str) -> bool:
    """Say whether something else was sent for a text than stood there."""
    name = key + _TEXT
    return name in request.form and _mark(request.form[name]) != _seen(key)


def _draw(visit: Visit, page: _Page, failed: str = "") -> str:
    lost = _lost(page)
    return render_template(
        "submissions/receipt_words.html",
        page=page,
        token=correcting(visit.lookup, page.seen),
        back=looking(visit.lookup),
        failed=FAILED["changed"] if lost or page.met else failed,
        lost=lost,
    )


def _lost(page: _Page) -> list[str]:
    """Return what was typed for a text that the group has no more: it stays to be read and copied."""
    sent = ((name.removesuffix(_TEXT), words) for name, words in request.form.items() if name.endswith(_TEXT))
    return [words for key, words in sent if key not in page.forms and _typed(key) and words.strip()]


def _sent(visit: Visit, page: _Page) -> ResponseReturnValue | None:
    bundle = page.bundle()
    if bundle == page.base:
        return _draw(visit, page)
    try:
        with asking() as session:
            receipt = session.get(Receipt, visit.lookup)
            if receipt is None:
                raise nothing()
            more = asks_more(session, bundle)
            actions.correct(session, receipt, bundle, current().tag, today(), more)
    except SeenBefore:
        return _draw(visit, page, FAILED["changed"]), 409
    return None
