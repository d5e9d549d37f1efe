"""Read the data files beside this package, once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def read_json(name: str) -> dict[str, Any]:
    """Return one JSON file of the vocabulary. Callers only read it."""
    found: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


def read_items(name: str, section: str) -> Iterator[dict[str, Any]]:
    """Yield the items of one section, each with the context that its label is translated in (or None)."""
    found = read_json(name)[section]
    for item in found["items"]:
        yield {**item, "context": found["context"]}


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file of the vocabulary."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
