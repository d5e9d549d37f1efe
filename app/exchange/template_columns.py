"""The columns of our template, in order. docs/import.md says what goes into each; a test keeps both alike."""

from __future__ import annotations

import csv
import io

PLACES = 4
WAYS = 5
# Facts 16, 17 and 19 are shown from ways to reach, spoken languages and who leads it.
FACTS = tuple(number for number in range(1, 21) if number not in {16, 17, 19})

_ORGANISATION = (
    "organisation_ref", "organisation_code", "organisation_name", "organisation_about", "organisation_website",
    "organisation_status", "organisation_successor", "led_by", "elsewhere",
)  # fmt: skip
_SERVICE = (
    "service_ref", "service_code", "language", "need", "kinds", "name", "what", "who_for", "get_in", "website",
    "status", "successor",
)  # fmt: skip
_PLACE = (
    "kind", "visibility", "scope", "town", "region", "country", "street", "postal_code", "latitude", "longitude",
    "note",
)  # fmt: skip
_WAY = ("kind", "value", "extension", "app", "through", "appointment", "hours", "timezone", "note")
_FACT = ("", "_source", "_url", "_month", "_note")

COLUMNS = (
    *_ORGANISATION,
    *_SERVICE,
    *(f"place_{n}_{part}" for n in range(1, PLACES + 1) for part in _PLACE),
    *(f"reach_{n}_{part}" for n in range(1, WAYS + 1) for part in _WAY),
    "spoken",
    *(f"fact_{n}{part}" for n in FACTS for part in _FACT),
)
# Text, which may have translations in columns of its own such as `what@es`.
TEXTS = frozenset(
    ("organisation_name", "organisation_about", "name", "what", "who_for", "get_in")
    + tuple(f"place_{n}_note" for n in range(1, PLACES + 1))
    + tuple(f"reach_{n}_note" for n in range(1, WAYS + 1))
    + tuple(f"fact_{n}_note" for n in FACTS)
)
_EXAMPLE = {
    "organisation_ref": "o1",
    "organisation_name": "Riverside Law Room",
    "organisation_website": "https://riverside.example",
    "organisation_status": "open",
    "led_by": "sex_workers:b",
    "elsewhere": "nothing",
    "service_ref": "s1",
    "language": "en",
    "need": "legal",
    "kinds": "l1; l3",
    "name": "Free legal advice",
    "what": "We answer legal questions. We come with you to court.",
    "get_in": "Call us. You do not need to say your name.",
    "place_1_kind": "address",
    "place_1_visibility": "area",
    "place_1_town": "Toronto",
    "place_1_country": "ca",
    "reach_1_kind": "phone",
    "reach_1_value": "+1 416 555 0142",
    "reach_1_hours": "mo 09:00-17:00; th 12:00-20:00",
    "spoken": "eng:staff; cmn:interpreter",
    "fact_4": "never",
    "fact_4_source": "organisation_said",
    "fact_4_month": "2026-03",
}


def is_column(name: str) -> bool:
    """Say whether a column of a table is one of ours, translations included; case does not count."""
    base, at, _tag = name.partition("@")
    return base in TEXTS if at else base in COLUMNS


def example() -> str:
    """Return the template as text: the header and one row that imports."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerow(_EXAMPLE)
    return text.getvalue()
