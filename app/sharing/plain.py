"""Listings as plain text: for basic phones, text browsers and anyone who pays by the byte. Stable and small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.directory.phrases import labelled, leaders_line, place_words
from app.directory.shown import OrganisationPage, ServicePage
from app.languages import gettext as _
from app.sharing.lines import Line, Told
from app.sharing.telling import named, remark, tell


def service(told: Told) -> str:
    """Return one service with everything its page says."""
    parts = [_spoken([told.name, *told.head])]
    if told.strings:
        parts.append([_("Before you contact them"), *_spoken(told.strings)])
    parts += [_spoken(told.ways), _spoken(told.places), _spoken(told.rest)]
    parts.append([labelled(_("Code"), told.code)])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def short(page: ServicePage) -> str:
    """Return one service in a list: name, short answers, the first numbers, town, code. No list names a street."""
    told = tell(page)
    lines = _spoken([told.name, *told.head, *told.brief, *told.ways[:2]])
    lines += [" · ".join(place_words(page.card.places))] if page.card.reachable else []
    return "\n".join([*filter(None, lines), labelled(_("Code"), told.code)])


def organisation(page: OrganisationPage) -> str:
    """Return one organisation and the codes of its services."""
    about = f"{page.about.body} ({told})" if (told := remark(page.about)) else page.about.body
    lines = [named(page.name).spoken(), leaders_line(page.leaders, page.standing, page.checked_on), about]
    mine = [f"{named(one.name).spoken()}\n{labelled(_('Code'), one.code)}" for one in page.services]
    return page_of(["\n".join(filter(None, lines)), *mine, labelled(_("Code"), page.code)])


def page_of(parts: Sequence[str]) -> str:
    """Return parts as one text that ends with a line end."""
    return "\n\n".join(filter(None, parts)) + "\n"


def _spoken(lines: Iterable[Line]) -> list[str]:
    return [line.spoken() for line in lines]
