"""A real PostgreSQL that lives as long as one test process and listens to nobody else; and replicas of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.absent import absent

# Nothing in it outlives the tests, so it never waits for the disk.
HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=40"
# What a replica has not seen stays; and what it reads never waits, nor is cut off.
_KEPT = "-c wal_keep_size=64MB -c hot_standby_feedback=on -c wal_retrieve_retry_interval=200ms"


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return folders[-1] if folders else absent("PostgreSQL")


def _owner() -> str | None:
    """PostgreSQL refuses to run as root, so there it runs as the account its package made."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    """Return a loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """One PostgreSQL in a folder of its own."""

    home: Path
    port: int

    @property
    def data(self) -> str:
        """The folder that PostgreSQL fills."""
        return str(self.home / "data")

    @property
    def address(self) -> str:
        """Where its `postgres` database is."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, name: str, *arguments: str) -> None:
        """Run a program of PostgreSQL."""
        programs = _programs()
        subprocess.run(
            [str(programs / name), *arguments],
            check=True,
            user=_owner(),
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env={"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 {HASTE} {_KEPT}"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if (self.home / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @contextmanager
    def hangs(self) -> Iterator[None]:
        """Let all of it stop, as on a machine that is short of memory: lines stay open, and nobody answers."""
        first = int((self.home / "data" / "postmaster.pid").read_text("ascii").split()[0])
        stopped: list[int] = []
        try:
            _signal(first, signal.SIGSTOP, stopped)
            for child in Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split():
                _signal(int(child), signal.SIGSTOP, stopped)
            yield
        finally:
            for process in stopped:
                _signal(process, signal.SIGCONT, [])


def _signal(process: int, what: signal.Signals, told: list[int]) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, what)
        told.append(process)


@contextmanager
def _housed() -> Iterator[Server]:
    home, owner = Path(tempfile.mkdtemp(prefix="waymark-pg-")), _owner()
    if owner:
        shutil.chown(home, owner, owner)
    server = Server(home, free_port())
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def primary() -> Iterator[Server]:
    """Start a throwaway server."""
    with _housed() as server:
        trusting = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        server.run("initdb", "-D", server.data, *trusting)
        server.start()
        yield server


@contextmanager
def replica(of: Server) -> Iterator[Server]:
    """Start a streaming replica of a server."""
    with _housed() as server:
        line = f"host=127.0.0.1 port={of.port} user=postgres"
        copied = ("-D", server.data, "-d", line, "-X", "stream", "-R", "-c", "fast", "--no-sync")
        server.run("pg_basebackup", *copied)
        server.start()
        yield server


@contextmanager
def cluster() -> Iterator[str]:
    """Start a throwaway server; yield the address of its `postgres` database."""
    with primary() as server:
        yield server.address
