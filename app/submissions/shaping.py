"""From the form to what listings would say. What a form shows and nobody touched stays exactly as it was.

So each row and each field is compared with what the form was filled from (filling.py): the same answer keeps the old
value with all that the form does not show (translations, coordinates, who said a fact and when).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wtforms import Field

from app.directory.contacts import web_address
from app.directory.content import (
    Answer,
    Leader,
    OrganisationContent,
    Prose,
    ServiceContent,
)
from app.submissions import filling
from app.submissions.bundle import Bundle, Offered
from app.submissions.forms import NOT_ALL, GroupForm, Mode
from app.submissions.shaping_rows import is_place, is_way, place_of, spoken_of, way_of, with_text
from app.submissions.sheet import ServiceRow, Sheet
from app.submissions.sheet import read as read_sheet
from app.vocabulary import fact, facts_for, kinds

_ORGANISATION_PROSE = ("name", "about")
_SERVICE_PROSE = ("what", "who_for", "get_in")


@dataclass(frozen=True, slots=True)
class _Was:
    """What the form was filled from: the bundle, and its own form. Both are empty for a new request."""

    bundle: Bundle
    sheet: Sheet
    month: str


def shaped(sheet: Sheet, base: Bundle | None, tag: str, month: str) -> Bundle:
    """Return what a valid form would have the listings say.

    `base` is what it was filled from, with names in the language `tag`; new answers are of `month` (YYYY-MM).
    """
    bundle = base or Bundle(OrganisationContent())
    was = _Was(bundle, read_sheet(filling.filled(bundle, tag), sheet.mode), month)
    organisation = _organisation(sheet.group, was)
    services = [_offered(row, sheet, was) for row in sheet.services]
    shown = {row.was for row in sheet.services}
    # A listed service that is missing from the form was not ended by that.
    kept = [one for place, one in enumerate(bundle.services) if place not in shown and one.code]
    agreed = sheet.mode is Mode.EDIT
    return replace(
        bundle,
        organisation=organisation,
        services=(*services, *kept),
        not_agreed=bundle.not_agreed if agreed else _not_agreed(sheet.group, bundle.not_agreed),
    )


def _not_agreed(form: GroupForm, old: tuple[str, ...]) -> tuple[str, ...]:
    given = tuple(form.cannot.data or ()) if form.pledge.data == NOT_ALL else ()
    return old if set(given) == set(old) else given


def _organisation(form: GroupForm, was: _Was) -> OrganisationContent:
    old, before = was.bundle.organisation, was.sheet.group
    language = _language(form, was, old.language)
    prose = old.prose
    for field in _ORGANISATION_PROSE:
        prose = with_text(prose, field, form[field].data, before[field].data, old.language, language)
    same_leaders = _set(form.led) == _set(before.led) and form.evidence.data == before.evidence.data
    return replace(
        old,
        language=language,
        website=old.website
        if form.website.data == before.website.data
        else web_address(form.website.data or ""),
        elsewhere=form.elsewhere.data if form.elsewhere else old.elsewhere,
        leaders=old.leaders if same_leaders else _leaders(form, before, old.leaders),
        prose=prose,
    )


def _set(field: Field) -> set[str]:
    return set(field.data)


def _language(form: GroupForm, was: _Was, old: str) -> str:
    """Return the language of the text: each listing keeps its own unless another was chosen."""
    return old if form.language.data == was.sheet.group.language.data else str(form.language.data)


def _leaders(form: GroupForm, before: GroupForm, old: Sequence[Leader]) -> tuple[Leader, ...]:
    known = {one.value: one for one in old}
    chosen = form.evidence.data if form.evidence.data != before.evidence.data else ""
    return tuple(
        known[value] if value in known and not chosen else Leader(value, chosen or form.evidence.data or "d")
        for value in form.led.data or ()
    )


def _offered(row: ServiceRow, sheet: Sheet, was: _Was) -> Offered:
    known = was.bundle.services
    old = known[row.was] if row.was is not None and row.was < len(known) else None
    before = was.sheet.services[row.was] if old is not None and row.was is not None else None
    if old is None or before is None:
        old = Offered(ServiceContent(was.bundle.code, str(sheet.group.language.data)))
        before = ServiceRow(row.key, None, type(row.form)())
    content = _service(row, old.content, before, sheet, was)
    return replace(old, content=content, closed=bool(row.form.closed.data) if old.code else False)


def _service(
    row: ServiceRow, old: ServiceContent, before: ServiceRow, sheet: Sheet, was: _Was
) -> ServiceContent:
    form, asked = row.form, before.form
    language = _language(sheet.group, was, old.language)
    prose = _named(old, row, before, sheet, was, language)
    for field in _SERVICE_PROSE:
        prose = with_text(prose, field, form[field].data, asked[field].data, old.language, language)
    website = form.website.data or ""
    return replace(
        old,
        language=language,
        need=form.need.data,
        kinds=_kinds(row, old, before),
        website=old.website if website == asked.website.data else web_address(website),
        places=tuple(place_of(one, old, before, language) for one in row.places if is_place(one)),
        ways=tuple(way_of(one, row, old, before, language) for one in row.ways if is_way(one)),
        spoken=tuple(spoken_of(one, old, before) for one in row.spoken if one.form.language.data),
        facts=_facts(row, old, before, was.month),
        prose=prose,
    )


def _named(
    old: ServiceContent, row: ServiceRow, before: ServiceRow, sheet: Sheet, was: _Was, language: str
) -> tuple[Prose, ...]:
    """Name the service; one without a name of its own is called as the group."""
    group, group_before = str(sheet.group.name.data), str(was.sheet.group.name.data)
    given, earlier = row.form.name.data or "", before.form.name.data or ""
    if given == earlier and (given or group == group_before) and filling.source(old.prose, "name"):
        given = earlier = filling.source(old.prose, "name")
    elif given == earlier == "" and row.was is not None and not filling.source(old.prose, "name"):
        return old.prose
    else:
        given, earlier = given or group, earlier or filling.source(old.prose, "name")
    return with_text(old.prose, "name", given, earlier, old.language, language)


def _kinds(row: ServiceRow, old: ServiceContent, before: ServiceRow) -> tuple[str, ...]:
    """Keep the kinds while neither they nor the need were touched; a kind of another need goes."""
    form, asked = row.form, before.form
    same_need = form.need.data == asked.need.data
    if same_need and _set(form.kinds) == _set(asked.kinds):
        return old.kinds
    mine = [one.code for one in kinds(str(form.need.data))] + (list(old.kinds) if same_need else [])
    return tuple(dict.fromkeys(code for code in mine if code in _set(form.kinds)))


def _facts(row: ServiceRow, old: ServiceContent, before: ServiceRow, month: str) -> tuple[Answer, ...]:
    """Return the answers: an untouched one as it was, a new one said by the group this month."""
    given, earlier = row.form.answers(), before.form.answers()
    known = {one.number: one for one in old.facts}
    kept = [one for one in old.facts if given.get(one.number, ()) == earlier.get(one.number, ())]
    mine = {one.number for one in facts_for(str(row.form.need.data))}
    new = [
        Answer(number, tuple(a.value for a in fact(number).answers if a.value in values), month=month)
        for number, values in given.items()
        if values and values != earlier.get(number, ()) and number in mine
    ]
    told = {one.number: one for one in (*kept, *new)}
    order = [*known, *(number for number in told if number not in known)]
    return tuple(told[number] for number in order if number in told)
