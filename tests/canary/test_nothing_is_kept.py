"""Promise: nothing about a visit is kept. Marked requests of every kind, then every file is searched for the marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.canary.conftest import REQUESTS, deployment, filled_postgresql, filled_sqlite
from tests.canary.deployed import FAULTY, Deployed, short_folder, site, stop
from tests.canary.marks import seen_below
from tests.canary.sending import Sent, send, send_all
from tests.canary.watching import read, under_strace
from tests.databases import Databases

WAYS = [("sqlite", "unix"), ("sqlite", "nginx"), ("sqlite", "caddy"), ("postgresql", "unix")]
if REQUESTS:
    WAYS += [("sqlite", "tcp"), ("postgresql", "tcp"), ("postgresql", "nginx"), ("postgresql", "caddy")]
PAGES_FROM = 30
pytestmark = [pytest.mark.usefixtures("deployed"), pytest.mark.timeout(1200)]


class Answers:
    """What came back: how many answers of each status, and every cookie set outside the desk."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.cookies: list[str] = []

    def note(self, sent: Sent, answer: bytes) -> None:
        """Look at one answer."""
        head = answer.split(b"\r\n\r\n")[0].decode("latin-1")
        self.statuses[head[9:12] if head.startswith("HTTP/1") else "none"] += 1
        if "set-cookie:" in head.lower() and " desk." not in sent.kind:
            self.cookies.append(f"{sent.kind}: {head}")


def _visited(found: Deployed, kinds: list[Sent]) -> Answers:
    """Send requests of every kind to a site; return what came back, of which there is some of every kind."""
    answers = Answers()
    # The short run keeps what is wrong or broken, and of the pages a part that has every address in it.
    part = 7 if found.clear else 5
    chosen = kinds if REQUESTS else [*kinds[:PAGES_FROM], *kinds[PAGES_FROM::part]]
    send_all(found.door, chosen, REQUESTS or len(chosen), answers.note)
    if found.clear:
        send_all(found.clear, kinds[:20], 20, answers.note)
    # The run is what it says: pages, refusals and faults of ours.
    assert {"200", "303", "400", "404", "405", "413", "500"} <= answers.statuses.keys(), answers.statuses
    return answers


@pytest.mark.parametrize(("over", "front"), WAYS)
def test_a_visit_cannot_leave_a_trace_on_the_server(
    databases: Databases, kinds: list[Sent], over: str, front: str
) -> None:
    with deployment(databases, over, front, FAULTY) as found:
        answers = _visited(found, kinds)
        hits = seen_below(found.folder)
        size = sum(path.stat().st_size for path in found.folder.rglob("*") if path.is_file())
    assert not hits, "\n".join(map(str, hits))
    assert not answers.cookies, answers.cookies
    print(f"{over}, {front}: {answers.statuses.total()} requests, {size:,} bytes searched, 0 marks found")


@contextmanager
def _watched(databases: Databases, over: str) -> Iterator[tuple[Deployed, Path]]:
    """Serve the site under strace; what strace notes stands elsewhere."""
    with ExitStack() as stack:
        folder, beside = stack.enter_context(short_folder()), stack.enter_context(short_folder())
        full = (
            filled_sqlite(databases, folder)
            if over == "sqlite"
            else stack.enter_context(filled_postgresql(folder))
        )
        log = beside / "trace"
        yield stack.enter_context(site(folder, full, under=under_strace(log))), log


@pytest.mark.parametrize("over", ["sqlite", "postgresql"] if REQUESTS else ["sqlite"])
def test_a_server_cannot_write_or_call_anything_unseen(
    databases: Databases, kinds: list[Sent], over: str
) -> None:
    with _watched(databases, over) as (found, log):
        _visited(found, kinds)
        stop(found.processes[0])
        seen = read(log)
    assert seen.writes > 0
    assert not seen.hits, "\n".join(map(str, seen.hits))
    # PostgreSQL, where it is used, and nobody else. Its driver asks the system, on this machine, who the account is.
    known = ("127.0.0.1", "/nscd/socket") if over == "postgresql" else ()
    wrong = [call for call in seen.called if not any(one in call for one in known)]
    assert not wrong, wrong
    elsewhere = {path for path in seen.opened if not path.startswith((str(found.folder), "/dev/"))}
    assert not elsewhere, elsewhere
    print(
        f"{over}, strace: {seen.writes} writes, 0 marks; {len(seen.called)} calls, {len(seen.opened)} files opened"
    )


# Every file that is there after a visit, and why (docs/data.md, "Files, by who writes them").
DECLARED = {
    r"site\.sqlite3(-wal|-shm)?": "the database and SQLite's log",
    r"secret\.json": "the keys",
    r"site\.(out|err)": "what the site says",
    r"site\.sock": "where it answers",
    r"(tmp|home|state)": "empty folders",
}
# What the site may say: the time, the type of an error, a file and a line.
SAYS = re.compile(r"\[[\d :,-]+\] ERROR in app: \w+ at \S+\.py:\d+( from \w+ at \S+\.py:\d+)*")


def test_the_files_of_a_running_site_are_the_declared_ones(databases: Databases, kinds: list[Sent]) -> None:
    with short_folder() as folder, site(folder, filled_sqlite(databases, folder)) as found:
        for sent in kinds[:40]:
            send(found.door, sent)
        there = {str(path.relative_to(folder)) for path in folder.rglob("*")}
        lines = [
            line
            for name in ("site.out", "site.err")
            for line in (folder / name).read_text("utf-8").splitlines()
        ]
    undeclared = {name for name in there if not any(re.fullmatch(pattern, name) for pattern in DECLARED)}
    assert undeclared == set()
    assert lines
    assert [line for line in lines if not SAYS.fullmatch(line)] == []
