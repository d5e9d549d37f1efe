"""The forms on the page of one proposal: filled from it or from what was sent, read back as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.directory.content import Answer, ServiceContent
from app.moderation.editing import Edits, editable
from app.moderation.judging import Yes, reasons_for
from app.moderation.proposals import Page
from app.moderation.queue_forms import (
    EvidenceForm,
    FactForm,
    SeveralForm,
    StepForm,
    WarningsForm,
    WeighForm,
    chosen_from,
)
from app.moderation.queue_wording import IDENTITY_WORDS, QUEUE_FAILED
from app.moderation.wording import reason_label
from app.shell.fields import BaseForm
from app.submissions.rules import Button, Identity, Kind
from app.vocabulary import NOT_KNOWN, fact, pledge, reasons

Sent = MultiDict[str, str]
_LISTING = frozenset({Button.LIST, Button.WARN})


@dataclass(frozen=True, slots=True)
class Weighed:
    """All the forms of one page. Facts by service (from 0) and number, evidence by who leads."""

    own: WeighForm
    facts: Mapping[tuple[int, int], FactForm]
    leaders: Mapping[str, EvidenceForm]

    def all(self) -> Iterator[BaseForm]:
        """Yield every form."""
        yield self.own
        yield from self.facts.values()
        yield from self.leaders.values()

    def of_service(self, place: int) -> list[tuple[int, FactForm]]:
        """Return the forms of one service's facts, by number, in the order of the page."""
        return [(number, form) for (at, number), form in self.facts.items() if at == place]

    def valid(self, page: Page, button: Button, today: date) -> bool:
        """Say whether all that was sent can stand; if not, the forms say what is wrong."""
        right = all([form.validate() for form in self.all()])
        right &= all([form.in_the_past(today) for form in self.facts.values()])
        if page.new and button in _LISTING and self.identity is None:
            self.own.identity.errors = [QUEUE_FAILED["identity"]]
            return False
        return right

    @property
    def identity(self) -> Identity | None:
        """Return how the group was checked, or None."""
        known = {one.value: one for one in Identity}
        return known.get(self.own.identity.data or "")

    def edits(self, page: Page, warnings: Mapping[int, tuple[str, ...]] | None) -> Edits:
        """Return what the moderator would add."""
        promises = set(self.own.promises.data or ())
        agreed = tuple(one.code for one in pledge() if one.code not in promises)
        return Edits(
            facts={place: one for place, form in self.facts.items() if (one := _changed(page, place, form))},
            evidence={value: form.level.data for value, form in self.leaders.items()},
            not_agreed=agreed if page.proposal.kind is Kind.DRAFT else None,
            warnings=warnings,
        )


def weighed(page: Page, sent: Sent | None) -> Weighed:
    """Return the forms of a page: as sent, or filled from the proposal."""
    bundle = page.bundle
    own = WeighForm(sent, data=_own(page))
    own.seen.data = own.seen.data if sent else page.seen.written()
    own.identity.choices = chosen_from((one.value, words) for one, words in IDENTITY_WORDS.items())
    if bundle is None:
        return Weighed(own, {}, {})
    facts = {
        (place, number): _fact(page, place, number, sent)
        for place, one in enumerate(bundle.services)
        for number in editable(one)
    }
    leaders = {
        one.value: EvidenceForm(sent, prefix=f"led-{one.value}", data={"level": one.evidence}).offer()
        for one in bundle.organisation.leaders
    }
    return Weighed(own, facts, leaders)


def _own(page: Page) -> dict[str, object]:
    known = page.proposal.identity
    missing = page.bundle.not_agreed if page.bundle else ()
    return {
        "identity": known.value if known else None,
        "promises": [one.code for one in pledge() if one.code not in missing],
    }


def _answer(page: Page, place: int, number: int) -> Answer:
    """Return what the proposal says about a fact; "not known" if nothing."""
    content = page.bundle.services[place].content if page.bundle else ServiceContent("")
    found = {one.number: one for one in content.facts}
    return found.get(number) or Answer(number, (NOT_KNOWN,))


def _fact(page: Page, place: int, number: int, sent: Sent | None) -> FactForm:
    one, answer = fact(number), _answer(page, place, number)
    prefix = f"s{place}f{number}"
    data = {
        "answer": list(answer.answers) if one.several else answer.answers[0],
        "source": answer.source_kind,
        "month": answer.month,
        "url": answer.source_url,
    }
    given = sent if sent and f"{prefix}-source" in sent else None
    return (SeveralForm if one.several else FactForm)(given, prefix=prefix, data=data).offer(one)


def _changed(page: Page, place: tuple[int, int], form: FactForm) -> Answer | None:
    """Return the answer as sent, or None if it says what the proposal says already."""
    old = _answer(page, *place)
    new = Answer(place[1], form.answers(), form.source.data, form.url.data or "", form.month.data or "")
    same = set(new.answers) == set(old.answers) and (new.source_kind, new.source_url, new.month) == (
        old.source_kind,
        old.source_url,
        old.month,
    )
    return None if same else new


@dataclass(frozen=True, slots=True)
class Step:
    """What one button asks before it does anything: its form, and the warnings of each service (from 0)."""

    form: StepForm
    warnings: Mapping[int, WarningsForm]

    def valid(self) -> bool:
        """Say whether all that was sent can stand."""
        return all([self.form.validate(), *[form.validate() for form in self.warnings.values()]])

    def slugs(self) -> dict[int, tuple[str, ...]] | None:
        """Return the warnings that were ticked, by service; None if the button is about none."""
        return {place: tuple(form.slugs.data or ()) for place, form in self.warnings.items()} or None

    def yes(self, page: Page, forms: Weighed) -> Yes:
        """Return how it is to be listed."""
        reopen = bool(self.form.reopen.data) if "reopen" in self.form else False
        return Yes(forms.edits(page, self.slugs()), forms.identity, reopen)


def step(page: Page, button: Button, sent: Sent, *, asked: bool) -> Step:
    """Return the form of one button: as sent if it was `asked` already, else new."""
    form = StepForm(sent if asked else None, data={"body": sent.get("body", "")})
    choices = reasons_for(page.proposal.kind, button)
    form.reason.choices = chosen_from((slug, reason_label(slug)) for slug in choices)
    if not choices:
        del form.reason
    if button is not Button.ASK:
        del form.body
    if button not in _LISTING or not page.paused:
        del form.reopen
    return Step(form, _warnings(page, sent if asked else None) if button is Button.WARN else {})


def _warnings(page: Page, sent: Sent | None) -> dict[int, WarningsForm]:
    services = [one.content for one in page.bundle.services] if page.bundle else page.reported()
    made = {}
    for place, content in enumerate(services):
        form = WarningsForm(sent, prefix=f"w{place}", data={"slugs": [one.slug for one in content.warnings]})
        form.slugs.choices = chosen_from((one.slug, one.label) for one in reasons("warning"))
        made[place] = form
    return made


def kept(forms: Weighed, sent: Sent) -> list[tuple[str, str]]:
    """Return what was sent on the page itself, so that the next page can carry it on."""
    names = {field.name for form in forms.all() for field in form} | {"body"}
    return [(name, value) for name, value in sent.items(multi=True) if name in names - {"seen"}]
