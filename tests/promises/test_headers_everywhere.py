"""Promise: one contract of headers on every answer, errors included; the rules of Mozilla Observatory give A+."""

from __future__ import annotations

import re

import pytest
from werkzeug.datastructures import Headers

from app.privacy.headers import CONTRACT
from app.sharing.layouts import PAPER_STYLE
from app.shell.inline import SHARE
from config import Settings
from tests.client import GuardedClient
from tests.routes import addresses
from tests.shell.tiny import tiny_app

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
ERRORS = ("/en/nothing", "/nothing", "/xx/", "/en/find?place=g0", "/en/%00", "/en/s/" + "x" * 70)
# What a few pages may trust besides: one more script or style of ours, each by its hash.
OURS = (SHARE.source, PAPER_STYLE.source)


def broken_by(headers: Headers) -> dict[str, str | None]:
    """Return each header of the contract that is missing or other; none is right."""
    told = {name: headers.get(name) for name in CONTRACT}
    if policy := told["Content-Security-Policy"]:
        for ours in OURS:
            policy = policy.replace(f" {ours}", "")
        told["Content-Security-Policy"] = policy
    return {name: told[name] for name, value in CONTRACT.items() if told[name] != value}


@pytest.mark.parametrize("method", METHODS)
def test_every_answer_carries_the_contract(demonstration: GuardedClient, method: str) -> None:
    site = demonstration.application
    paths = [*addresses(site, tags=("en", "zh-Hans")), *addresses(site, "POST", ("es",)), *ERRORS]
    too_long = {"data": {"q": "x" * 70_000}} if method == "POST" else {}
    answers = [demonstration.open(path, method=method) for path in paths]
    answers.append(demonstration.open("/en/place", method=method, **too_long))
    assert [(answer.request.path, found) for answer in answers if (found := broken_by(answer.headers))] == []
    assert all(answer.headers["Cache-Control"] in {"no-store", "private, no-cache"} for answer in answers)


@pytest.mark.parametrize("name", CONTRACT)
def test_a_missing_header_is_found(name: str) -> None:
    headers = Headers(CONTRACT)
    assert not broken_by(headers)
    headers.remove(name)
    assert list(broken_by(headers)) == [name]


def directives(policy: str) -> dict[str, list[str]]:
    """Return the parts of a content policy by name."""
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {part[0].lower(): [source.lower() for source in part[1:]] for part in parts}


def _policy_points(policy: dict[str, list[str]]) -> int:
    """Score a content policy as Observatory does (its published table of tests and modifiers)."""
    default = policy.get("default-src")
    script = policy.get("script-src", default)
    style = policy.get("style-src", default)
    objects = policy.get("object-src", default)
    if script is None or objects is None or default is None:
        return -25
    loose = {"'unsafe-inline'", "data:", "http:", "https:", "*"}
    if loose & {*script, *objects}:
        return -20
    if "'unsafe-eval'" in script or any(source.startswith("http:") for source in sum(policy.values(), [])):
        return -10
    if "'unsafe-inline'" in (style or []):
        return 0
    return 10 if default == ["'none'"] else 5


def grade(headers: Headers, *, redirects_to_https: bool = True) -> int:
    """Return the points of Mozilla Observatory for the answer of an https site: 100 is A+, bonuses from 90 on."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    framed = "frame-ancestors" in policy and {*policy["frame-ancestors"]} <= {"'none'", "'self'"}
    points = {
        "cookies": 0 if "Set-Cookie" not in headers else -20,
        "policy": _policy_points(policy),
        "other origins": 0 if headers.get("Access-Control-Allow-Origin", "") != "*" else -50,
        "redirection": 0 if redirects_to_https else -20,
        "referrer": 5
        if headers.get("Referrer-Policy") in {"no-referrer", "same-origin", "strict-origin"}
        else 0,
        "https for ever": (0 if int(age[1]) >= 15_768_000 else -10) if age else -20,
        "other scripts": 0,
        "types": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "frames": 5 if framed else -20,
        "resources": 10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0,
    }
    basis = 100 + sum(value for value in points.values() if value < 0)
    return basis + sum(value for value in points.values() if value > 0) if basis >= 90 else basis


@pytest.mark.parametrize("path", ["/en/privacy", "/en/nope", "/healthz", "/exit"])
def test_observatory_would_give_the_best_grade(path: str) -> None:
    reader = tiny_app(Settings(site_url="https://example.org")).test_client()
    answer = reader.get(path, headers={"Host": "example.org"})
    assert grade(answer.headers) == 130
    assert grade(answer.headers, redirects_to_https=False) < 100


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'"),
        ("Content-Security-Policy", ""),
        ("Strict-Transport-Security", "max-age=60"),
        ("Strict-Transport-Security", ""),
        ("Set-Cookie", "a=b"),
        ("Access-Control-Allow-Origin", "*"),
    ],
)
def test_a_worse_answer_gets_a_worse_grade(name: str, value: str) -> None:
    reader = tiny_app(Settings(site_url="https://example.org")).test_client()
    headers = Headers(reader.get("/en/privacy", headers={"Host": "example.org"}).headers)
    headers[name] = value
    assert grade(headers) < 130
    assert grade(headers) < 100 or name == "Strict-Transport-Security"


def test_an_onion_site_is_the_same_without_the_other_address() -> None:
    def read(site_url: str) -> tuple[bytes, Headers]:
        host = site_url.partition("//")[2]
        answer = (
            tiny_app(Settings(site_url=site_url)).test_client().get("/en/privacy", headers={"Host": host})
        )
        return answer.data, answer.headers

    onion, clear = read(f"http://{'a' * 56}.onion"), read("https://example.org")
    assert onion[0] == clear[0]
    assert b"example.org" not in onion[0]
    assert "Strict-Transport-Security" not in onion[1]
    assert "Strict-Transport-Security" in clear[1]


def test_one_site_behind_two_names_never_sends_the_other_name(demonstration: GuardedClient) -> None:
    for path in addresses(demonstration.application, tags=("en",)):
        answer = demonstration.get(path, headers={"Host": f"{'b' * 56}.onion"})
        assert b"Strict-Transport-Security" not in str(answer.headers).encode()
        assert "example.org" not in answer.headers.get("Location", "")


def test_an_onion_site_that_names_the_other_is_found() -> None:
    # Told that it is the https site, the same page does name it where an address must be whole.
    app = tiny_app(Settings(site_url="https://example.org", security_contact="https://example.org/hole"))
    answer = app.test_client().get("/.well-known/security.txt", headers={"Host": "example.org"})
    assert b"example.org" in answer.data
    assert "Strict-Transport-Security" in answer.headers
