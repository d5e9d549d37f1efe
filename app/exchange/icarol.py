"""iCarol's export: one table of agencies, programs, sites and links between them, with flags for what is private."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from app.exchange import hours
from app.exchange.reading import Line, Package, table
from app.exchange.records import (
    Source,
    SourceHours,
    SourceOrganisation,
    SourcePhone,
    SourcePlace,
    SourceService,
    Where,
)

MARK = "resourceagencynum"
_PHONES = (
    *(f"phone{n}" for n in range(1, 6)),
    *("phonetollfree", "phonenumberhotline", "phonenumberbusinessline", "phonenumberafterhours", "phonetty"),
)
_PEOPLE = ("seniorworkername", "maincontactname", "lastverifiedbyname", "mailingattentionname")
_WEEK = re.compile(r"\s*([A-Za-z]{3,9})\s+(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*")
_YES = frozenset({"true", "yes", "1"})


def read(package: Package, name: str) -> Source:
    """Read the table: agencies become organisations, programs become services at their sites."""
    agencies: list[Line] = []
    programs: list[Line] = []
    sites: dict[str, Line] = {}
    at: dict[str, list[str]] = defaultdict(list)
    for line in table(package, name):
        level = line.get("taxonomylevelname").lower()
        if level == "agency":
            agencies.append(line)
        elif level == "site":
            sites[line.get(MARK)] = line
        elif level == "programatsite" and line.get("connectstositenum"):
            at[line.get("connectstoprogramnum")].append(line.get("connectstositenum"))
        else:
            programs.append(line)
    organisations = list(_organisations(agencies, programs, name))
    services = [
        _service(line, [sites[s] for s in at[line.get(MARK)] if s in sites], name) for line in programs
    ]
    others = (
        f"{len(sites) + sum(map(len, at.values()))} rows are sites, or say which programme is at which site."
    )
    return Source(organisations, services, (others,))


def _organisations(agencies: list[Line], programs: list[Line], name: str) -> Iterator[SourceOrganisation]:
    """Give the agencies, and those that the table only names as the parent of a program."""
    known = {line.get(MARK) for line in agencies}
    for line in agencies:
        yield SourceOrganisation(
            Where(name, line.number),
            line.get(MARK),
            line.get("publicname", "officialname"),
            about=line.get("agencydescription"),
            website=line.get("websiteaddress"),
            emails=[line.get("emailaddressmain")],
            phones=_phones(line),
            secrets={line.get(column) for column in (*_PEOPLE, "physicaladdress1")},
        )
    for line in programs:
        parent = line.get("parentagencynum")
        if parent and parent not in known:
            known.add(parent)
            yield SourceOrganisation(Where(name, line.number), parent, line.get("parentagency"))


def _service(line: Line, sites: list[Line], name: str) -> SourceService:
    homes = [line, *sites] if line.get("physicalcity") else sites or [line]
    openings, always = _hours(line)
    if not openings and not always and len(sites) == 1:
        openings, always = _hours(sites[0])
    return SourceService(
        where=Where(name, line.number),
        key=line.get(MARK),
        organisation=line.get("parentagencynum"),
        name=line.get("publicname", "officialname"),
        what=line.get("agencydescription"),
        who_for=line.get("eligibility"),
        get_in=line.get("applicationprocess"),
        website=line.get("websiteaddress"),
        emails=[line.get("emailaddressmain")],
        phones=_phones(line) or [phone for site in sites for phone in _phones(site)],
        languages=[line.get("languagesofferedlist", "languagesoffered")],
        places=[_place(home) for home in homes],
        hours=openings,
        always_open=always,
        terms=re.split(r"\s*[;*]\s*", f"{line.get('taxonomycodes')};{line.get('taxonomyterm')}"),
        status="inactive" if line.get("agencystatus").lower() == "inactive" else "",
        withheld=_withheld(line),
        secrets={home.get(c) for home in [line, *sites] for c in (*_PEOPLE, "physicaladdress1")} - {""},
    )


def _withheld(line: Line) -> str:
    if line.get("excludefromwebsite").lower() in _YES:
        return "The source says not to show it on websites."
    return ""


def _place(line: Line) -> SourcePlace:
    private = line.get("physicaladdressisprivate").lower() in _YES
    town, region = line.get("physicalcity"), line.get("physicalstateprovince")
    return SourcePlace(town, region, line.get("physicalcountry"), private=private)


def _phones(line: Line) -> list[SourcePhone]:
    found = []
    for column in _PHONES:
        number = line.get(f"{column}number", column)
        private = line.get(f"{column}isprivate").lower() in _YES
        if number and not private:
            note = "TTY" if column == "phonetty" else line.get(f"{column}name", f"{column}description")
            found.append(SourcePhone(number, note=note))
    return found


def _hours(line: Line) -> tuple[list[SourceHours], bool]:
    """Read the column made for machines if the words beside it do not hedge it, else the words."""
    words = line.get("hoursofoperation")
    parts = [part for part in line.get("hours").split(";") if part.strip()]
    if not parts:
        return hours.from_text(words)
    found = []
    for part in parts:
        match = _WEEK.fullmatch(part)
        day = hours.weekday(match[1]) if match else None
        if not match or day is None:
            return [], False
        found.append(SourceHours((day,), match[2], match[3], not hours.is_hedged(words)))
    return found, False
