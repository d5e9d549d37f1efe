"""A service in words, line by line, in the language that is being spoken: for paper, plain text and pocket copies.

Every line has a slot, the same in all languages, so that two languages can stand side by side. Facts are words,
never colours: a warning says "Warning".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.directory.phrases import (
    app_label,
    brief,
    full,
    in_place,
    labelled,
    leaders_line,
    place_words,
    said,
    spoken_how,
)
from app.directory.rules import Publication
from app.directory.shown import ServicePage, ShownFact, ShownPlace, ShownWay, Text
from app.directory.wording import (
    clock,
    country_name,
    day_name,
    day_shortly,
    language_name,
    listed,
    month,
    month_in_numbers,
    phone_shown,
    place_label,
    way_link,
    zone_city,
)
from app.languages import current, pgettext
from app.languages import gettext as _
from app.sharing.lines import Line, Told, isolated
from app.vocabulary import Tone, source, status, way

_ALOUD = {Tone.CARE: ("tone", "Take care"), Tone.STOP: ("tone", "Warning")}


def tell(page: ServicePage, *, briefly: bool = False) -> Told:
    """Return a listed service in words. Contacts and strings only where they may be shown.

    `briefly` says facts, hours and months in the fewest words, for a file that must stay small.
    """
    card, reachable = page.card, page.card.reachable
    return Told(
        code=card.code,
        language=current().tag,
        direction=current().direction,
        need=card.need,
        name=named(card.name),
        head=tuple(_head(page)),
        strings=tuple(_facts(card.strings, briefly)) if reachable else (),
        ways=tuple(_ways(page, briefly)) if reachable else (),
        places=tuple(_places(card.places)) if reachable else (),
        rest=tuple(_rest(page, briefly)) if reachable else (),
        brief=tuple(_brief(one) for one in card.strings) if reachable else (),
        where=tuple(_where(card.places)) if reachable else (),
        good=tuple(one.fact.number for one in card.strings if one.tone is Tone.OK) if reachable else (),
    )


def is_told(page: ServicePage) -> bool:
    """Say whether there is anything to say: of a withdrawn service nothing is left."""
    return page.publication is Publication.LISTED


def _titled(label: str) -> str:
    """Return a label with the colon of the language; a question has its own mark."""
    return label if not label or label[-1] in "?？؟" else labelled(label, "").strip()


def _text(slot: str, text: Text, label: str = "") -> Line:
    return Line(slot, text.body, _titled(label), foreign=text.language if text.foreign else "")


def _prose(slot: str, text: Text, label: str = "") -> Line:
    """Return a text, and say plainly if it is not in the reader's language, or of an older original."""
    return replace(_text(slot, text, label), remark=remark(text))


def named(text: Text) -> Line:
    """Return the name of a listing. Like its page, say that it may be out of date, not that it is foreign."""
    return replace(_text("name", text), remark="" if text.foreign else remark(text))


def remark(text: Text) -> str:
    """Return what a reader must know of a text: not in this language yet, or maybe out of date; "" otherwise."""
    if text.foreign:
        return _("Not yet in %(language)s.") % {"language": current().own_name}
    return _("This text may be out of date.") if text.stale else ""


def _head(page: ServicePage) -> Iterator[Line]:
    card = page.card
    if card.owner.name.body != card.name.body:
        yield _text("owner", card.owner.name)
    yield Line("leaders", leaders_line(card.owner.leaders, card.standing, card.checked_on))
    if card.status != "open":
        state = status(card.status)
        yield Line("status", labelled(pgettext(state.context, state.label), _(state.sentence)))
    if card.doubted_on:
        words = _("Some people told us this may be wrong (%(month)s).") % {"month": month(card.doubted_on)}
        yield Line("caution-doubt", words)
    for number, one in enumerate(card.cautions):
        warned = labelled(pgettext(*_ALOUD[Tone.STOP]), _(one.words))
        yield Line(f"caution-{number}", warned, said=month(one.since))
    if page.successor in page.names:
        yield Line("successor", str(page.successor), _("Now there is:"), as_typed=True)


def _said(shown: ShownFact, briefly: bool) -> str:
    if not shown.told:
        return ""
    who = _said_shortly(shown) if briefly else said(shown)
    return f"{who}. {_('This may have changed. Ask again.')}" if shown.old else who


def _said_shortly(shown: ShownFact) -> str:
    """Return who said it, with the month in numbers: a card and a file have no room for its name."""
    if not shown.told:
        return ""
    who = pgettext("source", source(shown.source_kind).label)
    return f"{who} {month_in_numbers(shown.checked_on)}" if shown.checked_on else who


def _warned(shown: ShownFact, answer: str) -> str:
    if shown.tone not in _ALOUD:
        return answer
    return labelled(pgettext(*_ALOUD[shown.tone]), answer)


def _facts(facts: Iterable[ShownFact], briefly: bool) -> Iterator[Line]:
    for one in facts:
        yield _fact_line(one, briefly)
        if one.note:
            yield _prose(f"fact-{one.fact.number}-note", one.note)


def _fact_line(shown: ShownFact, briefly: bool) -> Line:
    one, label, words = shown.fact, _(shown.fact.question), full(shown)
    if briefly:
        # The short answer of a string says its question too.
        label = "" if one.lead else _titled(pgettext(one.context, one.short))
        words = brief(shown)
    return Line(f"fact-{one.number}", _warned(shown, words), label, said=_said(shown, briefly))


def _brief(shown: ShownFact) -> Line:
    words = _warned(shown, brief(shown))
    if shown.old:
        words = _("%(answer)s (may have changed)") % {"answer": words}
    return Line(f"fact-{shown.fact.number}", words, said=_said_shortly(shown))


def _ways(page: ServicePage, briefly: bool) -> Iterator[Line]:
    # A way that never closes says no times, so no city either.
    timed = {
        number: one.timezone
        for number, one in enumerate(page.ways)
        if one.timezone and one.hours and not one.never_closes
    }
    # Briefly, one city for all times is said behind the last of them.
    spared = [*timed][:-1] if briefly and len({*timed.values()}) == 1 else []
    for number, one in enumerate(page.ways):
        slot = f"way-{number}"
        yield _way(slot, one, page.names)
        yield Line(f"{slot}-hours", _hours(replace(one, timezone="") if number in spared else one, briefly))
        if one.appointment:
            yield Line(f"{slot}-first", _("Make an appointment first."))
        if one.note:
            yield _prose(f"{slot}-note", one.note)


def _way(slot: str, one: ShownWay, names: dict[str, Text]) -> Line:
    word = way(one.kind)
    label = pgettext(word.context, word.label)
    if one.app:
        label = labelled(label, app_label(one.app))
    if one.through in names:
        return _text(slot, names[one.through], label)
    if not one.value:
        return Line(slot, label)
    label = _titled(label)
    value = phone_shown(one.value) if one.kind in {"phone", "text"} else one.value
    if one.extension:
        value = f"{value} × {one.extension}"
    link = way_link(one.kind, one.value, one.extension, one.app)
    return Line(slot, value, label, as_typed=True, link=link)


def _hours(one: ShownWay, briefly: bool) -> str:
    if one.never_closes:
        return _("Day and night, every day.")
    if one.hours_kind == "ask":
        return _("Ask them for their hours.")
    name = day_shortly if briefly else day_name
    runs = [
        labelled(_days(name(first), name(last)), listed([_opening(*times) for times in openings]))
        for first, last, openings in one.days()
    ]
    where = _("Times in %(city)s.") % {"city": zone_city(one.timezone)} if one.timezone else ""
    return " · ".join(filter(None, [*runs, where]))


def _days(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _opening(opens: int, closes: int) -> str:
    return _("day and night") if opens == closes else f"{clock(opens)} – {clock(closes)}"


def _places(places: Iterable[ShownPlace]) -> Iterator[Line]:
    for number, one in enumerate(places):
        yield Line(f"place-{number}", _place(one), _titled(_("Where")))
        if one.note:
            yield _prose(f"place-{number}-note", one.note)


def _where(places: Sequence[ShownPlace]) -> Iterator[Line]:
    """Yield where it is in the fewest words: a street only if anyone may know it."""
    for one in places[:1]:
        street = _street(one)
        town = "".join(place_words([one]))
        yield Line("where", in_place(isolated(street), town) if street else town)


def _street(one: ShownPlace) -> str:
    public = one.kind == "address" and one.visibility == "public" and one.street
    return ", ".join(filter(None, (one.street, one.postal_code))) if public else ""


def _place(one: ShownPlace) -> str:
    if one.kind != "address":
        return "".join(place_words([one]))
    town = place_label(one.where) if one.where else one.locality or country_name(one.country)
    if street := _street(one):
        return in_place(isolated(street), town)
    ask = (
        _("Ask them for the address.")
        if one.visibility == "ask"
        else _("The address is not public. Ask them where to come.")
    )
    return f"{town}. {ask}"


def _spoken(spoken: Sequence[tuple[str, str]], briefly: bool) -> list[str]:
    if not briefly:
        return [labelled(language_name(code), spoken_how(how)) for code, how in spoken]
    # Of what the staff speak nothing more is said than that they speak it.
    by_how: dict[str, list[str]] = {"staff": []}
    for code, how in spoken:
        by_how.setdefault(how, []).append(language_name(code))
    staff = listed(by_how.pop("staff"))
    return [*filter(None, [staff]), *(labelled(spoken_how(how), listed(by_how[how])) for how in by_how)]


def _rest(page: ServicePage, briefly: bool) -> Iterator[Line]:
    if page.texts.get("get_in"):
        yield _prose("get_in", page.texts["get_in"])
    if page.card.spoken:
        yield Line(
            "spoken", " · ".join(_spoken(page.card.spoken, briefly)), _titled(_("Languages they speak"))
        )
    for name, label in (("what", _("What they do")), ("who_for", _("Who it is for"))):
        if page.texts.get(name):
            yield _prose(name, page.texts[name], label)
    known = [one for one in page.facts if one.told and one not in page.card.strings]
    yield from _facts(known, briefly)
    if page.website:
        yield Line("website", page.website, _("Their website:"), as_typed=True)
