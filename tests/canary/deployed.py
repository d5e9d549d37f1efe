"""The site as deployed: granian with our settings, behind our own nginx and Caddy files, everything in one folder.

Only ports, paths and the account are changed in the files of `deploy/`; a line that is not found fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.absent import absent, program
from tests.canary.sending import HOST, Door
from tests.house import ROOT
from tests.postgres import cluster, free_port

DEPLOY = ROOT / "deploy"
HEADERS_MODULE = Path("/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so")
FAULTY = "tests.canary.faulty:create_app"


@dataclass
class Deployed:
    """A running site: where it answers, the folder that holds all it may write, and the processes to watch."""

    folder: Path
    door: Door
    clear: Door | None = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def short_folder() -> Iterator[Path]:
    """Yield a folder with a short name (sockets need one) that the accounts of servers may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="wm"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environ(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a server whose every habitual place to write is in the folder."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("WAYMARK_", "XDG_"))}
    environ |= {f"WAYMARK_{name.upper()}": value for name, value in settings.items()}
    for name in ("tmp", "home", "state"):
        (folder / name).mkdir(exist_ok=True)
    environ |= {
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "state"),
    }
    return environ | {"XDG_CONFIG_HOME": str(folder / "state"), "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def _running(
    command: list[str], folder: Path, name: str, environ: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; what it says goes into two files of the folder."""
    with (folder / f"{name}.out").open("wb") as out, (folder / f"{name}.err").open("wb") as err:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            yield server
        finally:
            stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server and all its processes, and wait for it."""
    for sign, seconds in ((signal.SIGTERM, 3), (signal.SIGKILL, 8)):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            server.wait(seconds)


def _wait(server: subprocess.Popen[bytes], door: Door, seconds: float = 30) -> None:
    """Wait until someone answers."""
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError), door.knock() as line:
            line.sendall(f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            if b" 200 " in line.recv(200):
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers at {door}")


def _unit_command() -> list[str]:
    """Return how deploy/waymark.service starts the site: the test runs what operators run."""
    unit = (DEPLOY / "waymark.service").read_text("utf-8").replace("\\\n", " ")
    line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    return line.removeprefix("ExecStart=").split()


@contextmanager
def site(
    folder: Path,
    database_url: str,
    *,
    factory: str = FAULTY,
    tcp: bool = False,
    under: tuple[str, ...] = (),
    **settings: str,
) -> Iterator[Deployed]:
    """Serve the site on a Unix socket as the unit file does, or on TCP; `under` is a program that runs it."""
    door = Door(port=free_port()) if tcp else Door(path=str(folder / "site.sock"))
    command = _unit_command()
    command[0:1] = [sys.executable, "-m", "granian"]
    command[command.index("app:create_app")] = factory
    at = command.index("--uds")
    command[at : at + 4] = (
        ["--port", str(door.port)] if tcp else ["--uds", door.path, "--uds-permissions", "666"]
    )
    given = {
        "database_url": database_url,
        "site_url": f"https://{HOST}",
        "secret_file": str(folder / "secret.json"),
        "security_contact": "a@example.org",
        **settings,
    }
    with _running([*under, *command], folder, "site", _environ(folder, given)) as server:
        _wait(server, door)
        yield Deployed(folder, door, processes=[server])


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for the host of the tests; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "site.crt", folder / "site.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    return paths


def adapted(name: str, changes: Mapping[str, str]) -> str:
    """Return a file of `deploy/` with these pieces changed; each must be there."""
    text = (DEPLOY / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"deploy/{name} has no {old!r} any more"
        text = text.replace(old, new)
    return text


def nginx_text(folder: Path, socket_path: str, ports: tuple[int, int]) -> str:
    """Return our nginx file for this folder and these ports (plain, secure)."""
    crt, key = certificate(folder)
    clear, secure = ports
    account = "root" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"    {kind}_temp_path {folder / 'tmp' / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return adapted(
        "nginx.conf",
        {
            "modules/ngx_http_headers_more_filter_module.so": str(HEADERS_MODULE),
            "user www-data;\n": f"user {account};\n" if account else "",
            "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
            "        listen [::]:80 default_server;\n": "",
            "        listen [::]:443 ssl default_server;\n": "",
            "        listen [::]:80;\n": "",
            "        listen [::]:443 ssl http2;\n": "",
            "listen 127.0.0.1:8118": f"listen unix:{folder}/onion.sock",
            "listen 80": f"listen 127.0.0.1:{clear}",
            "listen 443": f"listen 127.0.0.1:{secure}",
            "/run/waymark/site.sock": socket_path,
            "/etc/letsencrypt/live/example.org/fullchain.pem": str(crt),
            "/etc/letsencrypt/live/example.org/privkey.pem": str(key),
            "http {\n": f"http {{\n{temporary}",
        },
    )


def caddy_text(folder: Path, socket_path: str, ports: tuple[int, int]) -> str:
    """Return our Caddyfile for this folder and these ports (plain, secure)."""
    crt, key = certificate(folder)
    clear, secure = ports
    return adapted(
        "Caddyfile",
        {
            "\tadmin off\n": f"\tadmin off\n\thttp_port {clear}\n\thttps_port {secure}\n\tdefault_bind 127.0.0.1\n",
            "http://:8118 {": f"http://:{free_port()} {{",
            "\nexample.org {\n": f"\nexample.org {{\n\ttls {crt} {key}\n",
            "unix//run/waymark/site.sock": f"unix/{socket_path}",
        },
    )


def nginx_command(conf: Path, folder: Path) -> list[str]:
    """Return the command that runs nginx in the foreground, with even its first words in the folder."""
    found = program("nginx")
    if not HEADERS_MODULE.exists():
        absent("libnginx-mod-http-headers-more-filter")
    return [
        str(found),
        "-e",
        str(folder / "nginx.first"),
        "-p",
        str(folder),
        "-c",
        str(conf),
        "-g",
        "daemon off;",
    ]


def caddy_command(conf: Path, _folder: Path) -> list[str]:
    """Return the command that runs Caddy in the foreground."""
    return [str(program("caddy")), "run", "--config", str(conf), "--adapter", "caddyfile"]


FRONTS = {"nginx": (nginx_text, nginx_command), "caddy": (caddy_text, caddy_command)}


@contextmanager
def behind(front: str, inner: Deployed, changes: Mapping[str, str] | None = None) -> Iterator[Deployed]:
    """Put our nginx or Caddy before a site; `changes` plant a fault in its file."""
    text, command = FRONTS[front]
    ports = free_port(), free_port()
    conf = inner.folder / f"{front}.conf"
    written = text(inner.folder, inner.door.path, ports)
    for old, new in (changes or {}).items():
        assert old in written, old
        written = written.replace(old, new)
    conf.write_text(written, "utf-8")
    with _running(command(conf, inner.folder), inner.folder, front, _environ(inner.folder, {})) as server:
        door = Door(port=ports[1], secure=True)
        _wait(server, door)
        yield Deployed(inner.folder, door, Door(port=ports[0]), [*inner.processes, server])


@contextmanager
def postgresql_in(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL whose data folder and log are in this folder; yield its address."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        with cluster() as address:
            yield address
    finally:
        tempfile.tempdir = before
