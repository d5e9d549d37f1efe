"""A real Firefox without a screen, driven over Marionette: its profile is fresh, and stays to be searched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.absent import program
from tests.postgres import free_port

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# No updates, no start page, no call home: the profile then holds what our pages left.
_QUIET = {
    "app.update.enabled": False, "browser.startup.page": 0, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False, "extensions.update.enabled": False, "browser.newtabpage.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/", "browser.safebrowsing.update.enabled": False,
    "browser.region.network.url": "", "geo.enabled": False, "browser.aboutwelcome.enabled": False,
}  # fmt: skip


class Firefox:
    """A running Firefox: open, type, click, run a script in the page."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._number = 0
        self._read()
        self._ask("WebDriver:NewSession", {"pageLoadStrategy": "normal"})

    def _read(self) -> Any:
        digits = b""
        while (one := self._line.recv(1)) != b":":
            assert one, "Firefox went away"
            digits += one
        data = b""
        while len(data) < int(digits):
            data += self._line.recv(int(digits) - len(data))
        return json.loads(data)

    def _ask(self, name: str, what: dict[str, Any] | None = None) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, name, what or {}]).encode()
        self._line.sendall(f"{len(text)}:".encode() + text)
        _kind, _number, error, result = self._read()
        assert error is None, f"{name}: {error}"
        return result.get("value") if isinstance(result, dict) and "value" in result else result

    def goto(self, address: str) -> None:
        """Open a page."""
        self._ask("WebDriver:Navigate", {"url": address})

    def _element(self, selector: str) -> str:
        found = self._ask("WebDriver:FindElement", {"using": "css selector", "value": selector})
        return str(found[_ELEMENT])

    def click(self, selector: str) -> None:
        """Click the first such element."""
        self._ask("WebDriver:ElementClick", {"id": self._element(selector)})

    def type(self, selector: str, text: str) -> None:
        """Type into the first such element."""
        self._ask("WebDriver:ElementSendKeys", {"id": self._element(selector), "text": text})

    def press(self, key: str, times: int = 1) -> None:
        """Press and let go of a key of the keyboard."""
        steps = [{"type": kind, "value": key} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self._ask("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})

    def run(self, script: str) -> Any:
        """Run a script in the page and return what it returns."""
        return self._ask("WebDriver:ExecuteScript", {"script": script, "args": []})

    def back(self) -> None:
        """Go back once."""
        self._ask("WebDriver:Back")

    def address(self) -> str:
        """Return where it is."""
        return str(self._ask("WebDriver:GetCurrentURL"))

    def wait_for(self, part: str, seconds: float = 10) -> None:
        """Wait until the address holds these letters."""
        end = time.monotonic() + seconds
        while part not in self.address():
            assert time.monotonic() < end, f"{self.address()} never became {part}"
            time.sleep(0.05)

    def quit(self) -> None:
        """Close it as a person does, so that it writes down what it keeps."""
        self._ask("Marionette:Quit", {"flags": ["eForceQuit"]})


def _connect(port: int, server: subprocess.Popen[bytes]) -> socket.socket:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        line = socket.socket()
        with suppress(OSError):
            line.connect(("127.0.0.1", port))
            line.settimeout(60)
            return line
        line.close()
        time.sleep(0.1)
    raise AssertionError("Firefox did not start")


@contextmanager
def firefox(profile: Path, **settings: Any) -> Iterator[Firefox]:
    """Run Firefox with this fresh profile; `settings` are its own, with _ for a dot."""
    path, port = program("firefox-esr", "firefox"), free_port()
    given = {
        **_QUIET,
        "marionette.port": port,
        **{name.replace("_", "."): value for name, value in settings.items()},
    }
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in given.items()]
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    home = profile.parent / "home"
    home.mkdir(exist_ok=True)
    environ = {**os.environ, "HOME": str(home), "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}
    command = [str(path), "--marionette", "--no-remote", "--profile", str(profile)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=environ, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        with _connect(port, server) as line:
            found = Firefox(line)
            yield found
            with suppress(AssertionError, OSError):
                found.quit()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)
        (profile / "user.js").unlink(missing_ok=True)
        shutil.rmtree(home, ignore_errors=True)
