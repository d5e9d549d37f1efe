"""Lists that lie beside the mirror come back only if they are what would be made now."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.pages.aside import Aside

ENGLISH, SPANISH = "/en/find", "/es/find"
TEXT = "/es/find.txt"


@pytest.fixture
def aside(tmp_path: Path) -> Aside:
    """The folder beside a mirror that has one list in two languages."""
    for address in (ENGLISH, SPANISH):
        _file(tmp_path, address).write_bytes(b"old")
    return Aside(tmp_path / "aside", ("",), lambda address: _file(tmp_path, address))


def _file(folder: Path, address: str) -> Path:
    return folder / address.strip("/").replace("/", "-")


def test_a_list_that_is_the_same_in_one_language_comes_back(aside: Aside, tmp_path: Path) -> None:
    aside.take([ENGLISH, SPANISH], ())
    assert not _file(tmp_path, SPANISH).exists()
    aside.compare(ENGLISH, b"old")
    assert aside.put_back(SPANISH)
    assert _file(tmp_path, SPANISH).read_bytes() == b"old"


def test_a_list_comes_back_as_plain_text_too(aside: Aside, tmp_path: Path) -> None:
    _file(tmp_path, TEXT).write_bytes(b"text")
    aside.take([ENGLISH, SPANISH, TEXT], ())
    aside.compare(ENGLISH, b"old")
    assert aside.put_back(TEXT)
    assert _file(tmp_path, TEXT).read_bytes() == b"text"


def test_a_text_that_is_the_same_says_nothing_of_its_list(aside: Aside, tmp_path: Path) -> None:
    """A list counts what its text does not name."""
    english = "/en/find.txt"
    _file(tmp_path, english).write_bytes(b"text")
    aside.take([ENGLISH, SPANISH, english], ())
    aside.compare(english, b"text")
    assert not aside.put_back(SPANISH)


def test_a_list_that_shows_what_changed_is_never_put_back(aside: Aside, tmp_path: Path) -> None:
    aside.take([ENGLISH, SPANISH], ())
    aside.take([SPANISH], (SPANISH,))
    aside.compare(ENGLISH, b"old")
    assert not aside.put_back(SPANISH)
    assert not _file(tmp_path, SPANISH).exists()
    assert [file.read_bytes() for file in (tmp_path / "aside").iterdir()] == [b"old"]


@pytest.mark.parametrize("touched", [(ENGLISH, SPANISH), (ENGLISH,)])
def test_a_list_is_not_measured_by_a_newer_one(
    aside: Aside, tmp_path: Path, touched: tuple[str, ...]
) -> None:
    """An empty list shows more than the one it was, so a change may touch it and not the old one."""
    aside.take([ENGLISH, SPANISH], ())
    aside.compare(ENGLISH, b"new")
    _file(tmp_path, ENGLISH).write_bytes(b"new")
    aside.take(touched, ())
    aside.compare(ENGLISH, b"new")
    assert not aside.put_back(SPANISH)
    assert not _file(tmp_path, SPANISH).exists()


def test_what_shows_a_change_is_away_before_lists_that_do_not(
    aside: Aside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = "/en/s/river-lamp"
    _file(tmp_path, listing).write_bytes(b"old")

    def stops(_address: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(aside, "_keep", stops)
    with pytest.raises(KeyboardInterrupt):
        aside.take([ENGLISH, SPANISH, listing], (SPANISH,))
    assert not _file(tmp_path, SPANISH).exists()
    assert not _file(tmp_path, listing).exists()


def test_two_changes_before_a_list_is_made_are_as_one(aside: Aside, tmp_path: Path) -> None:
    aside.take([ENGLISH, SPANISH], ())
    aside.take([ENGLISH, SPANISH], ())
    aside.compare(ENGLISH, b"old")
    assert aside.put_back(SPANISH)


def test_what_an_earlier_run_left_is_never_put_back(aside: Aside, tmp_path: Path) -> None:
    aside.take([ENGLISH, SPANISH], ())
    again = Aside(tmp_path / "aside", ("",), lambda address: _file(tmp_path, address))
    again.compare(ENGLISH, b"old")
    assert not again.put_back(SPANISH)
    assert not list((tmp_path / "aside").iterdir())
