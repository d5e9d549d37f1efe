"""A group asks to be listed with nothing but a browser."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.languages import OFFERED
from app.submissions import receipts
from app.submissions.models import Message, Receipt
from app.submissions.rules import Kind, Lane, State
from tests.asker import NOW, SAID, Asker, asked, code_on, kept
from tests.client import GuardedClient, weight
from tests.factories import list_organisation
from tests.page import parsed

TAGS = [language.tag for language in OFFERED]
BERLIN = 2950159


def marked(page: str, name: str) -> list[Element]:
    """Return the fields of the page with this attribute."""
    tree, _ = parsed(page.encode())
    return [
        field
        for field in tree.iter()
        if field.tag in {"input", "select", "textarea"} and name in field.attrib
    ]


def test_a_group_can_ask_with_the_least_and_comes_back_with_its_code(app: Flask, asker: Asker) -> None:
    asker.look()
    code = code_on(asker.page)
    asker.wait()
    answer = asker.press("send")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/ask/sent")
    (proposal,) = kept(app)
    assert (proposal.kind, proposal.state, proposal.lane) == (Kind.REQUEST, State.WAITING, Lane.NORMAL)
    assert (proposal.language, proposal.created_on) == ("en", NOW.date())
    with Session(app.extensions["database"].write) as session:
        lookup = receipts.lookup_id(receipts.read(code), app.extensions["keys"].pepper)
        assert session.get_one(Receipt, lookup).proposal_id == proposal.id


def test_what_a_group_says_is_what_waits(app: Flask, asker: Asker) -> None:
    asker.ask()
    (offered,) = asked(app).services
    said = offered.content
    assert (said.need, said.language) == ("legal", "en")
    assert [(place.kind, place.visibility, place.town) for place in said.places] == [
        ("address", "area", BERLIN)
    ]
    assert [(way.kind, way.value, way.hours_kind) for way in said.ways] == [("phone", "+49301234567", "ask")]
    assert {one.number: one.answers for one in said.facts} == {
        9: ("no",), 10: ("no",), 1: ("no",), 2: ("none",), 4: ("never",), 3: ("not_known",)
    }  # fmt: skip
    assert {(one.source_kind, one.month) for one in said.facts} == {("organisation_said", "2026-11")}
    # With one service nobody has to name it.
    assert {one.body for one in (*said.prose, *asked(app).organisation.prose)} == {"Night Library"}
    assert asked(app).organisation.elsewhere == "nothing"


@pytest.mark.parametrize("tag", TAGS)
def test_a_group_can_ask_in_every_language(app: Flask, client: GuardedClient, tag: str) -> None:
    asker = Asker(app, client, tag)
    assert asker.ask().status_code == 303
    assert client.get(f"/{tag}/ask/sent").status_code == 200
    assert kept(app)[0].language == tag
    assert asked(app).services[0].content.language == tag


def test_the_form_has_at_most_twenty_answers_that_must_be_given(asker: Asker) -> None:
    asker.open()
    names = {field.get("name") for field in marked(asker.page, "required")}
    assert {"name", "pledge", "agreed", "s1-need", "s1-f9"} <= names
    assert len(names) <= 20


def test_a_group_that_is_told_of_errors_keeps_all_it_typed(asker: Asker) -> None:
    typed = {**SAID, "name": "", "s1-what": "We help\r\nat night.", "s1-p1-where": "Nowhere at all"}
    asker.open()
    asker.press("preview", **{name.replace("-", "__"): value for name, value in typed.items()})
    assert asker.status == 422
    form = asker.form()
    assert {name: form[name].replace("\r\n", "\n") for name in typed} == {
        name: value.replace("\r\n", "\n") for name, value in typed.items()
    }
    tree, _ = parsed(asker.page.encode())
    links = [link.get("href") for link in tree.iter("a") if (link.get("href") or "#")[0] == "#"]
    assert "#name" in links
    assert "#s1-p1-where" in links
    assert {field.get("id") for field in marked(asker.page, "aria-invalid")} == {"name", "s1-p1-where"}


def test_what_holds_an_error_stands_open(asker: Asker) -> None:
    asker.look(s1__w1__hours="weekly", s1__w1__d2="soon")
    tree, _ = parsed(asker.page.encode())
    folded = [part for part in tree.iter("details") if "open" not in part.attrib]
    inside = {field.get("id") for part in folded for field in part.iter("input")}
    assert "s1-w1-d2" not in inside
    assert "s1-p1-street" in inside


def test_a_group_can_say_where_when_several_places_have_the_name(app: Flask, asker: Asker) -> None:
    asker.look(s1__p1__where="Springfield")
    assert asker.status == 422
    assert asker.page.count('name="s1-p1-pick"') > 1
    asker.press("preview", s1__p1__pick="g4409896")
    assert asker.status == 200
    asker.wait()
    asker.press("send")
    assert asked(app).services[0].content.places[0].town == 4409896


def test_a_town_too_small_for_our_list_is_kept_by_its_name(app: Flask, asker: Asker) -> None:
    asker.look(s1__p1__where="Kleinzschachwitz, Saxony, Germany")
    assert asker.status == 422
    assert 'value="de-sn+"' in asker.page
    asker.press("preview", s1__p1__pick="de-sn+")
    asker.wait()
    asker.press("send")
    place = asked(app).services[0].content.places[0]
    assert (place.town, place.locality, place.country) == (None, "Kleinzschachwitz", "de")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "online", "where": ""}, ("online", "", "")),
        ({"kind": "everywhere", "where": ""}, ("area", "everywhere", "")),
        ({"kind": "area", "where": "Canada"}, ("area", "country", "ca")),
    ],
)
def test_a_group_without_a_town_can_say_so(
    app: Flask, asker: Asker, changes: dict[str, str], expected: tuple[str, str, str]
) -> None:
    asker.ask(**{f"s1__p1__{name}": value for name, value in changes.items()}, s1__w1__value="+4930123456")
    place = asked(app).services[0].content.places[0]
    assert (place.kind, place.scope, place.country) == expected


def test_a_street_is_kept_only_if_anyone_may_see_it(app: Flask, asker: Asker) -> None:
    asker.look(s1__p1__street="Lindenweg 12")
    assert asker.status == 422
    asker.press("preview", s1__p1__visibility="public")
    assert "Lindenweg 12" in asker.page
    asker.wait()
    asker.press("send")
    assert asked(app).services[0].content.places[0].street == "Lindenweg 12"


def test_a_group_can_be_reached_through_another_that_is_listed(app: Flask, asker: Asker) -> None:
    with Session(app.extensions["database"].write) as session:
        list_organisation(session)
        session.commit()
    asker.look(s1__w1__kind="through", s1__w1__value="Some Other Group")
    assert asker.status == 422
    asker.press("preview", s1__w1__value="harbour group")
    assert asker.status == 200
    assert "Harbour Group" in asker.page
    asker.wait()
    asker.press("send")
    assert [(way.through, way.value) for way in asked(app).services[0].content.ways] == [("calm-harbour", "")]


def test_a_group_can_give_its_hours_day_by_day(app: Flask, asker: Asker) -> None:
    asker.ask(s1__w1__hours="weekly", s1__w1__d0="10-13, 15:00–18:30", s1__w1__d4="٢٢:٠٠-٠٢:٠٠")
    way = asked(app).services[0].content.ways[0]
    assert [(h.opens, h.closes) for h in way.hours] == [(600, 780), (900, 1110), (7080, 7320)]
    assert way.timezone == "Europe/Berlin"


def test_a_group_can_add_and_take_out_rows_without_losing_a_word(asker: Asker) -> None:
    asker.look()
    asker.press("change", s1__what="We come at night.")
    for button in ("service", "way:s1", "place:s2", "language:s2", "drop:s2-p1", "open:s1", "drop:s1-w2"):
        asker.press(button)
        assert asker.status == 200
    form = asker.form()
    assert (form["name"], form["s1-what"], form["s1-w1-value"]) == (
        "Night Library",
        "We come at night.",
        "030 1234567",
    )
    assert sorted(name for name in form if name.endswith("-row")) == [
        "s1-l1-row", "s1-p1-row", "s1-row", "s1-w1-row", "s2-l1-row", "s2-l2-row", "s2-p2-row", "s2-row", "s2-w1-row",
    ]  # fmt: skip


def test_a_group_can_ask_for_two_services_that_have_names_of_their_own(app: Flask, asker: Asker) -> None:
    asker.look()
    asker.press("change")
    asker.press("service")
    second = {
        name.replace("s1-", "s2__").replace("-", "__"): value for name, value in SAID.items() if "s1-" in name
    }
    asker.press("preview", **second)
    assert asker.status == 422
    assert "a name of its own" in asker.page
    asker.press("preview", s2__name="Night Doctor", s2__need="medical")
    assert asker.status == 200
    asker.wait()
    asker.press("send")
    services = [one.content for one in asked(app).services]
    assert [(one.prose[0].body, one.need) for one in services] == [
        ("Night Library", "legal"),
        ("Night Doctor", "medical"),
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_a_form_with_four_services_is_light_enough(app: Flask, client: GuardedClient, tag: str) -> None:
    asker = Asker(app, client, tag)
    asker.look(s1__what="We come at night. " * 20)
    asker.press("change")
    for _ in range(3):
        answer = asker.press("service")
    assert weight(answer) <= 14_600


def test_a_group_that_cannot_say_yes_to_all_ten_is_heard(app: Flask, asker: Asker) -> None:
    asker.look(pledge="some")
    assert asker.status == 422
    asker.press("preview", cannot=["y4", "y7"])
    asker.wait()
    asker.press("send")
    assert asked(app).not_agreed == ("y4", "y7")


def test_nobody_can_say_that_what_must_be_known_is_not(asker: Asker) -> None:
    asker.look(s1__f4="not_known")
    assert asker.status == 422
    assert "#s1-f4-0" in asker.page


def test_what_shows_who_leads_a_group_goes_to_the_moderator_alone(app: Flask, asker: Asker) -> None:
    asker.look(led=["sex_workers"], evidence="a")
    assert asker.status == 422
    asker.press("preview", evidence_url="network.example/members")
    asker.wait()
    asker.press("send")
    assert [(one.value, one.evidence) for one in asked(app).organisation.leaders] == [("sex_workers", "a")]
    with Session(app.extensions["database"].write) as session:
        (message,) = session.scalars(sa.select(Message))
    assert message.from_group
    assert "network.example/members" in message.body
