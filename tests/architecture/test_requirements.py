"""What is installed is what pyproject.toml asks for, each file known by its hash."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.absent import program
from tests.house import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
POSTGRESQL = PROJECT["project"]["optional-dependencies"]["postgresql"]
TEST = [line for group in PROJECT["dependency-groups"].values() for line in group]
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)(.*?)(?=^[\w]|\Z)", re.MULTILINE | re.DOTALL)


def _pins(name: str) -> dict[str, tuple[str, int]]:
    """Return each pinned package with its version and the number of its hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {
        canonicalize_name(found[1]): (found[2], found[3].count("--hash=")) for found in PIN.finditer(text)
    }


@pytest.mark.parametrize(
    ("name", "asked"), [("run", RUN), ("postgresql", RUN + POSTGRESQL), ("test", RUN + POSTGRESQL + TEST)]
)
def test_an_operator_can_install_what_the_project_asks_for(name: str, asked: list[str]) -> None:
    pins = _pins(name)
    for line in asked:
        wanted = Requirement(line)
        version, _hashes = pins.get(canonicalize_name(wanted.name), ("nothing", 0))
        assert wanted.specifier.contains(version), f"{line} is pinned to {version}; run make lock"


@pytest.mark.parametrize("name", ["run", "postgresql", "test"])
def test_an_operator_cannot_install_a_file_without_a_known_hash(name: str) -> None:
    assert not [package for package, (_version, hashes) in _pins(name).items() if not hashes]


def test_the_tests_can_run_on_exactly_what_the_site_runs_on() -> None:
    run, test = _pins("run"), _pins("test")
    assert {package: test.get(package) for package in run} == run


@pytest.mark.parametrize(("where", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_program_can_be_skipped_but_not_on_ci(
    monkeypatch: pytest.MonkeyPatch, where: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", where)
    with pytest.raises(outcome, match="no-such-program"):
        program("no-such-program")
