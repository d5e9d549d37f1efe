"""What HSDS 3 requires of a service and an organisation in JSON, checked by hand: names, types, formats, choices.

After the published schema of HSDS 3.1. An optional field that is null counts as left out, as most feeds mean it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.directory.contacts import is_email
from app.exchange.records import Problem

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:(?://[^\s/?#]+)?[^\s]*", re.I)
_STATES = frozenset({"active", "inactive", "defunct", "temporarily closed"})


@dataclass(frozen=True, slots=True)
class _Rule:
    test: Callable[[Any], bool]
    why: str


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value.upper()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TEXT = _Rule(lambda v: True, "")
_UUID_ = _Rule(lambda v: _UUID.fullmatch(v) is not None, "This is not a UUID.")
_URI_ = _Rule(lambda v: _URI.fullmatch(v) is not None, "This is not a complete web address.")
_EMAIL_ = _Rule(is_email, "This is not an e-mail address.")
_DATE = _Rule(_is_day, "This is not a date such as 2026-03-31.")
_MOMENT = _Rule(_is_moment, "This is not a date and time such as 2026-03-31T10:00:00Z.")
_STATUS = _Rule(lambda v: v in _STATES, f"This is not one of: {', '.join(sorted(_STATES))}.")
_NUMBER = _Rule(_is_number, "This is not a number.")
_LIST = _Rule(
    lambda v: isinstance(v, list) and all(isinstance(i, dict) for i in v), "This is not a list of objects."
)
_OBJECT = _Rule(lambda v: isinstance(v, dict), "This is not an object.")
_NOT_TEXT = (_NUMBER, _LIST, _OBJECT)

_SERVICE: dict[str, _Rule] = {
    **dict.fromkeys(("id", "organization_id", "program_id"), _UUID_),
    **dict.fromkeys(
        (
            "name", "alternate_name", "description", "interpretation_services", "application_process",
            "fees_description", "wait_time", "fees", "accreditations", "eligibility_description", "licenses", "alert",
        ),
        _TEXT,
    ),
    "url": _URI_,
    "email": _EMAIL_,
    "assurer_email": _EMAIL_,
    "status": _STATUS,
    "assured_date": _DATE,
    "last_modified": _MOMENT,
    **dict.fromkeys(("minimum_age", "maximum_age"), _NUMBER),
    **dict.fromkeys(
        (
            "phones", "schedules", "service_areas", "service_at_locations", "languages", "funding", "cost_options",
            "required_documents", "contacts", "capacities", "attributes", "additional_urls",
        ),
        _LIST,
    ),
    **dict.fromkeys(("organization", "program"), _OBJECT),
}  # fmt: skip
_ORGANISATION: dict[str, _Rule] = {
    **dict.fromkeys(("id", "parent_organization_id"), _UUID_),
    **dict.fromkeys(
        ("name", "alternate_name", "description", "tax_status", "tax_id", "legal_status", "logo"), _TEXT
    ),
    "website": _URI_,
    "uri": _URI_,
    "email": _EMAIL_,
    "year_incorporated": _NUMBER,
    **dict.fromkeys(
        ("contacts", "phones", "locations", "programs", "services", "attributes", "funding"), _LIST
    ),
}


def check_service(record: Mapping[str, Any]) -> list[Problem]:
    """Return what HSDS 3 finds wrong with a service."""
    return _check(record, _SERVICE, ("id", "name", "status"))


def check_organisation(record: Mapping[str, Any]) -> list[Problem]:
    """Return what HSDS 3 finds wrong with an organisation.

    A description is required only where an organisation is listed by itself; feeds nest short forms in services.
    """
    return _check(record, _ORGANISATION, ("id", "name"))


def _check(record: Mapping[str, Any], rules: Mapping[str, _Rule], required: tuple[str, ...]) -> list[Problem]:
    missing = [Problem(name, "This is required.") for name in required if record.get(name) in (None, "")]
    wrong = [
        Problem(name, why)
        for name, rule in rules.items()
        if record.get(name) not in (None, "") and (why := _why(rule, record[name]))
    ]
    return missing + wrong


def _why(rule: _Rule, value: Any) -> str:
    if rule not in _NOT_TEXT and not isinstance(value, str):
        return "This is not text."
    return "" if rule.test(value) else rule.why
