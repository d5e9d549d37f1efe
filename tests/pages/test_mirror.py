"""The mirror: the bytes of the site as files; a change rewrites what it touches, and takes away first."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import brotli
import pytest
from flask import Flask

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Save, SetStatus, Withdraw
from app.directory.rules import Status
from app.languages import by_tag
from app.pages.ahead import after, shut, to_mirror
from app.pages.mirror import Mirror
from app.privacy.compression import SMALLEST
from tests.factories import list_service, service
from tests.offered import SAMPLE
from tests.pages.conftest import Worker


def _mirror(worker: Worker, folder: Path) -> Mirror:
    sources = (partial(one, worker.app) for one in (to_mirror, shut, after))
    return Mirror(worker.pages, folder, *sources)


@pytest.fixture
def mirror(worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A mirror of a site with two services in two countries, just made; in a sample of the languages."""
    # The package shows a function under the name of this module.
    for name in ("first_pages", "changed_pages"):
        module = import_module(f"app.directory.{name}")
        monkeypatch.setattr(module, "OFFERED", [by_tag(tag) for tag in SAMPLE])
    # However busy this machine is, it does all in one moment (test_mirror_turns.py).
    monkeypatch.setattr("app.pages.mirror._MOMENT", 60.0)
    with worker.app.app_context(), writing() as session:
        list_service(session, "quiet-moon", need="legal", kinds=("l2",))
    made = _mirror(worker, tmp_path / "site")
    report = made.update()
    assert report.everything
    assert report.written > 60
    yield made
    made.close()


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_ctime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_mirror_has_the_bytes_of_the_site(worker: Worker, mirror: Mirror) -> None:
    for address in to_mirror(worker.app):
        file, page = mirror.file_of(address), worker.bare(address)
        assert file.read_bytes() == page.data, address
        packed = [unpack(beside.read_bytes()) for beside, unpack in _packed(file)]
        assert packed == [page.data] * (2 if len(page.data) >= SMALLEST else 0), address


def _packed(file: Path) -> list[tuple[Path, Callable[[bytes], bytes]]]:
    """Return the packed files beside a file, and how each is unpacked."""
    both = {".br": brotli.decompress, ".gz": gzip.decompress}
    found = {file.with_name(file.name + suffix): unpack for suffix, unpack in both.items()}
    return [(beside, unpack) for beside, unpack in found.items() if beside.exists()]


def test_the_mirror_has_every_language_and_kind_of_page(mirror: Mirror, tmp_path: Path) -> None:
    made = {
        name.rpartition("/")[0] for name in _files(tmp_path / "site") if name.endswith((".html", "index.txt"))
    }
    for tag in SAMPLE:
        assert {
            f"{tag}/s/river-lamp", f"{tag}/o/calm-harbour", f"{tag}/find/need=medical", f"{tag}/find/place=mx",
            f"{tag}/find/place=mx-cmx", f"{tag}/find/place=g3530597", f"{tag}/danger/place=mx", f"{tag}/about",
            f"{tag}/privacy", f"{tag}/log", tag, f"{tag}/s/river-lamp.txt", f"{tag}/o/calm-harbour.txt",
            f"{tag}/find.txt", f"{tag}/find.txt/need=medical", f"{tag}/find.txt/place=mx",
            f"{tag}/find.txt/place=g3530597", "g/river-lamp", "g/calm-harbour",
        } <= made  # fmt: skip


def test_nothing_but_pages_lies_in_the_mirror(mirror: Mirror, tmp_path: Path) -> None:
    kinds = {f"index.{kind}{packed}" for kind in ("html", "txt") for packed in ("", ".br", ".gz")}
    assert [name for name in _files(tmp_path / "site") if name.rpartition("/")[2] not in kinds] == []


def test_a_run_without_a_change_writes_nothing(mirror: Mirror, tmp_path: Path) -> None:
    before = _files(tmp_path / "site")
    report = mirror.update()
    assert (report.written, report.removed) == (0, 0)
    assert _files(tmp_path / "site") == before


def test_a_change_rewrites_what_it_touches_and_nothing_else(
    worker: Worker, mirror: Mirror, tmp_path: Path
) -> None:
    before = _files(tmp_path / "site")
    with worker.app.app_context(), writing() as session:
        changed = service("calm-harbour", "Another Name", need="legal", kinds=("l2",))
        apply(session, Save("quiet-moon", changed), "robin", "imported")
    report = mirror.update()
    after = _files(tmp_path / "site")
    rewritten = {
        name for name in after if name.endswith((".html", ".txt")) and after[name][0] != before[name][0]
    }
    assert not report.everything
    assert {
        "en/s/quiet-moon/index.html",
        "ar/find/need=legal/index.html",
        "en/o/calm-harbour/index.html",
        "en/s/quiet-moon.txt/index.txt",
        "ar/find.txt/need=legal/index.txt",
    } <= rewritten
    untouched = {
        "en/s/river-lamp/index.html",
        "en/s/river-lamp.txt/index.txt",
        "en/find/need=medical/index.html",
        "en/find.txt/need=medical/index.txt",
        "es/about/index.html",
        "en/index.html",
    }
    assert rewritten.isdisjoint(untouched)
    assert b"Another Name" in after["en/s/quiet-moon/index.html"][1]


def test_the_mirror_is_the_site_after_any_change(worker: Worker, mirror: Mirror) -> None:
    for change in (
        SetStatus("river-lamp", Status.PAUSED),
        SetStatus("calm-harbour", Status.FULL),
        Withdraw("quiet-moon"),
    ):
        with worker.app.app_context(), writing() as session:
            apply(session, change, "robin", "imported")
        mirror.update()
        for address in to_mirror(worker.app):
            assert mirror.file_of(address).read_bytes() == worker.bare(address).data, (
                f"{address} after {change}"
            )


def test_a_withdrawn_page_is_taken_away_before_anything_is_written(
    worker: Worker, mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worker.app.app_context(), writing() as session:
        apply(session, Withdraw("quiet-moon"), "robin", "asked_to_leave")

    def stops(_address: object, *, in_haste: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker.pages, "make", stops)
    with pytest.raises(KeyboardInterrupt):
        mirror.update()
    assert [name for name in _files(tmp_path / "site") if "quiet-moon" in name] == []
    monkeypatch.undo()
    mirror.update()
    assert all(
        b"quiet-moon" not in held for _, held in _files(tmp_path / "site").values() if held[:1] == b"<"
    )


def test_everything_is_made_anew_when_the_month_turns(worker: Worker, mirror: Mirror) -> None:
    worker.pages.clock = datetime(2031, 1, 1, tzinfo=UTC).timestamp
    assert mirror.update().everything


def test_an_operator_can_make_a_mirror(worker: Worker, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    answer = worker.app.test_cli_runner().invoke(args=["mirror", str(folder)])
    assert answer.exit_code == 0, answer.output
    assert "pages written" in answer.output
    assert (folder / "en" / "index.html").exists()
    again = worker.app.test_cli_runner().invoke(args=["mirror", str(folder)])
    assert again.output.startswith("0 pages written, 0 taken away")


def test_a_site_without_an_address_cannot_be_mirrored(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["mirror", str(tmp_path / "site")])
    assert done.exit_code == 1
    assert "WAYMARK_SITE_URL" in done.output
    assert not (tmp_path / "site").exists()
