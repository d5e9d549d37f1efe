"""A real PostgreSQL that lives as long as one test process and listens to nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.absent import absent

# Nothing in it outlives the tests, so it never waits for the disk.
HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=40"


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


@contextmanager
def cluster() -> Iterator[str]:
    """Start a throwaway server; yield the address of its `postgres` database."""
    programs, owner, port = _programs(), _owner(), free_port()
    home = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    data = str(home / "data")
    if owner:
        shutil.chown(home, owner, owner)

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / name), *arguments],
            check=True,
            user=owner,
            cwd=home,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env={"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )

    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {HASTE}"
    try:
        run(
            "initdb",
            "-D",
            data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        run("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (home / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
