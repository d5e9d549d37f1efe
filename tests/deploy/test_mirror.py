"""nginx and Caddy that send the mirror first keep every header of the site, and ask it for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.datastructures import Headers

from app import create_app
from app.pages.mirror import Mirror
from app.privacy.headers import CONTRACT
from config import Settings
from tests.canary.conftest import filled_sqlite
from tests.canary.deployed import DEPLOY, Deployed, behind, short_folder, site, stop
from tests.canary.sending import HOST, Door, Sent, send
from tests.databases import Databases
from tests.promises.test_headers_everywhere import broken_by

FILES = ("/", "/en/", "/ar/find?need=legal", "/en/s/river-lamp", "/zh-Hans/about", "/es/danger", "/g/river-lamp",
         "/ar/s/river-lamp.txt", "/en/o/lamp-avenue.txt", "/en/find.txt", "/th/find.txt?place=mx")  # fmt: skip
NOT_FILES = (
    "/en/code",
    "/en/find?need=legal&utm=1",
    "/en/find?..",
    "/en/find/need=legal",
    "/en/nothing",
    "/en/find.txt/place=mx",
    "/en/s/river-lamp.txt/index.txt",
    "/g/no-such-code",
    "/en",
    "/en/about/",
    "/en/s/river-lamp/",
)
# What a server in front says in its own way.
ITS_OWN = {
    "date",
    "connection",
    "content-length",
    "transfer-encoding",
    "server",
    "accept-ranges",
    "etag",
    "vary",
    "content-range",
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def _ask(door: Door, path: str, **more: str) -> Answer:
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    answer = send(
        door, Sent("page", f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{told}\r\n".encode())
    )
    head, _gap, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Answer(int(status[9:12]), {name.lower(): value for name, _colon, value in pairs}, body)


def _mirrored(folder: Path, database: str) -> Path:
    """Make the mirror of these addresses as the site's own command does; return its folder."""
    made = create_app(Settings(database_url=database, site_url=f"https://{HOST}"))
    mirror = Mirror(made.extensions["pages"], folder / "mirror" / "waymark", lambda: FILES)
    mirror.update()
    mirror.close()
    made.extensions["database"].dispose()
    return folder / "mirror" / "waymark"


def _changes(front: str, mirror: Path) -> dict[str, str]:
    """Return what an operator changes in our file for this server to send the mirror first."""
    name = {"nginx": "nginx-mirror.conf", "caddy": "Caddyfile-mirror"}[front]
    text = (DEPLOY / name).read_text("utf-8").replace("/srv/mirror/waymark", str(mirror))
    if front == "caddy":
        return {"\treverse_proxy unix/": f"{text}\n\treverse_proxy unix/"}
    before = "        location / {\n            proxy_pass http://site;\n        }\n"
    return {
        before: text,
        "    # Any other name, or none": f"    include {mirror}.nginx;\n    # Any other name, or none",
    }


@contextmanager
def _fronted(databases: Databases, front: str) -> Iterator[tuple[Deployed, Deployed]]:
    with ExitStack() as stack:
        folder = stack.enter_context(short_folder())
        database = filled_sqlite(databases, folder)
        mirror = _mirrored(folder, database)
        inner = stack.enter_context(site(folder, database, factory="app:create_app"))
        yield inner, stack.enter_context(behind(front, inner, _changes(front, mirror)))


def _told(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ITS_OWN}


def _assert_contract(answer: Answer, moment: str) -> None:
    headers = Headers(answer.headers | {"Server": answer.headers.get("server", "")})
    assert not broken_by(headers), moment
    assert not answer.headers.get("server"), moment
    assert "last-modified" not in answer.headers, moment
    assert set(CONTRACT) <= {*headers.keys(), *(name.title() for name in answer.headers), "Server"}, moment


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("front", ["nginx", "caddy"])
def test_a_mirror_in_front_sends_the_same_page_with_the_same_promises(
    databases: Databases, front: str
) -> None:
    with _fronted(databases, front) as (inner, found):
        for path in (*FILES, *NOT_FILES):
            for encoding in ("identity", "gzip"):
                direct, mirrored = (
                    _ask(door, path, Accept_Encoding=encoding) for door in (inner.door, found.door)
                )
                assert mirrored.status == direct.status, path
                assert {*_told(mirrored).items()} ^ {*_told(direct).items()} == set(), path
                assert encoding == "gzip" or mirrored.body == direct.body, path
        stop(inner.processes[0])
        for path in FILES:
            whole = _ask(found.door, path)
            assert whole.status == 200
            _assert_contract(whole, path)
            part = _ask(found.door, path, Range="bytes=0-9")
            assert (part.status, part.body) == (206, whole.body[:10])
            _assert_contract(part, path)
            same = _ask(found.door, path, If_None_Match=whole.headers["etag"])
            assert (same.status, same.body) == (304, b"")
            beyond = _ask(found.door, path, Range="bytes=9999999-")
            assert beyond.status == 416
            assert beyond.headers["cache-control"] in {"no-store", "private, no-cache"}
            assert "nginx" not in beyond.body.decode()
        assert {_ask(found.door, path).status for path in NOT_FILES} == {502}


def test_no_file_of_a_mirror_tells_when_it_was_written(databases: Databases, tmp_path: Path) -> None:
    times = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        mirror = _mirrored(tmp_path / name, filled_sqlite(databases, tmp_path / name))
        times.append(
            {str(file.relative_to(mirror)): file.stat().st_mtime_ns for file in mirror.rglob("index.*")}
        )
    assert times[0] == times[1]
    assert len({*times[0].values()}) > len(FILES)
