"""Measure what making a page costs in each language, beside English.

    python -m tools.bench_languages        # about a minute; prints a table for docs/performance.md

CPU time of this process, best of all rounds; languages take turns within a round, so that other work on the machine
meets all of them alike. Pages are made anew each time: nothing kept, nothing sent.
"""

from __future__ import annotations

import tempfile
import time

from flask import Flask
from werkzeug.test import Client

from app import create_app
from app.languages import OFFERED
from config import Settings

PAGES = {"home": "", "find": "find?need=legal", "service": "s/river-lamp", "ask": "ask"}
ROUNDS = 40


def _demonstration(folder: str) -> Flask:
    app = create_app(
        Settings(database_url=f"sqlite:///{folder}/site.db", secret_file=f"{folder}/secret.json")
    )
    for command in (["db", "upgrade"], ["demo"]):
        app.test_cli_runner().invoke(args=command, catch_exceptions=False)
    return app


def _cost(client: Client, address: str) -> float:
    """Return the milliseconds of one page."""
    began = time.process_time()
    assert client.get(address).status_code == 200, address  # noqa: S101 - a wrong page would be a wrong figure
    return 1000 * (time.process_time() - began)


def measured(app: Flask) -> dict[str, dict[str, float]]:
    """Return the cost of each page in each language, in milliseconds."""
    client = Client(app.extensions["pages"].inner)
    best = {language.tag: dict.fromkeys(PAGES, float("inf")) for language in OFFERED}
    for _round in range(ROUNDS):
        for tag, costs in best.items():
            for name, path in PAGES.items():
                costs[name] = min(costs[name], _cost(client, f"/{tag}/{path}"))
    return best


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        best = measured(_demonstration(folder))
    english = best["en"]
    print(f"| | {' | '.join(PAGES)} |\n|---|{'---|' * len(PAGES)}")
    for tag, costs in best.items():
        shown = (f"{cost:.1f} ({cost / english[name]:.2f})" for name, cost in costs.items())
        print(f"| {tag} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()
