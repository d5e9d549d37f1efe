"""The words people use for what they need, in each language we offer."""

from __future__ import annotations

import re
from functools import cache

from app.vocabulary.reading import DATA

_FOLDER = DATA / "synonyms"
# Translators write the comma of their own script.
_COMMA = re.compile(r"\s*[,،，、]\s*")


def _line(line: str) -> tuple[str, tuple[str, ...]]:
    code, _colon, words = line.partition(":")
    return code.strip(), tuple(filter(None, _COMMA.split(words.strip())))


@cache
def synonyms(tag: str) -> dict[str, tuple[str, ...]]:
    """Return {code of a need or kind: words people use} in one language, empty if nobody wrote any yet.

    One word may stand under several codes: "papers" is a visa and a lost passport.
    """
    file = {path.stem: path for path in _FOLDER.glob("*.txt")}.get(tag)
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    return dict(_line(line) for line in lines if line and not line.startswith("#"))
