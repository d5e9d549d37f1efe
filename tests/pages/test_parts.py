"""Who asks for a part of a page gets just that part, of just that page; whoever asks for nonsense gets the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.test import Client, TestResponse

from app.pages.parts import part_of
from tests.pages.conftest import Worker
from tests.promises.test_headers_everywhere import broken_by

# Kept in memory; made anew each time; a small file.
PAGES = ("/en/find", "/g/river-lamp", "/en/kit?s=river-lamp", "/en/find.txt", "/robots.txt")


def _ask(worker: Worker, address: str, asked: str, **more: str) -> TestResponse:
    return worker.get(address, Range=asked, **more)


@pytest.mark.parametrize("address", PAGES)
def test_a_preview_can_ask_for_the_beginning_of_a_page(worker: Worker, address: str) -> None:
    whole = worker.get(address)
    for time in ("made", "kept"):
        part = _ask(worker, address, "bytes=0-99")
        size = len(whole.data)
        last = min(99, size - 1)
        assert part.status == "206 PARTIAL CONTENT", time
        assert part.data == whole.data[:100]
        assert part.headers["Content-Range"] == f"bytes 0-{last}/{size}"
        assert part.headers["Content-Length"] == str(len(part.data))
        changed = {"Content-Range", "Content-Length", "Date"}
        assert {(k, v) for k, v in part.headers if k not in changed} == {
            (k, v) for k, v in whole.headers if k not in changed
        }


def test_parts_can_be_put_together_again(worker: Worker) -> None:
    whole = worker.get("/en/find")
    name, got = whole.headers["ETag"], b""
    while len(got) < len(whole.data):
        part = _ask(worker, "/en/find", f"bytes={len(got)}-{len(got) + 4_999}", **{"If-Range": name})
        assert part.status_code == 206
        got += part.data
    assert got == whole.data
    assert _ask(worker, "/en/find", "bytes=-10").data == whole.data[-10:]
    assert _ask(worker, "/en/find", "bytes=10-").data == whole.data[10:]


def test_a_part_that_is_not_there_is_told_with_all_promises(worker: Worker) -> None:
    size = len(worker.get("/en/find").data)
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=999999999999999-"):
        answer = _ask(worker, "/en/find", asked)
        assert (answer.status_code, answer.data) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{size}"
        assert (answer.headers["Content-Length"], answer.headers["Cache-Control"]) == ("0", "no-store")
        assert not broken_by(answer.headers)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=5-2",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "lines=0-1",
        "0-1",
        "bytes=0-1000000000000000",
    ],
)
def test_who_asks_for_several_parts_or_for_nonsense_gets_the_page(worker: Worker, asked: str) -> None:
    whole, answer = worker.get("/en/find"), _ask(worker, "/en/find", asked)
    assert (answer.status_code, answer.data) == (200, whole.data)
    assert "Content-Range" not in answer.headers


@pytest.mark.parametrize(
    ("address", "more"),
    [
        # Another page than the one it has, or only perhaps the same one.
        ("/en/find", {"If-Range": '"another"'}),
        ("/en/find", {"If-Range": "Sun, 22 Nov 2026 10:00:00 GMT"}),
        # It travels packed.
        ("/en/find", {"Accept-Encoding": "br"}),
        # Made for one answer.
        ("/en/search", {}),
        ("/en/nothing", {}),
        ("/exit", {}),
    ],
)
def test_a_part_is_never_cut_out_of_another_page(worker: Worker, address: str, more: dict[str, str]) -> None:
    encoding = {name: value for name, value in more.items() if name == "Accept-Encoding"}
    whole, answer = worker.get(address, **encoding), _ask(worker, address, "bytes=0-9", **more)
    assert answer.status_code == whole.status_code != 206
    assert len(answer.data) == len(whole.data)


def test_only_a_page_has_parts(worker: Worker) -> None:
    client = Client(worker.app.wsgi_app)
    head = client.head("/en/find", headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(worker.get("/en/find").data)
    had = {"If-None-Match": worker.get("/en/find").headers["ETag"]}
    assert _ask(worker, "/en/find", "bytes=0-9", **had).status_code == 304


@given(
    asked=some.from_regex(r"\A(bytes=)?[0-9]{0,3}-[0-9]{0,3}\Z") | some.text(max_size=20),
    size=some.integers(1, 500),
)
def test_no_part_can_lie_outside_the_page(asked: str, size: int) -> None:
    part = part_of(asked, size)
    assert part is None or not part or 0 <= part[0] <= part[-1] < size
