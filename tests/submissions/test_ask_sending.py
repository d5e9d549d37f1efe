"""Sending a request: once, not too fast, not too late, with nothing lost when it cannot be kept."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.privacy.budgets import Budget
from app.submissions.models import Proposal, Receipt
from app.submissions.rules import ASK_MINUTES, ASK_SECONDS, Lane, State
from tests.asker import Asker, asked, code_on, kept
from tests.client import GuardedClient
from tests.factories import list_organisation, list_service
from tests.page import parsed
from tests.returner import Do


def test_a_group_can_send_twice_and_waits_once(app: Flask, asker: Asker) -> None:
    asker.look()
    asker.wait()
    form = asker.form()
    form["do"] = "send"
    for _ in range(2):
        assert asker.client.post("/en/ask", data=form).status_code == 303
    assert len(kept(app)) == 1


def test_a_form_that_was_sent_is_not_a_second_request_with_other_words(app: Flask, asker: Asker) -> None:
    asker.look()
    first = code_on(asker.page)
    form = asker.form()
    asker.wait()
    asker.press("send")
    form["name"], form["do"] = "Another Group", "send"
    answer = asker.client.post("/en/ask", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Another Group" in page
    assert "We have this form already" in page
    assert code_on(page) == first
    assert len(kept(app)) == 1


@pytest.mark.parametrize("state", [State.DECLINED, None])
def test_a_form_that_was_decided_is_not_a_second_request(
    app: Flask, asker: Asker, do: Do, state: State | None
) -> None:
    asker.look()
    form = asker.form()
    asker.wait()
    asker.press("send")

    def decided(session: Session) -> None:
        proposal = session.scalars(sa.select(Proposal)).one()
        if state is not None:
            proposal.state, proposal.settled_on = state, asker.time.date()
            return
        # It was listed: the receipt leads to the listing, and what waited is gone.
        list_organisation(session)
        receipt = session.scalars(sa.select(Receipt)).one()
        receipt.proposal_id, receipt.code = None, "calm-harbour"
        session.flush()
        session.delete(proposal)

    do(decided)
    before = len(kept(app))
    form["do"] = "send"
    answer = asker.client.post("/en/ask", data=form)
    assert answer.status_code == 422
    assert "We have this form already" in answer.get_data(as_text=True)
    assert len(kept(app)) == before


def test_more_forms_than_the_machine_can_hash_wait_and_keep_their_words(app: Flask, asker: Asker) -> None:
    app.extensions["budgets"]["send"] = Budget(60, 1, lambda: 0.0)
    assert asker.ask().status_code == 303
    asker.page = ""
    asker.ask(name="Day Library")
    assert asker.status == 422
    assert "again in a minute" in asker.page
    assert "Day Library" in asker.page
    assert len(kept(app)) == 1


def test_a_group_reads_before_sending_that_an_answer_keeps_it_off_the_site(app: Flask, asker: Asker) -> None:
    asker.look(s1__f9="yes")
    assert "With these answers we cannot list you." in asker.page
    asker.wait()
    assert asker.press("send").status_code == 303
    assert len(kept(app)) == 1


def test_a_group_is_told_of_a_listing_that_looks_the_same_but_not_of_a_request(
    app: Flask, asker: Asker
) -> None:
    asker.ask(name="Harbour Group")
    asker.page = ""
    asker.look(name="Harbour Group")
    assert "They are listed already" not in asker.page
    with Session(app.extensions["database"].write) as session:
        list_organisation(session)
        list_service(session)
        session.commit()
    asker.look(name="harbour group")
    assert "They are listed already" in asker.page
    assert 'href="/en/o/calm-harbour"' in asker.page


def test_a_group_must_look_twice_at_what_may_lead_to_a_person(app: Flask, asker: Asker) -> None:
    asker.look(s1__get_in="Ring and ask for Maria.")
    asker.wait()
    asker.press("send")
    assert asker.status == 422
    assert "Tick that they are right" in asker.page
    assert kept(app) == []
    assert asker.press("send", sure="y").status_code == 303
    assert len(kept(app)) == 1


def test_a_program_cannot_send_at_once(app: Flask, asker: Asker) -> None:
    asker.look()
    asker.press("send")
    assert asker.status == 422
    assert f"{ASK_SECONDS} more seconds" in asker.page
    assert kept(app) == []
    asker.wait()
    assert asker.press("send").status_code == 303


def test_a_program_that_fills_in_every_field_is_stopped(app: Flask, asker: Asker) -> None:
    asker.look(subject="Hello")
    asker.wait()
    asker.press("send")
    assert asker.status == 422
    assert kept(app) == []
    asker.press("change")
    assert 'value="Hello"' in asker.page
    asker.press("preview", subject="")
    assert asker.press("send").status_code == 303


@pytest.mark.parametrize("token", ["", "nonsense", "A" * 139])
def test_a_form_with_a_broken_token_gets_a_new_code_and_keeps_its_words(
    app: Flask, asker: Asker, token: str
) -> None:
    asker.look()
    asker.wait()
    asker.press("send", form=token)
    assert asker.status == 422
    assert "new code" in asker.page
    asker.wait()
    assert asker.press("send").status_code == 303
    assert kept(app)[0].content is not None


def test_a_form_that_was_open_too_long_keeps_its_words_and_its_code(app: Flask, asker: Asker) -> None:
    asker.look()
    first = code_on(asker.page)
    asker.wait((ASK_MINUTES + 1) * 60)
    asker.press("send")
    assert asker.status == 422
    assert "Your code is the same" in asker.page
    assert code_on(asker.page) == first
    asker.wait()
    assert asker.press("send").status_code == 303
    assert asked(app).services[0].content.ways[0].value == "+49301234567"


def test_a_form_sent_again_after_days_is_not_a_second_request(app: Flask, asker: Asker) -> None:
    asker.look()
    old = asker.page
    asker.wait()
    assert asker.press("send").status_code == 303
    asker.page = old
    asker.wait(3 * ASK_MINUTES * 60)
    asker.press("send")
    asker.wait()
    assert asker.press("send").status_code == 303
    assert len(kept(app)) == 1


def test_a_full_queue_takes_no_more_and_loses_nothing(
    app: Flask, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.submissions.actions.waiting", lambda _session: 500)
    asker.ask()
    assert asker.status == 422
    assert "Many groups are waiting" in asker.page
    monkeypatch.undo()
    assert asker.press("send").status_code == 303


def test_what_comes_faster_than_people_write_waits_in_the_slow_lane(app: Flask, asker: Asker) -> None:
    app.extensions["budgets"]["ask"] = Budget(3600, 1)
    for name in ("Night Library", "Day Library"):
        asker.page = ""
        assert asker.ask(name=name).status_code == 303
    assert sorted(one.lane for one in kept(app)) == [Lane.NORMAL, Lane.SLOW]


def test_no_browser_and_no_robot_keeps_what_was_typed(client: GuardedClient, asker: Asker) -> None:
    for answer in (asker.open(), asker.look()):
        assert answer.headers["Cache-Control"] == "no-store"
    tree, _ = parsed(asker.page.encode())
    assert all(
        form.get("autocomplete") == "off" and form.get("method") == "post" for form in tree.iter("form")
    )
