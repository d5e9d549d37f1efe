"""The rows of a form as plain values: places, ways to reach a service, languages. An untouched one stays as it was."""

from __future__ import annotations

from dataclasses import replace

from app.directory.contacts import dialled, web_address
from app.directory.content import CURRENT, Place, Prose, ServiceContent, Spoken, Way
from app.directory.rules import HoursKind, PlaceKind, Scope, Visibility, WayKind
from app.places import PlaceKind as PlaceSize
from app.submissions.forms import EVERYWHERE, NO_VALUE, PlaceForm, WayForm
from app.submissions.hours import week_of
from app.submissions.sheet import PlaceRow, ServiceRow, SpokenRow, WayRow
from app.submissions.zones import zone_of

_SCOPES = {
    PlaceSize.TOWN: Scope.TOWN,
    PlaceSize.REGION: Scope.REGION,
    PlaceSize.COUNTRY: Scope.COUNTRY,
}
NUMBERED = frozenset({WayKind.PHONE.value, WayKind.TEXT.value})


def with_text(
    prose: tuple[Prose, ...], field: str, given: str, before: str, old: str, language: str
) -> tuple[Prose, ...]:
    """Return the texts with one field as it was given.

    Unchanged, nothing changes. A new text keeps its translations, which count as made from the older one; without
    a text there is nothing to translate.
    """
    mine = [one for one in prose if one.field == field]
    if given == before and (language == old or not mine):
        return prose
    others = tuple(one for one in prose if one.field != field)
    if not given:
        return others
    # A text that no listing says yet has no revision; one that is written over was its first.
    known = next((one.revision for one in mine if one.made_from is None), 0)
    first = Prose(field, language, given, revision=known + 1 if known else 0)
    kept = [one for one in mine if one.made_from is not None and one.language != language]
    if given != before and any(one.made_from == CURRENT for one in kept):
        first = replace(first, revision=(known or 1) + 1)
        kept = [replace(one, made_from=known or 1) if one.made_from == CURRENT else one for one in kept]
    return (*others, first, *kept)


def is_place(row: PlaceRow) -> bool:
    """Say whether a row says anything: one that was left empty is no place."""
    return row.form.kind.data in {PlaceKind.ONLINE.value, EVERYWHERE} or bool(row.form.where.data)


def is_way(row: WayRow) -> bool:
    """Say whether a row says anything: one that was left empty is no way."""
    return bool(row.form.value.data) or row.form.kind.data in NO_VALUE


def _same(form: PlaceForm | WayForm, before: PlaceForm | WayForm) -> bool:
    return bool(form.data == before.data)


def place_of(row: PlaceRow, old: ServiceContent, before: ServiceRow, language: str) -> Place:
    form, was = row.form, row.was
    known = old.places[was] if was is not None and was < len(old.places) else Place()
    asked = before.places[was].form if was is not None and was < len(old.places) else PlaceForm()
    if _same(form, asked) and was is not None and language == old.language:
        return known
    kind, meant = str(form.kind.data), row.meant[0] if row.meant else None
    where = meant.place if meant and kind != EVERYWHERE else None
    is_public = kind == PlaceKind.ADDRESS.value and form.visibility.data == Visibility.PUBLIC.value
    scope = Scope.EVERYWHERE if kind == EVERYWHERE else _SCOPES[where.kind] if where else ""
    new = Place(
        kind=PlaceKind.AREA.value if kind == EVERYWHERE else kind,
        visibility=str(form.visibility.data) if kind == PlaceKind.ADDRESS.value else Visibility.AREA.value,
        scope=str(scope) if kind in {EVERYWHERE, PlaceKind.AREA.value} else "",
        town=where.town.id if where and where.town else None,
        locality=meant.locality if meant and where else "",
        region=where.region if where else "",
        country=where.country if where else "",
        street=str(form.street.data or "") if is_public else "",
        postal_code=str(form.postal_code.data or "") if is_public else "",
        prose=_note(known, form, asked, old.language, language)
        if known.visibility != Visibility.PUBLIC or is_public
        else (),
    )
    at = (new.kind, new.visibility, new.town, new.locality, new.street, new.postal_code)
    if at == (known.kind, known.visibility, known.town, known.locality, known.street, known.postal_code):
        return replace(new, latitude=known.latitude, longitude=known.longitude)
    return new


def way_of(row: WayRow, service: ServiceRow, old: ServiceContent, before: ServiceRow, language: str) -> Way:
    form, was = row.form, row.was
    known = old.ways[was] if was is not None and was < len(old.ways) else Way("phone")
    asked = before.ways[was].form if was is not None and was < len(old.ways) else WayForm()
    if _same(form, asked) and was is not None and language == old.language:
        return known
    kind, weekly = str(form.kind.data), form.hours.data == HoursKind.WEEKLY.value
    return Way(
        kind=kind,
        value=value_of(form, service.country()),
        extension=form.extension.data or "" if kind in NUMBERED else "",
        app=form.app.data if kind == WayKind.CHAT.value else "",
        through=row.code,
        appointment=bool(form.appointment.data),
        hours_kind=str(form.hours.data),
        timezone=zone_of(form.zone.data or "", service.town()) if weekly else "",
        hours=week_of(form.days()) if weekly else (),
        prose=_note(known, form, asked, old.language, language),
    )


def _note(
    known: Place | Way, form: PlaceForm | WayForm, asked: PlaceForm | WayForm, old: str, language: str
) -> tuple[Prose, ...]:
    return with_text(
        known.prose, "note", str(form.note.data or ""), str(asked.note.data or ""), old, language
    )


def value_of(form: WayForm, country: str) -> str:
    """Return what a way is dialled or written to; "" if it cannot be, or needs nothing."""
    kind, given = str(form.kind.data), str(form.value.data or "")
    if kind in NUMBERED:
        return dialled(given, country)
    if kind == WayKind.CHAT.value:
        return dialled(given, country) or given
    if kind == WayKind.ONLINE.value:
        return web_address(given)
    return "" if kind == WayKind.THROUGH.value else given


def spoken_of(row: SpokenRow, old: ServiceContent, before: ServiceRow) -> Spoken:
    form, was = row.form, row.was
    known = old.spoken[was] if was is not None and was < len(old.spoken) else None
    asked = before.spoken[was].form if known is not None and was is not None else None
    if known is not None and asked is not None and form.language.data == asked.language.data:
        return replace(known, how=str(form.how.data))
    return Spoken(row.code, str(form.how.data))
