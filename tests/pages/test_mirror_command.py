"""The command of the mirror: pages as the site has them, and news as they come, however long it runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from app import create_app
from app.db import writing
from app.directory.actions import apply
from app.directory.changes import SetStatus
from app.directory.rules import Status
from app.languages import by_tag
from app.pages.ahead import to_mirror
from app.pages.fronts import pattern
from app.pages.rules import SHAPES
from config import Settings
from tests.factories import list_service
from tests.pages.conftest import Worker


@pytest.fixture(autouse=True)
def _in_two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("first_pages", "changed_pages"):
        monkeypatch.setattr(import_module(f"app.directory.{name}"), "OFFERED", [by_tag("en"), by_tag("es")])


def _file(folder: Path, address: str) -> Path:
    path, _, query = address.partition("?")
    return folder.joinpath(*path.strip("/").split("/"), query, f"index.{'txt' if '.txt' in path else 'html'}")


def _differing(worker: Worker, folder: Path) -> list[str]:
    """Return the addresses whose file has not the bytes of the site."""
    return [one for one in to_mirror(worker.app) if _file(folder, one).read_bytes() != worker.bare(one).data]


def test_an_operator_gets_the_bytes_of_the_site_in_each_language(worker: Worker, tmp_path: Path) -> None:
    """The command runs inside the app, and nothing of one page may stay for the next."""
    with worker.app.app_context(), writing() as session:
        list_service(session, "quiet-moon", need="legal", kinds=("l2",))
    answer = worker.app.test_cli_runner().invoke(args=["mirror", str(tmp_path / "site")])
    assert answer.exit_code == 0, answer.output
    assert _differing(worker, tmp_path / "site") == []


def test_an_operator_can_stay_and_write_each_pause(
    workers: tuple[Worker, Worker], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, other = workers
    paused: list[str] = []

    def pause(_seconds: float) -> None:
        if paused:
            raise KeyboardInterrupt
        paused.append("river-lamp")
        with other.app.app_context(), writing() as session:
            apply(session, SetStatus("river-lamp", Status.PAUSED), "robin", "imported")
        worker.clock.now += 1

    monkeypatch.setattr("app.pages.cli.time.sleep", pause)
    answer = worker.app.test_cli_runner().invoke(args=["mirror", str(tmp_path / "site"), "--follow"])
    assert answer.output.count("pages written") == 2, answer.output
    assert _differing(other, tmp_path / "site") == []


def test_a_mirror_made_before_anyone_is_listed_keeps_the_headers_of_the_first_listings(
    database_url: str, tmp_path: Path
) -> None:
    app = create_app(Settings(database_url=database_url, site_url="http://localhost", indexing="all"))
    assert app.test_cli_runner().invoke(args=["mirror", str(tmp_path / "site")]).exit_code == 0
    app.extensions["database"].dispose()
    said = (tmp_path / "site.nginx").read_text(), (tmp_path / "site.caddy").read_text()
    blocks = [block for text in said for block in text.split("\n}\n")]
    for shape in SHAPES:
        here = [block for block in blocks if pattern(shape) in block]
        for header in (
            "content_security_policy",
            "Content-Security-Policy",
            "referrer_policy",
            "Referrer-Policy",
        ):
            assert any(header in block for block in here), (header, shape.path.pattern)
    listing = [line for text in said for line in text.splitlines() if "/s/" in line]
    assert any(line.endswith('"noindex, nofollow";') for line in listing)
