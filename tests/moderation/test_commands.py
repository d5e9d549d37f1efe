from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from app.directory.models import Edition
from app.moderation.models import Credential, Invitation, Moderator, RecoveryCode, Sitting
from app.moderation.queries import by_handle
from app.moderation.sittings import give_codes, sign_in


def _run(app: Flask, *words: str) -> tuple[int, str]:
    answer = FlaskCliRunner(app).invoke(args=["moderators", *words])
    return answer.exit_code, answer.output


def test_an_operator_can_add_a_moderator_and_gets_a_link_that_is_nowhere_kept(
    app: Flask, session: Session
) -> None:
    code, said = _run(app, "add", "robin")
    assert code == 0
    secret = said.strip().rpartition("/desk/invite/")[2]
    assert len(secret) == 43
    row = session.scalars(sa.select(Invitation)).one()
    assert secret not in row.hash
    assert by_handle(session, "robin").role == "admin"


def test_an_operator_can_give_roles_and_the_first_is_an_admin(app: Flask) -> None:
    _run(app, "add", "robin")
    _run(app, "add", "sam")
    _run(app, "add", "noor", "--role", "translator")
    lines = [line.split("\t")[:3] for line in _run(app, "list")[1].splitlines()]
    assert lines == [
        ["noor", "translator", "invited"],
        ["robin", "admin", "invited"],
        ["sam", "moderator", "invited"],
    ]


def test_an_operator_cannot_add_a_handle_twice_or_a_bad_one(app: Flask) -> None:
    assert _run(app, "add", "robin")[0] == 0
    for handle in ("robin", "r@example.org", "Robin"):
        code, said = _run(app, "add", handle)
        assert code == 1
        assert "Error" in said


def test_an_operator_cannot_remove_the_last_admin(app: Flask) -> None:
    _run(app, "add", "robin")
    _run(app, "add", "sam")
    code, said = _run(app, "remove", "robin")
    assert code == 1
    assert "last admin" in said
    _run(app, "add", "noor", "--role", "admin")
    assert _run(app, "remove", "robin")[0] == 0
    assert _run(app, "remove", "noor")[0] == 1


def test_an_operator_cannot_give_a_removed_handle_again(app: Flask) -> None:
    _run(app, "add", "robin")
    _run(app, "add", "sam")
    assert _run(app, "remove", "sam")[0] == 0
    for words in (("add", "sam"), ("reset", "sam"), ("remove", "sam")):
        assert _run(app, *words)[0] == 1
    assert "sam\tmoderator\tremoved" in _run(app, "list")[1]


def test_an_operator_can_reset_a_moderator_so_that_nothing_old_works(app: Flask, session: Session) -> None:
    first = _run(app, "add", "robin")[1]
    who = by_handle(session, "robin")
    session.add(Credential(key=b"k", moderator_id=who.id, public_key=b"p", sign_count=0))
    give_codes(session, who)
    sign_in(session, who.id, "", 1)
    session.commit()
    code, said = _run(app, "reset", "robin")
    assert code == 0
    assert said != first
    session.expire_all()
    for table in (Credential, RecoveryCode, Sitting):
        assert session.scalars(sa.select(table)).all() == []
    assert len(session.scalars(sa.select(Invitation)).all()) == 1


def test_a_newcomer_can_get_a_link_to_try_the_desk_with_invented_listings_only(
    app: Flask, session: Session
) -> None:
    assert _run(app, "demo") == (0, "")
    session.scalars(sa.select(Edition)).one().holds = "demonstration"
    session.commit()
    first, second = (_run(app, "demo", "--address", "http://localhost:8001")[1] for _ in range(2))
    assert "http://localhost:8001/desk/invite/" in first
    assert first != second
    who = session.scalars(sa.select(Moderator)).one()
    session.add(Credential(key=b"k", moderator_id=who.id, public_key=b"p", sign_count=0))
    session.commit()
    assert "/desk/invite/" not in _run(app, "demo")[1]
