"""What moderators see of the listings and do with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save
from app.directory.models import Decision, Organisation, Service
from app.directory.rules import NotAllowed, Publication, Standing, Status
from app.moderation import actions
from app.moderation.rules import MOVES, Changed, Move, NotKnown, Role, allowed_moves
from tests.client import statements
from tests.factories import list_organisation, list_service, organisation, service
from tests.moderation.conftest import Clock, Seat, Sit, stored
from tests.offered import SAMPLE

GOES = {
    Move.PAUSE: "paused",
    Move.OPEN: "open",
    Move.FULL: "full",
    Move.CLOSE: "closed",
}


def _row(session: Session, code: str) -> Service:
    row = stored(session, sa.select(Service).where(Service.code == code))[0]
    assert isinstance(row, Service)
    return row


def _decide(seat: Seat, code: str, move: str, reason: str, seen: int, **more: str) -> int:
    sent = {f"{move}-reason": reason, f"{move}-seen": str(seen), **more}
    return seat.post(f"/listing/{code}/{move}", **sent).status_code


def test_a_moderator_can_pause_a_listing_and_the_public_page_hides_contacts(
    sit: Sit, listed: str, session: Session
) -> None:
    seat = sit()
    before = _row(session, listed)
    assert "+1 212" in seat.client.get(f"/en/s/{listed}").text
    assert _decide(seat, listed, "pause", "no_answer", before.revision) == 303
    page = seat.client.get(f"/en/s/{listed}").text
    assert "+1 212" not in page
    assert "This listing is paused" in page
    last = stored(session, sa.select(Decision).order_by(Decision.sequence.desc()))[0]
    assert (last.handle, last.reason, last.code) == ("some-moderator", "no_answer", listed)
    shown = seat.get(f"/listing/{listed}").text
    assert "We tried to reach them and nobody answered." in shown
    assert "some-moderator" in shown
    assert "+1 212" in shown


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.LISTED])
@pytest.mark.parametrize("status", Status)
def test_a_move_can_be_made_exactly_where_the_table_allows_it(
    listed: str, session: Session, clock: Clock, move: Move, publication: Publication, status: Status
) -> None:
    row = session.scalars(sa.select(Service).where(Service.code == listed)).one()
    row.publication, row.status = publication, status
    session.flush()
    said = (session, "robin", listed, move, MOVES[move].reasons[0], row.revision, clock.time.date())
    if move not in allowed_moves(publication, status):
        with pytest.raises(NotAllowed):
            actions.decide(*said)
        return
    actions.decide(*said)
    session.refresh(row)
    assert row.status == GOES.get(move, status)
    assert (row.publication == publication) == (move in GOES)
    assert row.standing == (Standing.UNCHECKED if move in {Move.DRAFT, Move.PUBLISH} else Standing.CHECKED)


@pytest.mark.parametrize("move", Move)
def test_a_move_cannot_be_made_for_a_reason_of_another(
    listed: str, session: Session, clock: Clock, move: Move
) -> None:
    seen = _row(session, listed).revision
    for reason in ("must_stop_work", "", "because"):
        with pytest.raises(NotAllowed):
            actions.decide(session, "robin", listed, move, reason, seen, clock.time.date())


def test_two_moderators_cannot_decide_over_each_other(sit: Sit, listed: str, session: Session) -> None:
    one, other = sit(), sit(Role.ADMIN)
    seen = _row(session, listed).revision
    assert _decide(one, listed, "pause", "in_danger", seen) == 303
    assert _decide(other, listed, "full", "corrected", seen) == 409
    assert _row(session, listed).status is Status.PAUSED
    sent = {"full-reason": "corrected", "full-seen": str(seen)}
    assert "Someone changed this listing" in other.post(f"/listing/{listed}/full", **sent).text


def test_a_stale_view_cannot_decide(listed: str, session: Session, clock: Clock) -> None:
    with pytest.raises(Changed):
        actions.decide(session, "robin", listed, Move.PAUSE, "no_answer", 99, clock.time.date())
    with pytest.raises(NotKnown):
        actions.decide(session, "robin", "no-such", Move.PAUSE, "no_answer", 1, clock.time.date())


def test_withdrawing_cannot_happen_without_being_sure(sit: Sit, listed: str, session: Session) -> None:
    seat = sit()
    seen = _row(session, listed).revision
    assert _decide(seat, listed, "withdraw", "asked_to_leave", seen) == 200
    assert _row(session, listed).publication is Publication.LISTED
    assert _decide(seat, listed, "withdraw", "asked_to_leave", seen, sure="yes") == 303
    assert _row(session, listed).publication is Publication.WITHDRAWN
    url = session.get_bind().engine.url
    if url.get_backend_name() == "sqlite":
        files = Path(str(url.database)).parent.glob(f"{Path(str(url.database)).name}*")
        assert not [file for file in files if b"Harbour Clinic" in file.read_bytes()]
    page = seat.get(f"/listing/{listed}")
    assert page.status_code == 200
    assert "Harbour Clinic" not in page.text
    assert "Nothing more can be done" in page.text
    assert seat.client.get(f"/en/s/{listed}").status_code == 410


def test_a_moderator_can_list_a_draft_as_not_checked_once_its_group_is_listed(
    sit: Sit, session: Session
) -> None:
    saves = (
        Save("calm-harbour", organisation()),
        Save("river-lamp", service("calm-harbour")),
    )
    apply(session, Batch(saves), "robin", "imported")
    session.commit()
    seat = sit()
    assert _decide(seat, "river-lamp", "publish", "imported", 1) == 409
    assert (
        "cannot be done"
        in seat.post(
            "/listing/river-lamp/publish", **{"publish-reason": "imported", "publish-seen": "1"}
        ).text
    )
    assert _decide(seat, "calm-harbour", "publish", "imported", 1) == 303
    assert _decide(seat, "river-lamp", "publish", "imported", 1) == 303
    assert "We have not checked them." in seat.client.get("/en/s/river-lamp").text


@pytest.mark.parametrize(
    "sent",
    [{}, {"pause-reason": "no_answer"}, {"pause-reason": "x", "pause-seen": "1"}, {"pause-seen": "many"},
     {"pause-reason": "no_answer", "pause-seen": "1" * 400}, {"pause-reason": "\0", "pause-seen": "\0"}],
)  # fmt: skip
def test_a_broken_form_cannot_change_anything(
    sit: Sit, listed: str, session: Session, sent: dict[str, str]
) -> None:
    answer = sit().post(f"/listing/{listed}/pause", **sent)
    assert answer.status_code in {409, 422}
    assert _row(session, listed).status is Status.OPEN


@pytest.mark.parametrize(
    "path",
    [
        "/listing/no-such",
        "/listing/no-such/pause",
        "/listing/river-lamp/erase",
        "/?state=x",
        "/?page=0",
        "/?page=x",
        "/?page=99999999999",
    ],
)
def test_a_wrong_address_of_the_desk_can_only_be_not_found(sit: Sit, listed: str, path: str) -> None:
    assert listed
    seat = sit()
    send = seat.post if path.count("/") == 3 else seat.get
    assert (
        send(
            path, **({"pause-reason": "no_answer", "pause-seen": "1"} if send == seat.post else {})
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("", {"calm-harbour", "river-lamp", "new-lamp", "old-lamp", "shut-lamp"}),
        ("draft", {"new-lamp"}),
        ("unchecked", {"old-lamp"}),
        ("checked", {"calm-harbour", "river-lamp", "shut-lamp"}),
        ("paused", {"shut-lamp"}),
    ],
)
def test_a_moderator_can_narrow_the_list(
    sit: Sit, listed: str, session: Session, state: str, shown: set[str]
) -> None:
    assert listed
    list_service(session, "old-lamp", standing=Standing.UNCHECKED)
    list_service(session, "shut-lamp", status=Status.PAUSED)
    apply(session, Save("new-lamp", service("calm-harbour")), "robin", "imported")
    session.commit()
    page = sit().get(f"/?state={state}").text
    assert {
        code
        for code in ("calm-harbour", "river-lamp", "new-lamp", "old-lamp", "shut-lamp")
        if f"/listing/{code}" in page
    } == shown


def test_the_newest_decision_can_be_seen_first(sit: Sit, listed: str, session: Session) -> None:
    list_service(session, "old-lamp")
    session.commit()
    seat = sit()
    _decide(seat, listed, "pause", "no_answer", _row(session, listed).revision)
    page = seat.get("/").text
    assert page.index("/listing/river-lamp") < page.index("/listing/old-lamp")


def test_a_moderator_can_go_to_a_code_they_were_told(sit: Sit, listed: str) -> None:
    seat = sit()
    assert seat.post("/find", code=f" {listed.upper()} ").headers["Location"] == f"/desk/listing/{listed}"
    for wrong in ("no-such", "river", "\0", "x" * 99, ""):
        answer = seat.post("/find", code=wrong)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text or "error" in answer.text


@pytest.mark.parametrize("tag", SAMPLE)
def test_every_page_of_the_desk_can_be_read_in_every_language(sit: Sit, listed: str, tag: str) -> None:
    seat = sit()
    seat.post("/language", tag=tag)
    for path in ("/", f"/listing/{listed}", "/listing/calm-harbour", "/nothing"):
        assert f'<html lang="{tag}"' in seat.get(path).text, path


def test_the_desk_cannot_grow_slow_with_a_thousand_listings(app: Flask, sit: Sit, session: Session) -> None:
    list_organisation(session)
    changes: list[Save | Publish] = []
    for number in range(1_000):
        code = f"lamp-{chr(97 + number // 100)}{chr(97 + number // 10 % 10)}{chr(97 + number % 10)}"
        changes += [Save(code, service("calm-harbour")), Publish(code, Standing.UNCHECKED)]
    apply(session, Batch(tuple(changes)), "robin", "imported")
    session.commit()
    assert len(stored(session, sa.select(Organisation))) == 1
    seat = sit()
    counts = []
    for path in ("/", "/?page=20", "/?state=unchecked", "/?state=draft", "/listing/calm-harbour"):
        with statements() as seen:
            assert seat.get(path).status_code == 200
        counts.append(sum(statement.lstrip().startswith("SELECT") for statement in seen))
    assert max(counts) <= 8
    assert app.extensions["desk"]
