"""What moderators propose themselves: an edit, an older version, a draft."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.content import Way
from app.directory.models import Decision, FactRow, Organisation, Service
from app.directory.rules import Publication, Standing
from app.submissions.models import Proposal
from app.submissions.rules import Kind
from app.vocabulary import pledge
from tests.factories import list_organisation, list_service
from tests.moderation.conftest import Sit, stored
from tests.moderation.pressing import HOW, all_of, form_of, judge
from tests.moderation.waiting import correction, moderator_edit, request


def test_a_second_moderator_cannot_change_what_the_first_agreed_to_and_list_it_alone(
    sit: Sit, session: Session
) -> None:
    own = request(session)
    first, second = sit(handle="robin"), sit(handle="wren")
    judge(first, session, own, "list", **HOW)
    fact = {
        "s0f4-answer": "never",
        "s0f4-source": "moderator_checked",
        "s0f4-month": "2026-11",
        "s0f4-url": "",
    }
    judge(second, session, own, "list", **fact)
    assert all_of(session, Organisation) == []
    assert session.get_one(Proposal, own).agreed_by == "wren"
    session.commit()
    judge(first, session, own, "list")
    row = stored(session, sa.select(FactRow).where(FactRow.number == 4))[0]
    assert (row.source_kind, row.checked_on) == ("moderator_checked", date(2026, 11, 1))


def test_a_draft_can_be_listed_once_the_group_agreed_to_the_pledge(sit: Sit, session: Session) -> None:
    list_organisation(session)
    list_service(session)
    for row in (*all_of(session, Service), *all_of(session, Organisation)):
        session.add(row)
        row.publication, row.standing = Publication.DRAFT, Standing.UNCHECKED
    session.commit()
    seat = sit()
    assert seat.post("/listing/calm-harbour/queue").status_code == 303
    assert seat.post("/listing/calm-harbour/queue").status_code == 303
    (row,) = all_of(session, Proposal)
    assert row.kind is Kind.DRAFT
    assert judge(seat, session, row.id, "list", **HOW).status_code == 422
    agreed = [one.code for one in pledge()]
    assert judge(seat, session, row.id, "list", **HOW, promises=agreed[1:]).status_code == 422
    assert judge(seat, session, row.id, "list", **HOW, promises=agreed).status_code == 303
    assert {one.standing for one in (*all_of(session, Service), *all_of(session, Organisation))} == {
        "checked"
    }
    assert all_of(session, Proposal) == []


def test_a_moderator_can_restore_an_older_version_but_nothing_that_was_erased(
    sit: Sit, listed: str, session: Session
) -> None:
    own = correction(session, listed, ways=(Way("phone", "+12125550199"),), spoken=())
    session.commit()
    seat = sit()
    judge(seat, session, own, "list")
    versions = seat.get(f"/listing/{listed}/versions").text
    address = versions.split('href="/desk/listing/river-lamp/versions/')[1].split('"')[0]
    page = seat.get(f"/listing/{listed}/versions/{address}").text
    assert "Spanish" in page
    now = page.split('name="seen" value="')[1].split('"')[0]
    assert seat.post(f"/listing/{listed}/versions/{address}", seen="0 river-lamp:1").status_code == 409
    assert seat.post(f"/listing/{listed}/versions/{address}", seen=now).status_code == 303
    shown = seat.client.get(f"/en/s/{listed}").text
    assert "Spanish" in shown
    assert "+12125550100" not in shown
    assert all_of(session, Decision)[-1].reason == "restored"
    assert seat.get(f"/listing/{listed}/versions/999").status_code == 404


def test_a_moderator_cannot_be_the_second_for_their_own_change(
    sit: Sit, listed: str, session: Session
) -> None:
    own = moderator_edit(session, Kind.EDIT, "robin")
    row = session.get_one(Proposal, own)
    content = deepcopy(row.content or {})
    content["services"][0]["content"]["places"] = [
        {
            **content["services"][0]["content"]["places"][0],
            "visibility": "public",
            "street": "1 Example Street",
        }
    ]
    row.content, row.agreed_by = content, "robin"
    session.commit()
    robin, wren = sit(handle="robin"), sit(handle="wren")
    assert robin.get("/queue/next").headers["Location"] == "/desk/queue"
    assert wren.get("/queue/next").headers["Location"] == f"/desk/queue/{own}"
    judge(robin, session, own, "list")
    assert len(all_of(session, Proposal)) == 1
    judge(wren, session, own, "list")
    assert all_of(session, Proposal) == []
    assert "1 Example Street" in robin.client.get(f"/en/s/{listed}").text


def test_a_moderator_can_change_what_a_listing_says_and_sees_the_difference_first(
    sit: Sit, listed: str, session: Session
) -> None:
    seat, path = sit(), f"/desk/listing/{listed}/change"
    sent = form_of(seat.client.get(path).text)
    name = next(key for key, value in sent.items() if value == "Harbour Clinic")
    sent[name] = "Harbour House"
    preview = seat.client.post(path, data={**sent.to_dict(flat=False), "do": "preview"})
    assert preview.status_code == 200
    assert "<del>" in preview.text
    assert preview.text.count("<ins>") == 1
    kept = {**form_of(preview.text).to_dict(flat=False), "do": "send"}
    assert seat.client.post(path, data=kept).headers["Location"] == f"/desk/listing/{listed}?said=saved"
    assert "Harbour House" in seat.client.get(f"/en/s/{listed}").text
    again = seat.client.post(path, data=kept)
    assert again.status_code == 409
    assert "Someone changed this while you looked." in again.text
    assert "Harbour House" in again.text
