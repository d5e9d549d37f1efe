"""The whole form as it was sent: a form for the group, and the rows that repeat, each in its place.

A row is there if its `row` field was sent: "new", or the number of the row of the listing that it was filled from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made

from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.places import Town
from app.shell.fields import BaseForm, writable
from app.submissions.fields import LINE
from app.submissions.forms import (
    GROUP_FORMS,
    SERVICE_FORMS,
    GroupForm,
    Mode,
    PlaceForm,
    ServiceFields,
    SpokenForm,
    WayForm,
)
from app.submissions.whereabouts import Meant, meant

NEW = "new"
# What the buttons add; what a listing already has beyond that is read all the same, up to a limit.
MOST_SERVICES, MOST_ROWS = 6, 8
_MOST_READ = 40
_LONGEST_PICK = 20
_ROW = re.compile(r"s(\d{1,3})(?:-([pwl])(\d{1,3}))?-row")
_ADD = re.compile(r"(place|way|language):s(\d{1,3})")
_DROP = re.compile(r"drop:(s\d{1,3})(?:-([pwl])(\d{1,3}))?")
_ABOUT = re.compile(r":(s\d{1,3})")
_PARTS = {"place": "p", "way": "w", "language": "l"}

Given = MultiDict[str, str]


@dataclass(slots=True)
class PlaceRow:
    """A place, and what its words may mean. `was`: the number of the row it was filled from, None if new."""

    key: str
    was: int | None
    form: PlaceForm
    meant: tuple[Meant, ...] = ()


@dataclass(slots=True)
class WayRow:
    """A way to reach the service. `code` is the organisation that it goes through, once we found it."""

    key: str
    was: int | None
    form: WayForm
    code: str = ""


@dataclass(slots=True)
class SpokenRow:
    """A language. `code` is its ISO 639-3 code, once we found it."""

    key: str
    was: int | None
    form: SpokenForm
    code: str = ""


@dataclass(slots=True)
class ServiceRow:
    """One service with the rows that belong to it."""

    key: str
    was: int | None
    form: ServiceFields
    places: list[PlaceRow] = made(default_factory=list)
    ways: list[WayRow] = made(default_factory=list)
    spoken: list[SpokenRow] = made(default_factory=list)

    def forms(self) -> Iterator[BaseForm]:
        """Yield every form of this service, in the order of the page."""
        yield self.form
        yield from (row.form for row in self.places)
        yield from (row.form for row in self.ways)
        yield from (row.form for row in self.spoken)

    def fields(self) -> Iterator[Field]:
        """Yield every field of this service, in the order of the page."""
        first = [self.form[name] for name in ("name", "need")]
        yield from first
        for place in self.places:
            yield from place.form
        for way in self.ways:
            yield from way.form
        yield from (field for field in self.form if field not in first)
        for spoken in self.spoken:
            yield from spoken.form

    def town(self) -> Town | None:
        """Return the town of its first place that is in one for sure."""
        sure = [row.meant[0].place.town for row in self.places if len(row.meant) == 1]
        return next(filter(None, sure), None)

    def country(self) -> str:
        """Return the country of its first place that is in one for sure; "" if there is none."""
        return next((row.meant[0].place.country for row in self.places if len(row.meant) == 1), "")


@dataclass(slots=True)
class Sheet:
    """The whole form."""

    mode: Mode
    group: GroupForm
    services: list[ServiceRow]

    def forms(self) -> Iterator[BaseForm]:
        """Yield every form, in the order of the page."""
        yield self.group
        for service in self.services:
            yield from service.forms()

    def has_errors(self) -> bool:
        """Say whether anything was found wrong."""
        return any(form.errors for form in self.forms())

    def next_key(self) -> str:
        """Return the key that one more service would have."""
        return f"s{max((int(service.key[1:]) for service in self.services), default=0) + 1}"

    def wrong(self, in_hand: str) -> Iterator[tuple[str, Field]]:
        """Yield each field that is wrong, in the order of the page, with the id to go to.

        The fields of a service that is folded are not on the page: its heading is.
        """
        yield from ((id_of(field), field) for field in self.group if field.errors)
        for service in self.services:
            shown = service.key == in_hand
            yield from ((id_of(one) if shown else service.key, one) for one in service.fields() if one.errors)


def id_of(field: Field) -> str:
    """Return where a link to this field goes: of several rows the first."""
    rows = getattr(getattr(field, "option_widget", None), "input_type", "") in {"radio", "checkbox"}
    return f"{field.id}-0" if rows else str(field.id)


def in_hand(sheet: Sheet, do: str) -> str:
    """Return the key of the service whose questions are shown.

    The one that a button is about, or was just added; else the first with something wrong; else the first.
    """
    keys = [service.key for service in sheet.services]
    about = _ABOUT.search(do)
    if about is not None and about[1] in keys:
        return about[1]
    wrong = [service.key for service in sheet.services if any(form.errors for form in service.forms())]
    return keys[-1] if do == "service" and keys else next(iter(wrong + keys), "")


def read(given: Given, mode: Mode) -> Sheet:
    """Return the form as it was sent. What is missing is empty; what nobody offers is left out."""
    keys = sorted({match.groups() for key in given if (match := _ROW.fullmatch(key))}, key=_order)
    numbers = [int(key[0]) for key in keys if key[1] is None][:_MOST_READ]
    services = []
    for number in numbers:
        service = _service(given, f"s{number}", mode)
        mine = [(part, int(row)) for of, part, row in keys if part and int(of) == number]
        for part, row in mine:
            _add_row(given, service, part, f"s{number}-{part}{row}")
        services.append(service)
    return Sheet(mode, GROUP_FORMS[mode](given), services)


def _order(key: tuple[str | None, ...]) -> tuple[int, str, int]:
    service, part, row = key
    return int(service or 0), part or "", int(row or 0)


def _was(given: Given, key: str) -> int | None:
    text = given.get(f"{key}-row", NEW)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _service(given: Given, key: str, mode: Mode) -> ServiceRow:
    return ServiceRow(key, _was(given, key), SERVICE_FORMS[mode](given, prefix=f"{key}-"))


def _add_row(given: Given, service: ServiceRow, part: str, key: str) -> None:
    was = _was(given, key)
    if part == "p" and len(service.places) < _MOST_READ:
        place = PlaceForm(given, prefix=f"{key}-")
        service.places.append(PlaceRow(key, was, place, _meant(place)))
    elif part == "w" and len(service.ways) < _MOST_READ:
        service.ways.append(WayRow(key, was, WayForm(given, prefix=f"{key}-")))
    elif part == "l" and len(service.spoken) < _MOST_READ:
        service.spoken.append(SpokenRow(key, was, SpokenForm(given, prefix=f"{key}-")))


def _meant(place: PlaceForm) -> tuple[Meant, ...]:
    """Return what the words may mean; what is longer than its field is refused, and never looked up."""
    typed = str(place.where.data or "")
    return meant(typed, place.pick.data or "") if len(typed) <= LINE else ()


def fresh(language: str) -> Given:
    """Return the form of a group that begins: one service with one place, one way and one language."""
    given: Given = MultiDict({"language": language})
    _begin_service(given, 1)
    return given


def _begin_service(given: Given, number: int) -> None:
    for name in ("", "-p1", "-w1", "-l1"):
        given[f"s{number}{name}-row"] = NEW


def whole(given: Given) -> Given:
    """Return the form with at least one service, and a place and a way in each, as a group meets it.

    So whoever leaves these rows out is asked for them like for any empty answer.
    """
    rows = [match for key in given if (match := _ROW.fullmatch(key))]
    there = {(int(row[1]), row[2]) for row in rows}
    more: Given = MultiDict(given)
    if not any(part is None for _, part in there):
        _begin_service(more, 1)
    for service in sorted(number for number, part in there if part is None):
        for part in ("p", "w"):
            if (service, part) not in there:
                more[f"s{service}-{part}1-row"] = NEW
    return more


def changed(given: Given, do: str) -> Given | None:
    """Return the form with one row more or less, as a button asked; None if it asked for something else."""
    if do == "service":
        return _with_service(given)
    if match := _ADD.fullmatch(do):
        return _with_row(given, _PARTS[match[1]], match[2])
    if match := _DROP.fullmatch(do):
        begins = match[1] + (f"-{match[2]}{match[3]}" if match[2] else "") + "-"
        return MultiDict([(k, v) for k, v in given.items(multi=True) if not k.startswith(begins)])
    return None


def _with_service(given: Given) -> Given:
    numbers = [int(match[1]) for key in given if (match := _ROW.fullmatch(key)) and match[2] is None]
    more: Given = MultiDict(given)
    if len(numbers) < MOST_SERVICES:
        _begin_service(more, max(numbers, default=0) + 1)
    return more


def _with_row(given: Given, part: str, service: str) -> Given:
    there = [match for key in given if (match := _ROW.fullmatch(key))]
    numbers = [int(match[3]) for match in there if match[1] == service and match[2] == part]
    more: Given = MultiDict(given)
    if len(numbers) < MOST_ROWS and any(match[1] == service for match in there):
        more[f"s{service}-{part}{max(numbers, default=0) + 1}-row"] = NEW
    return more


def clean(given: Given) -> Given:
    """Return what was sent without the signs that no page can hold, names included."""
    plain = ((writable(name), writable(value)) for name, value in given.items(multi=True))
    # Nobody types the code of a place, so nobody can be told that it is too long.
    return MultiDict(
        (name, value[:_LONGEST_PICK] if name.endswith("-pick") else value) for name, value in plain
    )
