"""What a group fills in: one form for the group, one for each service, and small ones for what repeats.

Shape and wording only; no database. Whatever is typed is kept as it was typed, but for signs that nobody can see.
"""

from __future__ import annotations

from enum import StrEnum

from wtforms import BooleanField, Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from app.directory.forms import PlaceFields
from app.directory.rules import MUST_KNOW, UNKNOWN, Consent, HoursKind, PlaceKind, WayKind
from app.languages import OFFERED, pgettext
from app.shell.fields import BaseForm
from app.shell.wording import N_
from app.submissions.fields import (
    ADDRESS,
    LINE,
    LONG_TEXT,
    NAME,
    Answered,
    Choices,
    answers_of,
    line,
    one_of,
    pairs_of,
    rows_of,
    several_of,
    text,
)
from app.vocabulary import (
    Fact,
    chat_apps,
    evidence_levels,
    fact,
    kinds,
    needs,
    pledge,
    stored_facts,
    strings,
    ways,
)

EVERYWHERE = "everywhere"
# What a group may claim of itself; that others vouch for it is for others to say.
CLAIMS = ("d", "a", "b")
ALL_TEN, NOT_ALL = "all", "some"


class Mode(StrEnum):
    """Who fills the form in: a group that asks, a group that corrects, a moderator."""

    ASK = "ask"
    CORRECT = "correct"
    EDIT = "edit"


_CONSENTS = (
    (Consent.NOTHING.value, N_("No. Only this site")),
    (Consent.LISTING.value, N_("Yes, without the six answers, who leads it and hours")),
    (Consent.EVERYTHING.value, N_("Yes, everything on the page")),
)
_PLEDGES = (
    (ALL_TEN, N_("Yes, to all ten")),
    (NOT_ALL, N_("Not to all of them")),
)


def _evidence() -> Choices:
    levels = {level.slug: level for level in evidence_levels()}
    found = [SelectChoice(slug, pgettext(levels[slug].context, levels[slug].label)) for slug in CLAIMS]
    return [SelectChoice("", N_("No answer yet")), *found]


class GroupForm(BaseForm):
    """What is asked once."""

    name = line(N_("Name of your group"), NAME, needed=True)
    language = one_of(
        N_("Language of your text"),
        lambda: [SelectChoice(one.tag, one.own_name) for one in OFFERED],
        "en",
        needed=True,
    )
    about = text(N_("About your group"))
    website = line(N_("Website of your group"), ADDRESS)
    led = several_of(N_("Who leads your group?"), answers_of(fact("led_by"), blank=False, unknown=False))
    evidence = one_of(N_("How can we see that?"), _evidence)
    evidence_url = line(N_("Web address where anyone can see it"), ADDRESS)
    pledge = rows_of(N_("Does your whole group say yes to these ten?"), pairs_of(_PLEDGES), needed=True)
    cannot = several_of(
        N_("Which ones can you not say yes to?"),
        lambda: [SelectChoice(one.code, one.sentence) for one in pledge()],
    )
    agreed = BooleanField(N_("Yes, show this on this site"), [Answered()])
    elsewhere = rows_of(N_("May other directories copy it too?"), pairs_of(_CONSENTS), Consent.NOTHING.value)

    def validate_cannot(self, field: Field) -> None:
        """Ask which of the ten it is, if not all."""
        if self.pledge.data == NOT_ALL and not field.data:
            raise ValidationError(N_("Please tick the ones you cannot say yes to."))


class EditedGroupForm(GroupForm):
    """What a moderator may change of a group: what it agreed to is its own."""

    # What is None is no field of this form.
    pledge = cannot = agreed = elsewhere = None  # type: ignore[assignment]


GROUP_FORMS: dict[Mode, type[GroupForm]] = {
    Mode.ASK: GroupForm,
    Mode.CORRECT: GroupForm,
    Mode.EDIT: EditedGroupForm,
}


def _fact_field(one: Fact, mode: Mode) -> Field:
    asked, applies = one.lead is not None, mode is not Mode.EDIT
    if asked:
        knows = one.slug in MUST_KNOW and applies
        return rows_of(one.question, answers_of(one, blank=False, unknown=not knows), needed=applies)
    if one.several:
        return several_of(one.question, answers_of(one, blank=False, unknown=False))
    return one_of(one.question, answers_of(one, blank=True, unknown=False))


def _needs() -> Choices:
    found = [SelectChoice(one.slug, pgettext(one.context, one.label)) for one in needs()]
    return [SelectChoice("", N_("Choose one")), *found]


class ServiceFields(BaseForm):
    """One service, without its facts: `service_form` adds them."""

    need = one_of(N_("What kind of help do you give?"), _needs, needed=True)
    kinds = several_of(N_("More exactly"), lambda: [SelectChoice(one.code, one.label) for one in kinds()])
    name = line(N_("Name of this service"), NAME)
    what = text(N_("What you do"), LONG_TEXT)
    who_for = text(N_("Who it is for"))
    get_in = text(N_("How to get in"))
    website = line(N_("Website of this service"), ADDRESS)
    closed = BooleanField(N_("This service has ended. Take it off the site"))

    def answers(self) -> dict[int, tuple[str, ...]]:
        """Return what was answered to each fact, by its number; no answer is an empty one."""
        given = {one.number: self[f"f{one.number}"].data for one in stored_facts()}
        return {
            number: tuple(sorted(data)) if isinstance(data, list) else ((data,) if data else ())
            for number, data in given.items()
        }


def _service_form(mode: Mode) -> type[ServiceFields]:
    others = [one for one in stored_facts() if one.lead is None]
    facts = {f"f{one.number}": _fact_field(one, mode) for one in (*strings(), *others)}
    return type("ServiceForm", (ServiceFields,), facts)


SERVICE_FORMS = {mode: _service_form(mode) for mode in Mode}

_PLACES = (
    (PlaceKind.ADDRESS.value, N_("In one town. Show only the town")),
    (PlaceKind.AREA.value, N_("We go to people, in a whole area")),
    (PlaceKind.ONLINE.value, N_("Online or by phone only")),
    (EVERYWHERE, N_("Everywhere in the world")),
)


class PlaceForm(PlaceFields):
    """One place, by its name as people say it. The street is asked only under more."""

    kind = rows_of(N_("Where do you help?"), pairs_of(_PLACES), PlaceKind.ADDRESS.value)
    where = line(N_("Town, region or country"), LINE)
    # The code of the place that was meant, where the words may mean several.
    pick = line(N_("Which one?"), 20)
    note = line(N_("A note about this place"), LINE)
    # What is None is no field of this form.
    scope = town = region = country = latitude = longitude = None  # type: ignore[assignment]


def _ways() -> Choices:
    return [SelectChoice(one.slug, pgettext(one.context, one.label)) for one in ways()]


def _apps() -> Choices:
    found = [SelectChoice(one.slug, pgettext(one.context, one.label)) for one in chat_apps()]
    return [SelectChoice("", N_("Choose one")), *found]


_HOURS = (
    (HoursKind.ASK.value, N_("Ask us for our hours")),
    (HoursKind.ALWAYS.value, N_("Day and night, every day")),
    (HoursKind.WEEKLY.value, N_("The hours below")),
)
# They need nothing to be dialled or written to.
NO_VALUE = frozenset({WayKind.WALK_IN.value, WayKind.THEY_COME.value})


class WayForm(BaseForm):
    """One way to reach a service."""

    kind = one_of(N_("How can people reach you?"), _ways, WayKind.PHONE.value, needed=True)
    value = line(N_("Number, address or name"), ADDRESS)
    app = one_of(N_("Which app?"), _apps)
    extension = line(N_("Extension"), 10)
    appointment = BooleanField(N_("People must make an appointment first"))
    hours = one_of(N_("When?"), pairs_of(_HOURS), HoursKind.ASK.value)
    d0, d1, d2, d3, d4, d5, d6 = (line("", LINE) for _ in range(7))
    zone = line(N_("In which town’s time?"), LINE)
    note = line(N_("A note about this way"), LINE)

    def days(self) -> list[str]:
        """Return the hours as they were typed, one line a day, Monday first."""
        return [str(self[f"d{day}"].data or "") for day in range(7)]

    def validate_app(self, field: Field) -> None:
        """Ask for the app of a chat, and only of a chat."""
        if self.kind.data == WayKind.CHAT.value and not field.data:
            raise ValidationError(N_("Please choose the app."))

    def validate_extension(self, field: Field) -> None:
        """Refuse what cannot be dialled after a number."""
        if field.data and not field.data.isdecimal():
            raise ValidationError(N_("Please write a number."))


def _manners() -> Choices:
    one = fact("languages")
    return [
        SelectChoice(answer.value, pgettext(answer.context, answer.label))
        for answer in one.answers
        if answer.value != UNKNOWN
    ]


class SpokenForm(BaseForm):
    """One language that people can use there."""

    language = line(N_("Language"), 60)
    how = one_of(N_("Who speaks it?"), _manners, "staff")
