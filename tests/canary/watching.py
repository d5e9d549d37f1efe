"""Every write and every call of a server, seen from outside by strace."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.absent import absent
from tests.canary.marks import Hit, seen_in

_WRITES = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg"
_CALLS = "connect,openat,open,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat"
_LINE = re.compile(rb"^\d+ +(\w+)\((.*)$", re.DOTALL)
_HEX = re.compile(rb"\\x([0-9a-f]{2})")
# The visitor's own line: what is written there is the answer. TCP, or the Unix socket that the site listens on.
_VISITOR = (b"TCP:[", b"TCPv6:[", b"site.sock")
_FOR_WRITING = re.compile(rb"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|O_APPEND")
_OPENED = re.compile(rb'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Watched:
    """What a server did: how many writes, the marks in them, whom it called, which files it opened to write."""

    writes: int
    hits: list[Hit]
    called: set[str]
    opened: set[str]


def under_strace(log: Path) -> tuple[str, ...]:
    """Return the command that runs another and notes all its writes in full."""
    if not shutil.which("strace"):
        absent("strace")
    return (
        "strace",
        "-f",
        "-qq",
        "-yy",
        "-xx",
        "-s",
        "1000000",
        "-o",
        str(log),
        "-e",
        f"trace={_WRITES},{_CALLS}",
    )


def _plain(text: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text)


def read(log: Path) -> Watched:
    """Read what strace noted."""
    writes, hits, called, opened = 0, [], set[str](), set[str]()
    for line in log.read_bytes().split(b"\n"):
        found = _LINE.match(line)
        if not found:
            continue
        name, rest = found[1].decode(), found[2]
        if name == "connect":
            called.add(_plain(rest).decode("utf-8", "replace"))
        elif name in _CALLS.split(","):
            if name not in {"open", "openat"} or _FOR_WRITING.search(rest):
                opened |= {_plain(path).decode("utf-8", "replace") for path in _OPENED.findall(rest)[:2]}
        elif not any(mark in _plain(rest.partition(b",")[0]) for mark in _VISITOR):
            writes += 1
            hits += seen_in(
                _plain(rest), f"{name}({_plain(rest.partition(b',')[0]).decode('utf-8', 'replace')}"
            )
    return Watched(writes, hits, called, opened)
