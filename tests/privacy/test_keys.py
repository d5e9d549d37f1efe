from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.privacy.keys import SIZE, BadKeyFile, Keys, keys, keys_at, parse, write_once
from config import BadSetting, Settings
from tests.house import ROOT

NAMES = {"form", "pepper", "refusals"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the key file of a new site would be."""
    return tmp_path / "kept apart" / "secret.json"


def _all(found: Keys) -> set[bytes]:
    return {found.form, found.pepper, found.refusals}


def test_a_new_site_can_make_its_keys_and_only_its_owner_can_read_them(path: Path) -> None:
    made = keys_at(path)
    assert [len(key) for key in _all(made)] == [SIZE] * 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret.json"]
    assert set(json.loads(path.read_text())) == NAMES


def test_a_site_can_read_its_keys_again_and_no_other_site_has_them(path: Path, tmp_path: Path) -> None:
    made = keys_at(path)
    written = path.read_bytes()
    assert keys_at(path) == made
    assert path.read_bytes() == written
    assert not _all(made) & _all(keys_at(tmp_path / "other.json"))


def test_workers_that_start_at_once_cannot_have_different_keys(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.privacy.keys import keys_at;"
        "print('ready', flush=True); sys.stdin.readline();"
        "print(keys_at(Path(sys.argv[1])).pepper.hex())"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = {worker.communicate(timeout=60)[0] for worker in workers}
    assert said == {keys_at(path).pepper.hex() + "\n"}


def test_a_worker_that_comes_second_cannot_replace_the_keys_of_the_first(path: Path) -> None:
    assert write_once(path, b"first") is True
    assert write_once(path, b"second") is False
    assert path.read_bytes() == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["secret.json"]


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("value", [None, 7, "", "AAAA", "not base64 at all", "A" * 42 + "=="])
def test_a_site_cannot_start_with_a_key_that_is_not_whole(path: Path, name: str, value: object) -> None:
    keys_at(path)
    held = json.loads(path.read_text())
    written = json.dumps({**held, name: value}).encode()
    path.write_bytes(written)
    with pytest.raises(BadKeyFile) as raised:
        keys_at(path)
    said = str(raised.value)
    assert str(path) in said
    assert f": {name}." in said
    assert "Bring your copy" in said
    assert path.read_bytes() == written
    assert not any(key in said for key in held.values())


def test_a_cut_key_file_cannot_be_used_and_is_left_as_it_is(path: Path) -> None:
    keys_at(path)
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BadKeyFile, match="Do not delete it"):
            keys_at(path)
        assert path.read_bytes() == whole[:length]


@given(st.binary(max_size=200))
def test_no_other_bytes_can_pass_for_a_key_file(text: bytes) -> None:
    with pytest.raises(BadKeyFile, match=r"^the name"):
        parse(text, "the name")


def test_an_operator_can_see_why_a_key_file_cannot_be_read(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    for path in (tmp_path, blocked / "secret.json"):
        with pytest.raises(BadKeyFile) as raised:
            keys_at(path)
        assert str(path) in str(raised.value)
        assert "WAYMARK_SECRET_FILE" in str(raised.value)


def test_a_log_cannot_show_a_key(path: Path) -> None:
    made = keys_at(path)
    for shown in (repr(made), str(made), f"{[made]}"):
        assert shown.strip("[]") == "Keys()"


def test_a_site_cannot_touch_the_disk_for_its_keys_before_they_are_needed(
    path: Path, database_url: str
) -> None:
    app = create_app(Settings(database_url=database_url, secret_file=str(path)))
    assert not path.parent.exists()
    with app.app_context():
        made = keys()
        path.unlink()
        assert keys() is made
    with create_app(Settings(database_url=database_url, secret_file=str(path))).app_context():
        assert not _all(keys()) & _all(made)


def test_an_operator_can_choose_where_the_keys_are_and_how_many_may_wait() -> None:
    chosen = Settings.from_env({
        "WAYMARK_SECRET_FILE": "/safe/keys",
        "WAYMARK_BACKUP_RECIPIENT": "age1x",
        "WAYMARK_QUEUE_CAP": "12",
    })  # fmt: skip
    assert (chosen.secret_file, chosen.backup_recipient, chosen.queue_cap) == ("/safe/keys", "age1x", 12)
    plain = Settings.from_env({"WAYMARK_SECRET_FILE": "", "WAYMARK_QUEUE_CAP": ""})
    assert plain == Settings()
    assert os.path.commonpath([plain.secret_file, ROOT / "instance"]) == str(ROOT / "instance")


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "٥", " 5", "1_000", "1000001", "9" * 5000])
def test_an_operator_cannot_set_a_queue_cap_that_is_no_number_of_requests(value: str) -> None:
    with pytest.raises(BadSetting, match="WAYMARK_QUEUE_CAP"):
        Settings.from_env({"WAYMARK_QUEUE_CAP": value})
