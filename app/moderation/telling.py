"""An answer that no row holds yet, as the directory's own templates show it. Pure."""

from __future__ import annotations

from datetime import date

from app.directory.content import Answer
from app.directory.rules import month_start
from app.directory.shown import ShownFact
from app.vocabulary import check_answers, fact, tone_of


def fact_shown(answer: Answer) -> ShownFact:
    """Return an answer as a page shows it."""
    one = fact(answer.number)
    month: date | None = month_start(answer.month)
    answers, tone = check_answers(one, answer.answers), tone_of(one, answer.answers)
    return ShownFact(one, answers, tone, answer.source_kind, answer.source_url, month)
