"""What we want to reach, and the table of docs/performance.md that says how far we are: written by the commands."""

from __future__ import annotations

import re
from datetime import date

BEGIN, END = "<!-- goals: begin -->", "<!-- goals: end -->"
_ROW = re.compile(
    r"^\| (?P<goal>[^|]+) \| (?P<mark>[^|]*) \| (?P<figure>[^|]*) \| (?P<where>[^|]*) \|$", re.MULTILINE
)
# What we measure, and the mark with the aim behind it. Their order is the table's.
GOALS = {
    "keyword search, 100,000, p95": "raw capped FTS5 + 5 ms, aim + 2",
    "the same with three filters": "25 ms, aim 12",
    "PostgreSQL, capped the same way": "3 times SQLite",
    "list from 10,000 to 1,000,000": "1.5 times, aim 1.2",
    "one service from 10,000 to 1,000,000": "1.5 times, aim 1.2",
    "keyword search from 10,000 to 1,000,000": "10 times, aim 5",
    "whole mix, 10,000, no stored pages": "6 times Datasette, aim 10",
    "whole mix, 10,000, the site as it runs": "10 times Datasette",
    "known name in the first ten": "all",
    "Chinese, Thai, Japanese, Korean": "no question without an answer",
    "misspelt name in the first ten": "95 % at 10,000, 85 % at 100,000",
    "import and index of 100,000": "90 s, aim 40",
    "index": "1.3 times the text",
    "kept page": "0.25 of nginx, aim 0.45",
    "page made anew": "0.5 of a Flask page of the same list, aim 1.0",
    "mirror behind nginx": "0.95 of nginx on a plain file",
    "kept browse, need, place, service, 10,000": "100 times Datasette",
    "memory of two workers, 100,000, after the mix": "200 MB, aim 120",
    "start to first answer, 100,000": "2 s, aim 0.8",
    "99th of 100 answers during an import": "3 times quiet, aim 1.5",
    "home, find, service on a poor phone": "8 s and 30 KB, aim 5 s and 16 KB",
    "one service changed, mirror of 10,000, four languages": "under 1 s",
}


def told(text: str, figures: dict[str, str], where: str, today: date) -> str:
    """Return the page with new figures in its table of goals; those that nobody measured now stay as they are.

    `where` names the command. Raise KeyError for a figure of no goal of ours.
    """
    before = {row["goal"]: (row["figure"], row["where"]) for row in _ROW.finditer(text)}
    now = {goal: (figure, f"{where}, {today.isoformat()}") for goal, figure in figures.items()}
    if unknown := now.keys() - GOALS.keys():
        raise KeyError(*unknown)
    rows = ["| goal | mark | figure | measured by |", "|---|---|---|---|"]
    for goal, mark in GOALS.items():
        rows.append(f"| {goal} | {mark} | {' | '.join(now.get(goal) or before.get(goal, ('', '')))} |")
    table = "\n".join([BEGIN, *rows, END])
    return re.sub(f"{BEGIN}.*?{END}", lambda _: table, text, flags=re.DOTALL)
