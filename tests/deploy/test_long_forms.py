"""nginx and Caddy take as long a form as the site does; who sends more is told so by the site or by the proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.routing import Map, Rule

from app import create_app
from app.languages import OFFERED
from app.privacy.limits import LONG_FORMS, LONGEST_BODY, LONGEST_FORM
from config import Settings
from tests.canary.conftest import filled_sqlite
from tests.canary.deployed import DEPLOY, behind, short_folder, site
from tests.canary.sending import HOST, Door, Sent, send
from tests.databases import Databases

UNITS = {"": 1, "k": 1024, "KiB": 1024}
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text("utf-8")
# A form that the site reads to its end, and one that it does not.
LONG, SHORT = "/en/ask", "/en/place"
# How many send at once: enough that two workers and a proxy are in each other's way.
TOGETHER = 12


@pytest.fixture(scope="module")
def urls() -> tuple[Map, Map]:
    """Every address of the site and of the desk."""
    made = create_app(Settings(database_url="sqlite://"))
    return made.url_map, made.extensions["desk"].url_map


def _bytes(size: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(\w*)", size).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]


def _sizes(text: str, name: str) -> set[int]:
    return {_bytes(size) for size in re.findall(rf"^\s*{name} (\w+)", text, re.MULTILINE)}


def _nginx_long() -> list[str]:
    """Return for which addresses nginx takes more than everywhere."""
    blocks = re.findall(r'location ~ "([^"]+)" \{([^}]*)\}', NGINX)
    return [pattern for pattern, said in blocks if _sizes(said, "client_max_body_size") == {LONGEST_FORM}]


def _addresses(urls: tuple[Map, Map]) -> Iterator[tuple[str, str]]:
    """Yield every address that takes a form, with what answers it."""
    for prefix, found in zip(("", "/desk"), urls, strict=True):
        for rule in found.iter_rules():
            if "POST" in (rule.methods or ()):
                yield from ((rule.endpoint, prefix + path) for path in _filled(rule))


def _filled(rule: Rule) -> Iterator[str]:
    for language in OFFERED:
        named = rule.rule.replace("<lang:lang>", language.tag)
        yield re.sub(r"<int:\w+>", "7", re.sub(r"<(?!int:)[^>]+>", "river-lamp", named))
        if named == rule.rule:
            return


def test_both_proxies_have_the_limits_of_the_site() -> None:
    limits = {LONGEST_BODY, LONGEST_FORM}
    assert _sizes(NGINX, "client_max_body_size") == limits
    # What is longer than this buffer nginx would lay down in a file.
    assert _sizes(NGINX, "client_body_buffer_size") == limits
    for _pattern, said in re.findall(r'location ~ "([^"]+)" \{([^}]*)\}', NGINX):
        assert _sizes(said, "client_max_body_size") == _sizes(said, "client_body_buffer_size")
    # Caddy would close the line on who is still sending, so it takes in what the site itself then refuses.
    assert _sizes(CADDY, "max_size") == {LONGEST_FORM}
    # What fills this buffer Caddy would pass on as it comes, and a slow sender would hold a worker.
    assert min(_sizes(CADDY, "max_buffer_size")) > LONGEST_FORM


def test_just_the_long_forms_may_be_long(urls: tuple[Map, Map]) -> None:
    patterns = _nginx_long()
    long = {
        endpoint
        for endpoint, path in _addresses(urls)
        if any(re.search(pattern, path) for pattern in patterns)
    }
    assert long == LONG_FORMS
    every = {path for endpoint, path in _addresses(urls) if endpoint in LONG_FORMS}
    assert [path for path in every if not any(re.search(one, path) for one in patterns)] == []


@pytest.fixture(scope="module")
def doors(deployed: None, databases: Databases) -> Iterator[dict[str, Door]]:
    """Every way in to one running site."""
    with (
        short_folder() as folder,
        site(folder, filled_sqlite(databases, folder), factory="app:create_app") as inner,
        behind("nginx", inner) as nginx,
        behind("caddy", inner) as caddy,
    ):
        yield {"site": inner.door, "nginx": nginx.door, "caddy": caddy.door}


def _answer(door: Door, path: str, size: int) -> tuple[str, str]:
    """Send a form of so many bytes; return the status and what is said."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    answer = send(door, Sent("form", head.encode() + b"x=" + b"a" * (size - 2))).decode()
    return answer[9:12], answer.partition("\r\n\r\n")[2]


@pytest.mark.usefixtures("deployed")
def test_a_group_can_send_a_long_form_through_either_proxy(doors: dict[str, Door]) -> None:
    for path, most in ((LONG, LONGEST_FORM), (SHORT, LONGEST_BODY)):
        own, _said = _answer(doors["site"], path, most)
        assert own not in {"", "413"}
        for front in ("nginx", "caddy"):
            assert _answer(doors[front], path, most)[0] == own
            assert _answer(doors[front], path, most + 1)[0] == "413"


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("front", ["site", "nginx", "caddy"])
def test_who_writes_too_much_is_told_so_however_busy_the_site_is(doors: dict[str, Door], front: str) -> None:
    # The last is not too long; but nobody reads it, for there is no such address.
    sizes = [
        (SHORT, LONGEST_BODY + 1),
        (SHORT, 2 * LONGEST_BODY),
        (LONG, LONGEST_FORM + 1),
        ("/en/ask/", 60_000),
    ]
    with ThreadPoolExecutor(TOGETHER) as senders:
        found = list(senders.map(lambda one: _answer(doors[front], *one), sizes * TOGETHER))
    assert {status for status, _said in found[3::4]} == {"404"}
    told = [one for number, one in enumerate(found) if number % 4 != 3]
    assert {status for status, _said in told} == {"413"}
    assert all("That was too long" in said for _status, said in told)
