"""The table that says how far we are: written by the commands that measure, and by nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from tools.bench import goals, report

DAY = date(2026, 11, 22)


def test_the_report_can_only_have_the_goals_that_we_have() -> None:
    text = report.PAGE.read_text("utf-8")
    assert goals.told(text, {}, "`nothing`", DAY) == text
    assert all(f"| {goal} | {mark} |" in text for goal, mark in goals.GOALS.items())


def test_a_command_can_change_its_own_figure_and_no_other() -> None:
    text = report.PAGE.read_text("utf-8")
    lines = goals.told(text, {"kept page": "0.40"}, "`a command`", DAY).splitlines()
    changed = [line for line, before in zip(lines, text.splitlines(), strict=True) if line != before]
    assert changed == ["| kept page | 0.25 of nginx, aim 0.45 | 0.40 | `a command`, 2026-11-22 |"]


def test_a_command_cannot_tell_a_figure_of_no_goal() -> None:
    with pytest.raises(KeyError, match="kept pages"):
        goals.told("", {"kept pages": "0.40"}, "`a command`", DAY)
