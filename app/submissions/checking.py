"""What can only be checked with several answers in view, or with what is listed: notes what is wrong beside it."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import Field

from app.directory.contacts import is_email, web_address
from app.directory.rules import HoursKind, PlaceKind, WayKind
from app.languages import OFFERED, current, pgettext
from app.shell.wording import N_
from app.submissions.fields import REQUIRED
from app.submissions.forms import EVERYWHERE, GroupForm, Mode
from app.submissions.hours import Unclear, week_of
from app.submissions.refusals import fold_name
from app.submissions.shaping_rows import NUMBERED, is_place, is_way, value_of
from app.submissions.sheet import PlaceRow, ServiceRow, Sheet, SpokenRow, WayRow
from app.submissions.zones import zone_of
from app.vocabulary import spoken, spoken_codes, spoken_languages, spoken_name

# Returns the code of the listed organisation with this code or name; "" for none, or for two.
Finder = Callable[[str], str]

_NO_WEBSITE = N_("This web address is not complete.")
_NO_WAY = {
    WayKind.PHONE: N_("Nobody can dial this number. Begin with + and the number of your country."),
    WayKind.TEXT: N_("Nobody can dial this number. Begin with + and the number of your country."),
    WayKind.EMAIL: N_("This email address is not complete."),
    WayKind.ONLINE: _NO_WEBSITE,
    WayKind.THROUGH: N_("We list no group with this code or name."),
}


_READ = NUMBERED | {WayKind.ONLINE.value}


def check(sheet: Sheet, finder: Finder) -> bool:
    """Check every form; say whether all is well. Rows learn the codes of what their words mean."""
    for form in sheet.forms():
        form.validate()
    _group(sheet.group, sheet.mode)
    for service in sheet.services:
        _service(service, sheet.mode, finder)
    _names(sheet)
    return not sheet.has_errors()


def _wrong(field: Field, why: str) -> None:
    field.errors = [*field.errors, why]


def _group(form: GroupForm, mode: Mode) -> None:
    _website(form.website)
    _website(form.evidence_url)
    needs_proof = mode is Mode.ASK and form.led.data and form.evidence.data in {"a", "b"}
    if needs_proof and not form.evidence_url.data:
        _wrong(form.evidence_url, N_("Please write a web address where anyone can see it."))


def _website(field: Field) -> None:
    if field.data and not field.errors and not web_address(field.data):
        _wrong(field, _NO_WEBSITE)


def _names(sheet: Sheet) -> None:
    """Ask for names by which services can be told apart."""
    seen: set[str] = set()
    for service in sheet.services:
        name = fold_name(service.form.name.data or sheet.group.name.data or "")
        if name in seen:
            _wrong(service.form["name"], N_("Please give each service a name of its own."))
        seen.add(name)


def _service(service: ServiceRow, mode: Mode, finder: Finder) -> None:
    _website(service.form.website)
    for place in service.places:
        _place(place)
    for way in service.ways:
        _way(way, service, finder)
    for one in service.spoken:
        _language(one)
    if mode is not Mode.EDIT:
        _something_of_each(service)


def _something_of_each(service: ServiceRow) -> None:
    """A service must be somewhere, and there must be a way to reach it."""
    if service.places and not any(is_place(row) for row in service.places):
        _wrong(service.places[0].form.where, N_("Please write a town, region or country."))
    reachable = service.form.website.data or any(is_way(row) for row in service.ways)
    if service.ways and not reachable:
        _wrong(service.ways[0].form.value, REQUIRED)


def _place(row: PlaceRow) -> None:
    kind, where = row.form.kind.data, row.form.where
    if kind == EVERYWHERE or not where.data or where.errors:
        return
    if not row.meant:
        _wrong(where, N_("We do not know this place. Write a bigger town close by, or add the country."))
    elif len(row.meant) > 1:
        _wrong(where, N_("Several places have this name. Choose one below."))
    elif kind == PlaceKind.ONLINE.value and row.meant[0].place.town:
        _wrong(where, N_("Something online is in no town. Write a country, or leave it empty."))


def _way(row: WayRow, service: ServiceRow, finder: Finder) -> None:
    form, kind = row.form, str(row.form.kind.data)
    # What is too long, or no kind of ours, is looked at no further.
    readable = form.value.data and not form.value.errors and not form.kind.errors
    if readable and kind == WayKind.THROUGH.value:
        row.code = finder(str(form.value.data))
    if readable and not _reaches(row, service):
        _wrong(form.value, _NO_WAY[WayKind(kind)])
    if form.hours.data == HoursKind.WEEKLY.value:
        _hours(row, service)


def _reaches(row: WayRow, service: ServiceRow) -> bool:
    kind = str(row.form.kind.data)
    if kind == WayKind.EMAIL.value:
        return is_email(str(row.form.value.data))
    if kind == WayKind.THROUGH.value:
        return bool(row.code)
    if kind in NUMBERED and any(place.form.where.errors for place in service.places):
        # Without the country a national number cannot be read: the place comes first.
        return True
    return kind not in _READ or bool(value_of(row.form, service.country()))


def _hours(row: WayRow, service: ServiceRow) -> None:
    form = row.form
    for day in range(7):
        _day(form[f"d{day}"])
    if form.zone.errors or any(form[f"d{day}"].errors for day in range(7)):
        return
    try:
        week = week_of(form.days())
    except Unclear:
        _wrong(form.hours, N_("Two of these times are at the same hour."))
        return
    if not week:
        _wrong(form.hours, N_("Please write hours for one day or more."))
    if not zone_of(form.zone.data or "", service.town()):
        _wrong(form.zone, N_("Please write a big town that has the same time as you."))


def _day(field: Field) -> None:
    if field.errors:
        return
    try:
        week_of([str(field.data or ""), *[""] * 6])
    except Unclear:
        _wrong(field, N_("Please write it like this: 10:00-18:00"))


def _language(row: SpokenRow) -> None:
    if row.form.language.errors:
        return
    typed = str(row.form.language.data or "")
    row.code = language_code(typed) if typed else ""
    if typed and not row.code:
        _wrong(row.form.language, N_("We do not know this language. Write its usual name."))


def language_code(typed: str) -> str:
    """Return the ISO 639-3 code of a language by its name in any of our languages; "" if it is none."""
    folded = " ".join(typed.casefold().split())
    if spoken(folded) is not None:
        return folded
    if folded in spoken_codes():
        return spoken_codes()[folded]
    tags = dict.fromkeys((current().tag, *(one.tag for one in OFFERED)))
    return next(
        (
            one.code
            for tag in tags
            for one in spoken_languages()
            if fold_name(spoken_name(one.code, tag, pgettext)) == fold_name(typed)
        ),
        "",
    )
