"""A group comes back with nothing but its code: sees where it stands, answers, confirms, withdraws."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.directory.models import FactRow, Service
from app.directory.rules import Publication
from app.privacy.budgets import Budget
from app.submissions.checkwords import check_words
from app.submissions.models import Message, Proposal, Receipt, Refusal
from app.submissions.rules import DECLINED_DAYS, RECEIPT_MINUTES, UNANSWERED_DAYS, State
from tests.offered import EVERY
from tests.returner import ANSWER, CODE, QUESTION, Do, Group, settle


def test_a_group_can_see_that_its_request_waits(group: Group, request_id: str) -> None:
    page = group.come().text
    assert "We have your request" in page
    assert "Come back by December 5, 2026." in page
    assert check_words(b"f" * 32, request_id) in page


@pytest.mark.parametrize("lang", EVERY)
def test_a_group_can_come_back_in_every_language(group: Group, request_id: str, lang: str) -> None:
    assert request_id
    assert group.client.get(f"/{lang}/receipt").status_code == 200
    assert group.come(lang=lang).status_code == 200
    assert group.press("withdraw", lang).status_code == 200


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_a_group_can_type_its_code_in_its_own_digits(group: Group, request_id: str, digits: str) -> None:
    assert request_id
    typed = CODE.translate({ord(str(value)): sign for value, sign in enumerate(digits)})
    assert "We have your request" in group.come(typed.replace(" ", "-\n")).text


def test_a_mistyped_code_is_told_at_once_and_kept(group: Group, request_id: str) -> None:
    assert request_id
    wrong = f"{CODE[:-1]}{(int(CODE[-1]) + 1) % 10}"
    answer = group.come(wrong)
    assert answer.status_code == 422
    assert "One digit is wrong" in answer.text
    assert wrong in answer.text
    short = group.come("12 345")
    assert "You typed 5." in short.text
    assert group.come("").status_code == 422


def test_a_group_can_answer_a_question_once(group: Group, request_id: str, do: Do) -> None:
    settle(do, State.ASKED, words=QUESTION)
    page = group.come().text
    assert QUESTION in page
    # Though we wait 60 days: a no could come today, and is kept for 14.
    assert "Please answer by December 5, 2026" in page
    asked_page = group.page
    assert "We have your answer" in group.press("reply", reply=ANSWER).text
    group.page = asked_page
    assert group.press("reply", reply=ANSWER).status_code == 200
    assert do(lambda s: s.scalars(sa.select(Message.body).order_by(Message.position)).all()) == [
        QUESTION,
        ANSWER,
    ]
    assert do(lambda s: s.get_one(Proposal, request_id).state) is State.WAITING


def test_an_answer_without_words_is_asked_for_again(group: Group, request_id: str, do: Do) -> None:
    assert request_id
    settle(do, State.ASKED, words=QUESTION)
    group.come()
    answer = group.press("reply", reply=" ")
    assert answer.status_code == 422
    assert "Please answer this." in answer.text


def test_a_group_that_answers_a_closed_question_reads_so_and_keeps_its_words(
    group: Group, request_id: str, do: Do
) -> None:
    settle(do, State.ASKED, words=QUESTION)
    group.come()
    settle(do, State.DECLINED, "pledge")
    late = group.press("reply", reply=ANSWER)
    assert late.status_code == 409
    assert "No question is open now" in late.text
    assert ANSWER in late.text
    assert do(lambda s: s.scalars(sa.select(Message.body)).all()) == [QUESTION]


def test_a_group_with_one_service_sees_one_listing(group: Group, listed: str) -> None:
    page = group.come().text
    assert f"/en/s/{listed}" in page
    assert "/en/o/calm-harbour" not in page


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_code_is_typed_from_left_to_right(group: Group, lang: str) -> None:
    (field,) = re.findall(r'<input[^>]* name="code"[^>]*>', group.client.get(f"/{lang}/receipt").text)
    assert 'dir="ltr"' in field


def test_a_group_that_comes_back_late_keeps_what_it_typed(group: Group, request_id: str, do: Do) -> None:
    assert request_id
    settle(do, State.ASKED, words=QUESTION)
    group.come()
    group.time += timedelta(minutes=RECEIPT_MINUTES, seconds=1)
    late = group.press("reply", reply=ANSWER)
    assert late.status_code == 403
    assert "type your code again" in late.text
    assert ANSWER in late.text
    assert ANSWER in group.come(reply=ANSWER).text


@pytest.mark.parametrize("token", ["", "x", "A" * 139, "é"])
def test_a_broken_token_asks_for_the_code(group: Group, request_id: str, token: str) -> None:
    assert request_id
    answer = group.client.post("/en/receipt", data={"token": token, "do": "still"})
    assert answer.status_code in {403, 422}
    assert "Come back with your code" in answer.text


def test_a_group_can_read_why_it_was_declined(group: Group, request_id: str, do: Do) -> None:
    assert request_id
    settle(do, State.DECLINED, "works_with_police")
    page = group.come().text
    assert "You work with police or immigration." in page
    assert "until December 6, 2026" in page
    assert "Change and send again" in page


@pytest.mark.parametrize(("state", "days"), [(State.DECLINED, DECLINED_DAYS), (State.ASKED, UNANSWERED_DAYS)])
def test_an_answer_whose_time_is_over_is_gone_before_any_purge(
    group: Group, request_id: str, do: Do, state: State, days: int
) -> None:
    assert request_id
    settle(do, state, "pledge")
    group.time += timedelta(days=days - 1)
    assert group.come().status_code == 200
    group.time += timedelta(days=1)
    assert group.come().status_code == 404


def test_a_group_can_see_its_listings(group: Group, listed: str) -> None:
    page = group.come().text
    assert "You are listed" in page
    assert f"/en/s/{listed}" in page
    assert "From January 2027 some answers are old." in page


def test_a_group_can_say_that_it_is_still_true(group: Group, listed: str, do: Do) -> None:
    assert listed
    group.come()
    page = group.press("still").text
    assert "3 answers now have this month." in page
    assert "From June 2027 some answers are old." in page
    assert set(do(lambda s: s.scalars(sa.select(FactRow.checked_on)).all())) == {date(2026, 11, 1)}


def test_a_group_can_withdraw_at_once_and_twice(group: Group, listed: str, do: Do) -> None:
    group.come()
    page = group.press("withdraw").text
    assert "Nobody can bring it back." in page
    assert do(lambda s: s.scalars(sa.select(Service.publication)).one()) is Publication.LISTED
    sure = group.page
    assert "It is gone" in group.press("withdraw_sure", never="y").text
    group.page = sure
    assert "It is gone" in group.press("withdraw_sure", never="y").text
    assert group.client.get(f"/en/s/{listed}").status_code == 410
    assert group.come().status_code == 404
    assert do(lambda s: s.scalars(sa.select(sa.func.count()).select_from(Refusal)).one()) == 2


def test_a_group_that_withdraws_is_not_refused_unless_it_says_so(group: Group, listed: str, do: Do) -> None:
    assert listed
    group.come()
    group.press("withdraw")
    group.press("withdraw_sure")
    assert do(lambda s: s.scalars(sa.select(Refusal)).all()) == []


def test_a_group_can_take_its_request_back(group: Group, request_id: str, do: Do) -> None:
    assert request_id
    group.come()
    page = group.press("withdraw").text
    assert "Do not list us again" not in page
    assert "It is gone" in group.press("withdraw_sure", never="y").text
    assert do(lambda s: s.scalars(sa.select(Proposal)).all()) == []
    assert do(lambda s: s.scalars(sa.select(Receipt)).all()) == []
    # Who asks in a group's name must not be able to keep the group out.
    assert do(lambda s: s.scalars(sa.select(Refusal)).all()) == []


def test_finishing_clears_what_the_browser_kept(group: Group, request_id: str) -> None:
    assert request_id
    group.come()
    answer = group.press("finish")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Location"] == "/en/"


def test_no_browser_keeps_a_page_of_the_receipt(group: Group, request_id: str) -> None:
    assert request_id
    answers = [group.client.get("/en/receipt"), group.come(), group.press("withdraw"), group.come("1")]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_too_many_codes_at_once_wait_and_keep_their_digits(group: Group, request_id: str) -> None:
    assert request_id
    group.app.extensions["budgets"]["receipt"] = Budget(60, 1, lambda: 0.0)
    assert group.come().status_code == 200
    page = group.page
    answer = group.come()
    assert answer.status_code == 429
    assert CODE in answer.text
    assert "one minute" in answer.text
    # Only typed codes cost time: who is inside already goes on.
    group.page = page
    assert group.press("look").status_code == 200
