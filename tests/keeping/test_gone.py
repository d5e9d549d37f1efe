"""The gone file: every withdrawn code, on the disk as soon as it is withdrawn, and never a code too many."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import writing
from app.directory.actions import apply
from app.directory.changes import Withdraw
from app.directory.rules import UnknownCode
from app.keeping.gone import BadGoneFile, read
from app.submissions import owning
from app.submissions.models import Receipt, Refusal
from app.submissions.refusals import is_refused, refuse
from tests.keeping.conftest import run, writer

KEY = b"k" * 32


def _withdraw(app: Flask, *codes: str) -> None:
    for code in codes:
        _withdraw_together(app, code)


def _withdraw_together(app: Flask, *codes: str) -> None:
    with app.app_context(), writing() as session:
        for code in codes:
            apply(session, Withdraw(code), "robin", "asked_to_leave")


def test_a_withdrawal_is_in_the_file_as_soon_as_it_is_committed(listed: Flask, gone_file: Path) -> None:
    assert not gone_file.exists()
    _withdraw(listed, "river-lamp")
    assert gone_file.read_text() == "withdrawn river-lamp\n"
    assert gone_file.stat().st_mode & 0o777 == 0o600
    _withdraw(listed, "green-door")
    assert gone_file.read_text().splitlines()[1:] == ["withdrawn green-door", "withdrawn warm-stone"]


def test_a_withdrawal_at_the_desk_is_in_the_file_too(listed: Flask, gone_file: Path) -> None:
    desk = Flask("desk")
    desk.extensions["database"] = listed.extensions["database"]
    _withdraw(desk, "river-lamp")
    assert read(gone_file).codes == {"river-lamp"}


def test_a_withdrawal_that_was_not_committed_is_not_in_the_file(listed: Flask, gone_file: Path) -> None:
    with pytest.raises(UnknownCode):
        _withdraw_together(listed, "river-lamp", "no-such")
    _withdraw(listed, "quiet-moon")
    assert read(gone_file).codes == {"quiet-moon"}


@pytest.mark.parametrize("after", ["purge", "backup"])
def test_a_crash_between_commit_and_writing_loses_nothing(
    listed: Flask, gone_file: Path, tmp_path: Path, after: str
) -> None:
    _withdraw(listed, "river-lamp", "quiet-moon")
    gone_file.write_text("withdrawn river-lamp\nwithdrawn qui")
    # A cut line may not name another listing: neither now, nor after more was added.
    assert read(gone_file).codes == {"river-lamp"}
    assert run(listed, *[after, tmp_path / "copy"][: 1 if after == "purge" else 2])[0] == 0
    assert read(gone_file).codes == {"river-lamp", "quiet-moon"}
    assert gone_file.read_text().splitlines()[1] == "withdrawn qui (cut short)"


def test_a_group_can_withdraw_though_the_file_cannot_be_written(
    listed: Flask, gone_file: Path, tmp_path: Path
) -> None:
    gone_file.mkdir()
    _withdraw(listed, "river-lamp")
    assert listed.test_client().get("/en/s/river-lamp").status_code == 410
    code, said = run(listed, "purge")
    assert (code, "gone.txt" in said) == (1, True)
    gone_file.rmdir()
    assert run(listed, "purge")[0] == 0
    assert read(gone_file).codes == {"river-lamp"}


@pytest.mark.parametrize(
    "line", ["river-lamp", "withdrawn River-Lamp", "withdrawn a b", "forgotten a-b", "refused xyz"]
)
def test_an_operator_cannot_use_a_file_that_is_not_understood(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gone"
    path.write_text(f"withdrawn river-lamp\n{line}\n")
    with pytest.raises(BadGoneFile, match="Line 2"):
        read(path)


def test_who_asked_not_to_be_listed_is_in_the_file_and_comes_back_with_it(
    listed: Flask, place: Flask, gone_file: Path, tmp_path: Path
) -> None:
    with Session(writer(listed)) as session, session.begin():
        session.add(Receipt(lookup="a" * 64, proposal_id=None, code="green-door"))
    assert run(listed, "backup", tmp_path / "copy")[0] == 0
    with listed.app_context(), writing() as session:
        owning.withdraw(session, session.get_one(Receipt, "a" * 64), KEY, date(2026, 11, 22))
    kept = read(gone_file)
    assert kept.codes == {"green-door", "warm-stone"}
    assert len(kept.refused) == 2
    assert "Harbour" not in gone_file.read_text()
    code, said = run(place, "restore", tmp_path / "copy", "--gone", gone_file)
    assert code == 0, said
    with Session(writer(place)) as session:
        assert is_refused(session, KEY, ["HARBOUR group"], [])
        assert set(session.scalars(sa.select(Refusal.hash))) == kept.refused
        # The code of a listing that is gone opens nothing.
        assert session.scalars(sa.select(Receipt)).all() == []


def test_a_gone_file_that_lacks_who_asked_not_to_be_listed_is_refused(
    listed: Flask, place: Flask, tmp_path: Path
) -> None:
    with listed.app_context(), writing() as session:
        refuse(session, KEY, ["Harbour Group"], [])
    assert run(listed, "backup", tmp_path / "copy")[0] == 0
    old = tmp_path / "old.txt"
    old.write_text("")
    code, said = run(place, "restore", tmp_path / "copy", "--gone", old)
    assert (code, "1 lines are not in it" in said) == (1, True)
