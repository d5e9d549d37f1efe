"""What the templates of the form ask for: which questions apply, the promises, and whether a part says something."""

from __future__ import annotations

from flask import Flask

from app.submissions.texts import says
from app.vocabulary import Fact, facts_for, pledge, stored_facts, strings


def lead_facts() -> tuple[Fact, ...]:
    """Return the six questions that open every listing."""
    return strings()


def other_facts(need: str) -> list[str]:
    """Return the names of the fields for the other questions that a need has."""
    return [f"f{one.number}" for one in facts_for(need) if one.lead is None and not one.derived_from]


def hidden_facts(need: str) -> list[str]:
    """Return the names of the fields for questions that this need does not have."""
    mine = set(other_facts(need))
    return [name for one in stored_facts() if one.lead is None and (name := f"f{one.number}") not in mine]


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    for function in (lead_facts, other_facts, hidden_facts, says):
        app.jinja_env.globals[function.__name__] = function
    app.jinja_env.globals["promised"] = pledge
