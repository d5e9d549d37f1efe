"""A flood of requests to be listed, sent over HTTP to the site as `make run` serves it.

`python -m tools.flood [NUMBER]` sends them (10,000 unless told) as fast as four connections can, each with a good token
of its own, and asks for a reader's page ten times a second meanwhile. Loopback only; ends by itself.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app import create_app
from app.privacy.keys import keys
from app.privacy.tokens import seal
from app.submissions import receipts
from app.submissions.rules import ASK_SECONDS
from config import Settings
from tests.asker import SAID
from tests.browser import served
from tests.filled import filled
from tools.bench.measuring import Visitor

_ASK = "/en/ask"
_SENDERS = 4
_PAGES = ("/en/", "/en/find?need=legal", "/ar/s/river-lamp")
_BETWEEN_SECONDS = 0.1


class Flood:
    """Forms ready to be sent, and who sends them."""

    def __init__(self, address: str, key: bytes) -> None:
        self._address, self._key = address, key
        _, page = Visitor(address).get(_ASK)
        self._form = filled(page.decode(), _ASK)
        for name, value in SAID.items():
            self._form[name] = value
        self._form["do"] = "preview"
        self._form = filled(Visitor(address).page_after(_ASK, self._body(0)), _ASK)
        self._form["do"] = "send"
        self.answers: Counter[int] = Counter()

    def _body(self, number: int) -> str:
        form = MultiDict(self._form)
        digits = receipts.read(receipts.new_code()).encode("ascii")
        form["form"] = seal(self._key, "ask", digits, int(time.time()) - ASK_SECONDS - 1)
        form["name"] = f"Night Library {number}"
        return urlencode(list(form.items(multi=True)))

    def send(self, numbers: range) -> None:
        """Send these, one after the other."""
        visitor = Visitor(self._address)
        for number in numbers:
            self.answers[visitor.post(_ASK, self._body(number))] += 1


def _read(address: str, until: threading.Event) -> list[float]:
    visitor, taken = Visitor(address), []
    while not until.wait(_BETWEEN_SECONDS):
        for path in _PAGES:
            start = time.perf_counter()
            status, _ = visitor.get(path)
            if status != HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {status}")
            taken.append(1000 * (time.perf_counter() - start))
    return taken


def _said(name: str, taken: list[float]) -> None:
    last = statistics.quantiles(taken, n=100)
    print(
        f"{name}: {len(taken)} pages, p50 {statistics.median(taken):.1f} ms, p95 {last[94]:.1f}, p99 {last[98]:.1f}"
    )


def _idle(address: str, seconds: float = 10) -> list[float]:
    until = threading.Event()
    threading.Timer(seconds, until.set).start()
    return _read(address, until)


def main(number: int) -> None:
    """Flood a demonstration site of its own and print what readers felt."""
    with tempfile.TemporaryDirectory() as folder:
        database, secret = f"sqlite:///{Path(folder, 'site.sqlite3')}", str(Path(folder, "secret"))
        site = create_app(Settings(database_url=database, secret_file=secret))
        for command in ("db upgrade", "demo"):
            answer = site.test_cli_runner().invoke(args=command.split())
            if answer.exit_code:
                raise RuntimeError(answer.output)
        with site.app_context():
            key = keys().form
        with served(database, secret_file=secret) as address, ThreadPoolExecutor(_SENDERS + 1) as people:
            _said("before", _idle(address))
            flood, until, start = Flood(address, key), threading.Event(), time.perf_counter()
            readers = people.submit(_read, address, until)
            list(people.map(flood.send, [range(first, number, _SENDERS) for first in range(_SENDERS)]))
            until.set()
            seconds = time.perf_counter() - start
            _said("during", readers.result())
            print(f"{number} sent in {seconds:.0f} s; answers: {dict(flood.answers)}")
            _said("after", _idle(address))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
