"""What a page shows of a listing, chosen for one reader's language. Pure: no web, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.directory.content import Hours
from app.directory.faithful import may_hurt_when_old
from app.directory.rules import (
    DAY,
    PROOF_OF_LEADING,
    REACHABLE,
    WEEK,
    Publication,
    Standing,
    Status,
)
from app.places import Place
from app.vocabulary import Answer, Fact, Tone, fact, facts_for, reasons, strings


@dataclass(frozen=True, slots=True)
class Text:
    """One field of prose as shown. `foreign`: not in the reader's language; `stale`: its source has changed."""

    body: str = ""
    language: str = ""
    foreign: bool = False
    stale: bool = False

    def __bool__(self) -> bool:
        return bool(self.body)


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One stored row of prose: `made_from` is None for the source."""

    language: str
    body: str
    revision: int
    made_from: int | None


def choose(field_name: str, rows: Iterable[TextVersion], reader: str) -> Text:
    """Return the text to show: the reader's language if it may be shown, else the source with its language.

    A translation whose source has changed is shown with a mark, but never where its old meaning, or a contact that
    the source has not any more, could hurt: there the reader gets the source, or nothing if there is none any more.
    """
    by_language = {row.language: row for row in rows}
    source = next((row for row in by_language.values() if row.made_from is None), None)
    mine = by_language.get(reader)
    if mine is not None:
        stale = source is not None and mine.made_from is not None and mine.made_from < source.revision
        now = source.body if source else ""
        if not ((stale or source is None) and may_hurt_when_old(field_name, now, mine.body)):
            return Text(mine.body, mine.language, foreign=False, stale=stale)
    return Text(source.body, source.language, foreign=source.language != reader) if source else Text()


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact with its answers, who said so and when. Without answers it reads "we do not know yet"."""

    fact: Fact
    answers: tuple[Answer, ...]
    tone: Tone
    source_kind: str = ""
    source_url: str = ""
    checked_on: date | None = None
    old: bool = False
    note: Text = Text()

    @property
    def told(self) -> bool:
        """Say whether anyone told us."""
        return self.tone is not Tone.UNKNOWN


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way to reach the service."""

    kind: str
    value: str
    extension: str
    app: str
    through: str
    appointment: bool
    hours_kind: str
    timezone: str
    hours: tuple[Hours, ...]
    note: Text

    @property
    def never_closes(self) -> bool:
        """Say whether it is open at every hour of the week."""
        return self.hours_kind == "always" or sum(h.closes - h.opens for h in self.hours) >= WEEK

    def days(self) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
        """Return runs of days with the same hours: (first day, last day, ((opens, closes) in minutes of the day))."""
        by_day = {
            day: tuple((h.opens % DAY, h.closes % DAY) for h in self.hours if h.opens // DAY == day)
            for day in range(7)
        }
        runs: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
        for day, openings in by_day.items():
            if runs and runs[-1][2] == openings:
                runs[-1] = (runs[-1][0], day, openings)
            else:
                runs.append((day, day, openings))
        return [run for run in runs if run[2]]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place. `where` is the town, region or country as a value of the places slice, when it is one."""

    kind: str
    visibility: str
    scope: str
    where: Place | None
    locality: str
    country: str
    street: str = ""
    postal_code: str = ""
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class ShownCaution:
    """A warning to read before going: its words (English source text) and since which month it is there."""

    words: str
    since: date


@dataclass(frozen=True, slots=True)
class ShownLeader:
    """Who leads it; `word_only`: nothing but its own word says so."""

    value: str
    evidence: str

    @property
    def word_only(self) -> bool:
        """Say whether nothing but its own word says so."""
        return self.evidence not in PROOF_OF_LEADING


@dataclass(frozen=True, slots=True)
class Owner:
    """The organisation as a service's page and card show it."""

    code: str
    name: Text
    leaders: tuple[ShownLeader, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One service in a list."""

    code: str
    name: Text
    owner: Owner
    need: str
    standing: Standing
    status: Status
    checked_on: date | None
    kinds: tuple[str, ...]
    strings: tuple[ShownFact, ...]
    spoken: tuple[tuple[str, str], ...]
    places: tuple[ShownPlace, ...]
    # Kilometres from the chosen town to the nearest of its towns, or None.
    distance: int | None = None
    cautions: tuple[ShownCaution, ...] = ()
    # The month in which people last told us that something is wrong, or None.
    doubted_on: date | None = None

    @property
    def reachable(self) -> bool:
        """Say whether contacts and strings are shown: never for a paused, closed or moved listing."""
        return self.status in REACHABLE


@dataclass(frozen=True, slots=True)
class Line:
    """A service to call right now, with its ways."""

    card: Card
    ways: tuple[ShownWay, ...]


@dataclass(frozen=True, slots=True)
class ServicePage:
    """Everything one service's page shows."""

    card: Card
    publication: Publication
    successor: str | None
    website: str
    texts: dict[str, Text]
    facts: tuple[ShownFact, ...]
    ways: tuple[ShownWay, ...]
    # Names of listings that this page points to, by code.
    names: dict[str, Text] = field(default_factory=dict)

    @property
    def first_way(self) -> ShownWay | None:
        """Return the way for the big button: a call if there is one, else the first that can be pressed."""
        calls = [way for way in self.ways if way.kind == "phone"]
        pressed = [way for way in self.ways if way.kind in ("text", "chat", "email", "online")]
        return next(iter(calls + pressed), None)


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Everything one organisation's page shows."""

    code: str
    publication: Publication
    standing: Standing
    status: Status
    successor: str | None
    checked_on: date | None
    website: str
    name: Text
    about: Text
    leaders: tuple[ShownLeader, ...]
    services: tuple[Card, ...] = ()
    names: dict[str, Text] = field(default_factory=dict)


def all_facts(need: str, found: dict[int, ShownFact]) -> tuple[ShownFact, ...]:
    """Return every stored fact that applies, the strings first; what nobody told us reads "not known"."""
    lead = list(strings())
    rest = [one for one in facts_for(need) if one not in lead and not one.derived_from]
    return tuple(found.get(one.number) or unknown(one.number) for one in lead + rest)


def cautions(found: dict[str, date]) -> tuple[ShownCaution, ...]:
    """Return the warnings of a service, given by slug with their month, in the order of the fixed list."""
    return tuple(ShownCaution(one.label, found[one.slug]) for one in reasons("warning") if one.slug in found)


def unknown(number: int) -> ShownFact:
    """Return a fact that nobody told us."""
    one = fact(number)
    return ShownFact(one, tuple(a for a in one.answers if a.value == "not_known"), Tone.UNKNOWN)
