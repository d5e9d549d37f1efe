"""The files of `deploy/` keep the promises: rated, verified and run here, where that needs no network."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.absent import program
from tests.canary.conftest import filled_sqlite
from tests.canary.deployed import DEPLOY, behind, short_folder, site, stop
from tests.canary.sending import Door, Sent, send
from tests.databases import Databases

# The highest rating of `systemd-analyze security` that a unit of ours may have; 10 is a unit without any wall.
HIGHEST = 2.0
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
NOTHING_KEPT = (
    "LimitCORE=0",
    "MemorySwapMax=0",
    "PrivateTmp=yes",
    "ProtectSystem=strict",
    "LogNamespace=waymark",
)


def _said(*command: str | Path) -> str:
    answer = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return answer.stdout + answer.stderr


def _rating(path: Path) -> float:
    said = _said(program("systemd-analyze"), "security", "--offline=yes", path)
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found, said
    return float(found[1])


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_has_walls(name: str) -> None:
    assert _rating(DEPLOY / name) <= HIGHEST
    text = (DEPLOY / name).read_text("utf-8")
    assert not [line for line in NOTHING_KEPT if line not in text]
    assert "RestrictAddressFamilies=AF_UNIX\n" in text


def test_a_unit_without_walls_is_found(tmp_path: Path) -> None:
    kept = ("[", "User=", "ExecStart=", "    --")
    lines = (DEPLOY / "waymark.service").read_text("utf-8").splitlines()
    bare = tmp_path / "waymark.service"
    bare.write_text("\n".join(line for line in lines if line.startswith(kept)), "utf-8")
    assert _rating(bare) > HIGHEST


def test_a_container_starts_what_the_unit_starts() -> None:
    unit = (DEPLOY / "waymark.service").read_text("utf-8").replace("\\\n", " ")
    started = (
        next(line for line in unit.splitlines() if line.startswith("ExecStart="))
        .removeprefix("ExecStart=")
        .split()
    )
    container = (DEPLOY / "Containerfile").read_text("utf-8")
    entry = container[container.index("ENTRYPOINT") :]
    assert re.findall(r'"([^"]+)"', entry) == started
    assert "NOT EXERCISED" in container


def test_tor_takes_its_lines(tmp_path: Path) -> None:
    lines = (DEPLOY / "torrc").read_text("utf-8").replace("/var/lib/tor/waymark", str(tmp_path / "onion"))
    written = tmp_path / "torrc"
    written.write_text(lines, "utf-8")
    command = (program("tor"), "--verify-config", "-f", written, "--DataDirectory", tmp_path / "data")
    assert "Configuration was valid" in _said(*command)
    written.write_text(lines.replace("HiddenServicePort 80", "HiddenServicePort eighty"), "utf-8")
    assert "Configuration was valid" not in _said(*command)
    assert "SafeLogging 1" in lines


def _asked(door: Door, path: str, host: str = "example.org") -> tuple[str, dict[str, str], str]:
    """Return status, headers in lower case and body of one page."""
    line = f"GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept-Encoding: br\r\n\r\n"
    head, _gap, body = send(door, Sent("page", line.encode())).decode("latin-1").partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return status[9:12], {name.lower(): value for name, _colon, value in pairs}, body


SAID_BY_A_PROXY = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=63072000",
}


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("front", ["nginx", "caddy"])
def test_a_proxy_changes_nothing_and_stands_in_when_the_site_is_down(
    databases: Databases, front: str
) -> None:
    with (
        short_folder() as folder,
        site(folder, filled_sqlite(databases, folder), factory="app:create_app") as inner,
    ):
        direct = {
            path: _asked(inner.door, path) for path in ("/en/", "/ar/find?need=legal", "/en/nothing", "/exit")
        }
        with behind(front, inner) as found:
            for path, (status, headers, body) in direct.items():
                seen, proxied, shown = _asked(found.door, path)
                assert (seen, shown) == (status, body)
                passing = {"date", "connection", "content-length", "transfer-encoding", "server"}
                assert {k: v for k, v in proxied.items() if k not in passing} == {
                    k: v for k, v in headers.items() if k not in passing
                }
            assert found.clear
            assert _asked(found.clear, "/en/")[1]["location"] == "https://example.org/en/"
            assert _asked(found.clear, "/exit")[1]["location"].startswith("https://www.bbc.com/")
            assert "server" not in _asked(found.clear, "/en/")[1]
            stop(inner.processes[0])
            status, headers, body = _asked(found.door, "/en/")
            assert (status, "Try again" in body) == ("502", True)
            assert {name: headers.get(name) for name in SAID_BY_A_PROXY} == SAID_BY_A_PROXY
            assert "server" not in headers
            status, headers, _body = _asked(found.door, "/exit")
            assert (status, headers["location"]) == ("303", "https://www.bbc.com/weather")
            assert _asked(found.door, "/en/", "other.example")[0] in {"", "421"}
