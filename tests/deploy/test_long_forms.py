"""nginx and Caddy take as long a form as the site does, and no longer: each address has the limit of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def _caddy_long() -> list[str]:
    return re.findall(r"@long path_regexp (\S+)", CADDY)


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
    assert _sizes(CADDY, "max_size") == limits
    # What is longer Caddy would pass on as it comes, and a slow sender would hold a worker.
    assert _sizes(CADDY, "max_buffer_size") == {LONGEST_FORM}


@pytest.mark.parametrize("patterns", [_nginx_long(), _caddy_long()], ids=["nginx", "caddy"])
def test_just_the_long_forms_may_be_long(urls: tuple[Map, Map], patterns: list[str]) -> None:
    long = {
        endpoint
        for endpoint, path in _addresses(urls)
        if any(re.search(pattern, path) for pattern in patterns)
    }
    assert long == LONG_FORMS
    every = {path for endpoint, path in _addresses(urls) if endpoint in LONG_FORMS}
    assert [path for path in every if not any(re.search(one, path) for one in patterns)] == []


def test_caddy_says_the_long_addresses_twice_alike() -> None:
    assert re.findall(r"@short not path_regexp (\S+)", CADDY) == _caddy_long()


def _answer(door: Door, path: str, size: int) -> str:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nContent-Length: {size}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return send(door, Sent("form", head.encode() + b"x=" + b"a" * (size - 2)))[9:12].decode()


@pytest.mark.usefixtures("deployed")
def test_a_group_can_send_a_long_form_through_either_proxy(databases: Databases) -> None:
    with (
        short_folder() as folder,
        site(folder, filled_sqlite(databases, folder), factory="app:create_app") as inner,
        behind("nginx", inner) as nginx,
        behind("caddy", inner) as caddy,
    ):
        for path, most in ((LONG, LONGEST_FORM), (SHORT, LONGEST_BODY)):
            own = _answer(inner.door, path, most)
            assert own not in {"", "413"}
            for one in (nginx, caddy):
                assert _answer(one.door, path, most) == own
                assert _answer(one.door, path, most + 1) == "413"
