"""Keys that fade: alike in all workers, good for this half hour and the one before, gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.privacy.fading import WINDOW, FadingKeys, place_for
from app.privacy.keys import SIZE

NOW = 1_795_305_600


def test_two_workers_have_the_same_keys(tmp_path: Path) -> None:
    one, other = FadingKeys(tmp_path / "key"), FadingKeys(tmp_path / "key")
    assert one.at(NOW) == other.at(NOW)
    assert one.at(NOW + WINDOW) == other.at(NOW + WINDOW)
    assert len(one.at(NOW)) == SIZE


def test_a_worker_that_starts_later_has_the_same_keys(tmp_path: Path) -> None:
    one = FadingKeys(tmp_path / "key")
    one.at(NOW)
    later = NOW + 5 * WINDOW
    assert FadingKeys(tmp_path / "key").at(later) == one.at(later)


def test_what_was_sealed_in_the_half_hour_before_can_be_opened(tmp_path: Path) -> None:
    keys = FadingKeys(tmp_path / "key")
    key = keys.at(NOW)
    assert key in keys.still_open(NOW + WINDOW)
    assert key not in keys.still_open(NOW + 2 * WINDOW)


def test_a_key_can_be_found_nowhere_after_an_hour(tmp_path: Path) -> None:
    keys = FadingKeys(tmp_path / "key")
    key = keys.at(NOW)
    keys.at(NOW + 2 * WINDOW)
    assert key.hex() not in (tmp_path / "key").read_text()
    fresh = FadingKeys(tmp_path / "key")
    assert key not in fresh.still_open(NOW + 2 * WINDOW)
    # Neither step back nor a clock set back brings it again.
    assert key not in FadingKeys(tmp_path / "key").still_open(NOW)


@pytest.mark.parametrize("text", ["", "1 zz", "x", "-5 " + "0" * 64, "1 " + "0" * 10])
def test_a_broken_file_is_made_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    assert FadingKeys(path).at(NOW) == FadingKeys(path).at(NOW)


def test_a_file_that_others_may_read_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = FadingKeys(path).at(NOW)
    path.chmod(0o644)
    assert FadingKeys(path).at(NOW) != key


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    keys = FadingKeys(tmp_path / "key")
    keys.at(NOW)
    keys.at(NOW + 3 * WINDOW)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["key"]


def test_a_site_without_a_place_for_the_file_still_works(tmp_path: Path) -> None:
    keys = FadingKeys(tmp_path / "absent" / "key")
    (tmp_path / "absent").write_text("a file where a folder should be")
    assert keys.at(NOW) == keys.at(NOW)


def test_two_sites_on_one_machine_have_keys_of_their_own(tmp_path: Path) -> None:
    assert place_for(str(tmp_path / "a")) != place_for(str(tmp_path / "b"))
    assert place_for(str(tmp_path / "a")) == place_for(str(tmp_path / "a"))
