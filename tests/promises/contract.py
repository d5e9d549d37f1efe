"""The thirty-two promises: what each says, which tests hold it, which planted leak they catch, and the figure.

`python -m tests.promises.contract` prints docs/promises.md; test_contract.py fails when a test of the table is gone,
when a promise has no test, no planted leak or no sentence on "What we keep", and when that page is not this table.
"""

from __future__ import annotations

import sys

from app.privacy.sentences import CANNOT_HIDE, PROMISING
from tests.promises.promised_first import FIRST
from tests.promises.promised_then import THEN

PROMISES = {**FIRST, **THEN}


def _linked(name: str) -> str:
    path, _colons, test = name.partition("::")
    return f"[{test.removeprefix('test_').replace('_', ' ')}](../{path})"


def page() -> str:
    """Return docs/promises.md."""
    rows = []
    for number, one in PROMISES.items():
        said = [f"“{sentence.text}”" for sentence in PROMISING + CANNOT_HIDE if number in sentence.promises]
        held, planted = "; ".join(map(_linked, one.tests)), "; ".join(map(_linked, one.leaks))
        rows.append(f"| {number} | {one.says} | {held} | {planted} | {one.figure} | {' '.join(said)} |")
    return "\n".join((_HEAD, *rows, ""))


_HEAD = """# Every promise, its tests, the leak they catch

Printed by `python -m tests.promises.contract`; a test fails when this page is not that table. The numbers stay.
A planted leak is kept beside each promise: it shows that the tests can fail. `make test` runs all of them with a short
visit; `make audit` sends 1,000 requests to each way of deploying, watches every write with `strace`, and times the way
out 50 times. What each adversary gets, and what we cannot do, is in [threat-model.md](threat-model.md).

Adding something? Say it in one place, or a test fails: a column, a line of a log, a file or a package in
[data.md](data.md); an address in `tests/audiences.py`; a promise here.

| | promise | held by | leak planted in | figure | on “What we keep” |
|---|---|---|---|---|---|"""


if __name__ == "__main__":
    sys.stdout.write(page())
