"""Who may open what: every address of the desk, every role, no role, a form of another site."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.directory.actions import apply
from app.directory.changes import Save
from app.directory.models import Version
from app.moderation.edge import ANYONE, AUDIENCE
from app.moderation.rules import DECIDERS, Role
from tests.client import GuardedClient, guarded
from tests.factories import service
from tests.moderation.conftest import Clock, Seat, Sit
from tests.moderation.waiting import correction
from tests.offered import EVERY

WHO = [None, *Role]


def _rules(app: Flask) -> list[Rule]:
    return list(app.extensions["desk"].url_map.iter_rules())


def _path(rule: Rule, code: str, waits: dict[str, str]) -> str:
    given = {"<code:code>": code, "<move>": "pause", "<secret>": "none", **waits}
    path = rule.rule
    for part, value in {**given, "<button>": "list"}.items():
        path = path.replace(part, value)
    return path


@pytest.fixture
def waits(session: Session, listed: str) -> dict[str, str]:
    """Something that waits, about a listing that has an earlier version: what stands for both in an address."""
    content = service("calm-harbour", "Another Name")
    apply(session, Save(listed, content), "robin", "corrected")
    found = correction(session, listed)
    revision = session.scalars(sa.select(Version.revision).where(Version.code == listed)).one()
    session.commit()
    return {"<proposal>": found, "<int:revision>": str(revision)}


def _open(seat: Seat, rule: Rule, code: str, waits: dict[str, str]) -> int:
    path = _path(rule, code, waits)
    send = seat.post if "POST" in (rule.methods or ()) else seat.get
    return send(path).status_code


def test_every_address_says_for_whom_it_is(app: Flask) -> None:
    assert {rule.endpoint for rule in _rules(app)} == set(AUDIENCE)
    for rule in _rules(app):
        assert (AUDIENCE[rule.endpoint] is ANYONE) == rule.rule.startswith(("/sign-in", "/invite"))


@pytest.mark.parametrize("role", WHO)
def test_nobody_can_open_what_is_not_for_their_role(
    app: Flask, sit: Sit, listed: str, waits: dict[str, str], role: Role | None
) -> None:
    for rule in _rules(app):
        who = AUDIENCE[rule.endpoint]
        if who is ANYONE:
            continue
        status = _open(sit(role, handle=f"some-{rule.endpoint[5:].replace('_', '-')}"), rule, listed, waits)
        if role is None:
            assert status == 303, rule
        elif role not in who:
            assert status == 403, rule
        else:
            assert status not in {403, 404, 500}, rule


@pytest.mark.parametrize(
    "path", ["/", "/listing/river-lamp", "/listing/river-lamp/withdraw", "/find", "/queue"]
)
def test_a_stranger_can_only_go_to_the_door(sit: Sit, listed: str, path: str) -> None:
    assert listed
    seat = sit(None)
    for answer in (seat.get(path), seat.post(path, csrf="")):
        assert answer.status_code in {303, 405}
        assert answer.headers.get("Location") in {"/desk/sign-in", None}


def test_a_translator_can_see_nothing_of_the_listings_yet(sit: Sit, listed: str) -> None:
    seat = sit(Role.TRANSLATOR)
    answer = seat.get(f"/listing/{listed}")
    assert answer.status_code == 403
    assert "Harbour" not in answer.text
    assert "This part is not for your role" in answer.text
    assert seat.post("/sign-out").status_code == 303


@pytest.mark.parametrize("token", ["", "wrong", "x" * 64, "é"])
def test_a_form_of_another_page_cannot_do_anything(
    app: Flask, sit: Sit, listed: str, waits: dict[str, str], token: str
) -> None:
    seat = sit()
    for rule in _rules(app):
        if AUDIENCE[rule.endpoint] & DECIDERS and "POST" in (rule.methods or ()):
            path = _path(rule, listed, waits)
            sent = {"pause-reason": "no_answer", "pause-seen": "1", "code": listed, "tag": "es"}
            assert seat.post(path, csrf=token, **sent).status_code == 403, rule
    assert 'lang="en"' in seat.get("/").text


def test_the_token_of_one_sitting_cannot_serve_another(sit: Sit) -> None:
    one, other = sit(), sit(Role.ADMIN)
    one.cookie, own = other.cookie, one.cookie
    assert one.post("/sign-out").status_code == 403
    one.cookie = own
    assert one.post("/sign-out").status_code == 303


def test_another_site_cannot_make_a_browser_send_a_form(sit: Sit) -> None:
    seat = sit(None)
    answer = seat.client.post("/desk/sign-in/code", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/", "/desk/nothing"])
@pytest.mark.parametrize(
    ("host", "status"), [("", 400), ("[", 400), ("localhost:x", 400), ("a b", 400), ("example.org", 403)]
)
def test_a_browser_cannot_ask_for_the_desk_under_another_name(
    sit: Sit, path: str, host: str, status: int
) -> None:
    client = sit(None).client
    client.set_cookie("desk", "a", path="/desk", domain="localhost")
    asked = [client.get(path, environ_overrides={"HTTP_HOST": host})]
    asked.append(client.post("/desk/sign-in/options", environ_overrides={"HTTP_HOST": host}))
    assert [answer.status_code for answer in asked] == [status] * 2
    assert "Set-Cookie" not in asked[1].headers


def test_the_public_side_cannot_see_or_set_a_cookie(sit: Sit, listed: str) -> None:
    seat, stranger = sit(), sit(None)
    seat.client.set_cookie("desk", seat.cookie, path="/")
    for path in ("/", "/en/", "/es/find?need=medical", f"/en/s/{listed}", "/en/desk", "/exit", "/nothing"):
        with_cookie = seat.client.get(path)
        without = stranger.client.get(path)
        assert with_cookie.data == without.data
        assert "Set-Cookie" not in with_cookie.headers


def test_the_desk_cannot_see_an_address_or_an_agent(app: Flask, clock: Clock) -> None:
    assert clock
    seen: list[str] = []

    def look() -> None:
        seen.extend(request.environ)

    app.extensions["desk"].before_request_funcs[None].insert(0, look)
    sender = {"REMOTE_ADDR": "127.0.0.77", "REMOTE_USER": "canary"}
    headers = {
        "User-Agent": "canary",
        "Referer": "canary",
        "X-Forwarded-For": "127.0.0.77",
    }
    client = guarded(app)
    client.set_cookie("desk", "a", path="/desk")
    client.get("/desk/sign-in", headers=headers, environ_overrides=sender)
    assert "HTTP_COOKIE" in seen
    assert not [name for name in seen if "REMOTE" in name or "AGENT" in name or "FORWARDED" in name]


def test_a_browser_can_learn_that_only_the_desk_uses_passkeys(client: GuardedClient, clock: Clock) -> None:
    assert clock
    public, desk = client.get("/en/"), client.get("/desk/sign-in")
    assert "publickey-credentials-get=()" in public.headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in desk.headers["Permissions-Policy"]
    assert "publickey-credentials-create=(self)" in desk.headers["Permissions-Policy"]
    assert "connect-src 'self'" in desk.headers["Content-Security-Policy"]
    assert "connect-src" not in public.headers["Content-Security-Policy"]
    assert desk.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("tag", EVERY)
def test_a_moderator_can_choose_their_language_before_and_after_signing_in(sit: Sit, tag: str) -> None:
    assert f'lang="{tag}"' in sit(None).get(f"/sign-in?language={tag}").text
    seat = sit()
    assert seat.post("/language", tag=tag).status_code == 303
    assert f'<html lang="{tag}"' in seat.get("/").text
    assert seat.post("/language", tag="xx").status_code == 400


def test_a_moderator_can_leave_out_the_last_slash(sit: Sit, listed: str) -> None:
    assert listed in sit().get("").text
    assert sit(None).get("").headers["Location"] == "/desk/sign-in"


def test_a_link_from_the_desk_can_never_miss_the_site(sit: Sit, listed: str) -> None:
    page = sit().get(f"/listing/{listed}").text
    assert f'href="/en/s/{listed}"' in page
    assert 'href="/desk/listing/calm-harbour"' in page
