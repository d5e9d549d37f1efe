"""What hangs on services in HSDS tables, indexed by id while each table is gone through once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from app.exchange import hours
from app.exchange.reading import Line
from app.exchange.records import SourceHours, SourcePhone, SourcePlace

SERVICES = ("services.csv", "service.csv")
ORGANISATIONS = ("organizations.csv", "organization.csv", "organisations.csv")
_LOCATIONS = ("locations.csv", "location.csv")
_LINKS = ("services_at_location.csv", "service_at_location.csv", "service_at_locations.csv")
_ADDRESSES = ("physical_addresses.csv", "addresses.csv", "address.csv")
_PHONES = ("phones.csv", "phone.csv")
_LANGUAGES = ("languages.csv", "language.csv")
_SCHEDULES = ("regular_schedules.csv", "schedules.csv", "schedule.csv", "regular_schedule.csv")
_TERMS = ("taxonomy_terms.csv", "taxonomy.csv", "taxonomies.csv", "taxonomy_term.csv")
_TAGS = (
    "services_taxonomy.csv",
    "service_taxonomy.csv",
    "attributes.csv",
    "service_attributes.csv",
    "link_taxonomy.csv",
)
_ELIGIBILITY = ("eligibility.csv", "eligibilities.csv")
_CONTACTS = ("contacts.csv", "contact.csv")
_NO_VOICE = frozenset({"fax", "pager", "modem"})
_DAY_CODES = re.compile(r"(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*", re.I)

Many = defaultdict[str, list[str]]


def _many() -> Many:
    return defaultdict(list)


@dataclass(slots=True)
class Joined:
    """What hangs on services, locations and organisations, by their ids."""

    locations: Many = field(default_factory=_many)
    organisation_of_location: dict[str, str] = field(default_factory=dict)
    places: dict[str, list[SourcePlace]] = field(default_factory=lambda: defaultdict(list))
    phones: dict[tuple[str, str], list[SourcePhone]] = field(default_factory=lambda: defaultdict(list))
    hours: dict[tuple[str, str], list[SourceHours]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    emails: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    secrets: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    terms: Many = field(default_factory=_many)
    who_for: Many = field(default_factory=_many)
    term_names: dict[str, str] = field(default_factory=dict)
    organisations: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)

    def owner_of(self, key: str) -> str:
        """Return the organisation that `key` stands for.

        Some sources number programmes and organisations alike and let a service name the programme it belongs to,
        which names its organisation in turn.
        """
        passed: set[str] = set()
        while key not in self.organisations and key in self.parents and key not in passed:
            passed.add(key)
            key = self.parents[key]
        return key


def _owners(line: Line) -> list[tuple[str, str]]:
    """Say what a row hangs on: the nearest of its foreign keys comes first."""
    columns = ("service_id", "service_at_location_id", "location_id", "organization_id")
    return [(column, line.cells[column]) for column in columns if line.cells.get(column)]


def _take_location(line: Line, joined: Joined) -> None:
    key = line.get("id")
    joined.organisation_of_location[key] = line.get("organization_id")
    if line.get("location_type").lower() == "virtual" or line.get("virtual").lower() == "true":
        joined.places[key].append(SourcePlace(online=True))
    elif line.get("address"):
        joined.places[key] += _place_in_words(line.get("address"))
    if line.get("phones"):
        joined.phones["location_id", key].append(
            SourcePhone(re.sub(r"\b(?:fax|tdd|tty):[^,]*", "", line.get("phones")))
        )
    if line.get("email"):
        joined.emails["location_id", key].append(line.get("email"))
    joined.languages["location_id", key] += [line.get("languages")] if line.get("languages") else []


def _place_in_words(address: str) -> list[SourcePlace]:
    """Read town and state from one line such as `12 Main Street, Naples, FL 34102` or `State: FL`."""
    if match := re.fullmatch(r"State:\s*([A-Z]{2})", address):
        return [SourcePlace(region=match[1])]
    if match := re.search(r",\s*([^,\d]+),\s*([A-Z]{2})\s+\d{5}(?:-\d{4})?$", address):
        return [SourcePlace(match[1], match[2])]
    return []


def _take_address(line: Line, joined: Joined) -> None:
    if line.get("address_type").lower() == "virtual":
        return
    place = SourcePlace(line.get("city"), line.get("state_province", "region"), line.get("country"))
    joined.places[line.get("location_id")].append(place)
    if street := line.get("address_1"):
        joined.secrets["location_id", line.get("location_id")].add(street)
        owner = line.get("organization_id") or joined.organisation_of_location.get(
            line.get("location_id"), ""
        )
        joined.secrets["organization_id", owner].add(street)


def _take_link(line: Line, joined: Joined) -> None:
    joined.locations[line.get("service_id")].append(line.get("location_id"))
    if line.get("id"):
        joined.locations[f"at {line.get('service_id')}"].append(line.get("id"))


def _take_phone(line: Line, joined: Joined) -> None:
    use = line.get("type", "number_type").lower()
    if use in _NO_VOICE:
        return
    note = "TTY" if use in {"tty", "tdd", "textphone"} else line.get("description", "department")
    number = line.get("number").strip("\"'")
    phone = SourcePhone(number, line.get("extension"), note, "text" if use in {"sms", "text"} else "phone")
    for owner in _owners(line)[:1]:
        joined.phones[owner].append(phone)


def _take_language(line: Line, joined: Joined) -> None:
    for owner in _owners(line)[:1]:
        joined.languages[owner].append(line.get("language", "name", "code"))


def _take_schedule(line: Line, joined: Joined) -> None:
    if not line.get("weekday", "byday", "opens_at"):
        return
    remark = " ".join(line.get(c) for c in ("original_text", "description", "notes"))
    dated = any(line.get(c) for c in ("valid_to", "until", "count", "bymonthday", "byweekno", "byyearday"))
    other = line.get("freq").upper() not in {"", "WEEKLY"} or line.get("interval") not in {"", "1", "1.0"}
    certain = not (dated or other or hours.is_hedged(remark))
    opening = SourceHours(_days(line), line.get("opens_at"), line.get("closes_at"), certain)
    for owner in _owners(line)[:1]:
        joined.hours[owner].append(opening)


def _days(line: Line) -> tuple[int, ...]:
    codes = line.get("byday")
    words = codes.split(",") if _DAY_CODES.fullmatch(codes) else [line.get("weekday")]
    days = [hours.weekday(word) for word in words]
    return tuple(day for day in days if day is not None) if None not in days else ()


def _take_term(line: Line, joined: Joined) -> None:
    key = line.get("id", "taxonomy_id")
    joined.term_names[key] = line.get("name")
    if code := line.get("code"):
        joined.term_names[f"code of {key}"] = code


def _take_tag(line: Line, joined: Joined) -> None:
    if line.get("link_entity", "link_type").lower() in {"organization", "location"}:
        return
    term = line.get("taxonomy_term_id", "taxonomy_id")
    joined.terms[line.get("service_id", "link_id")].append(term)


def _take_eligibility(line: Line, joined: Joined) -> None:
    if words := line.get("eligibility", "description"):
        joined.who_for[line.get("service_id")].append(words)


def _take_contact(line: Line, joined: Joined) -> None:
    """Keep a shared mailbox; the name is kept only to find it in texts and take it out."""
    for owner in _owners(line):
        if line.get("email"):
            joined.emails[owner].append(line.get("email"))
    organisation = line.get("organization_id") or joined.parents.get(line.get("service_id"), "")
    for owner in (*_owners(line), ("organization_id", joined.owner_of(organisation))):
        joined.secrets[owner].add(line.get("name"))


def _take_organisation(line: Line, joined: Joined) -> None:
    joined.organisations.add(line.get("id"))


def _take_parent(line: Line, joined: Joined) -> None:
    joined.parents[line.get("id")] = line.get("organization_id")


READERS = (
    (ORGANISATIONS, _take_organisation),
    (SERVICES, _take_parent),
    (_TERMS, _take_term),
    (_LOCATIONS, _take_location),
    (_ADDRESSES, _take_address),
    (_LINKS, _take_link),
    (_PHONES, _take_phone),
    (_LANGUAGES, _take_language),
    (_SCHEDULES, _take_schedule),
    (_TAGS, _take_tag),
    (_ELIGIBILITY, _take_eligibility),
    (_CONTACTS, _take_contact),
)
