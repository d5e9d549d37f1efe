"""Marks: words that stand nowhere but in what a visitor sends. Found in a file, they prove that a visit was kept.

Each kind of thing that a visit says (address, agent, words …) has a mark of its own, so that a hit names what leaked.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

# The address a visit comes from; any address that begins with 127 is this machine.
ADDRESS = "127.77.133.211"
MARKS = {
    "address": ADDRESS,
    "forwarded": "203.0.113.217",
    "agent": "agentqx81vd/7.3",
    "languages": "tlh-languageqx29",
    "referrer": "referrerqx64kp.example",
    "cookie": "cookieqx17zt5xb0a",
    "header": "headerqx93mm2cw",
    "words": "wordsqx55hh8rn",
    "other words": "قطةqx60زرقاء青い猫",
    "path": "pathqx38jj4sd",
    "query": "queryqx72ww9fy",
    "body": "bodyqx46uu1ke",
    "file name": "filenameqx83oo6ty",
    "host": "hostqx20aa3lb.example",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One mark found: where, which, and in which spelling."""

    where: str
    mark: str
    spelling: str


def _in_base64(data: bytes) -> list[bytes]:
    """Return what is left of `data` in base64 at each of the three offsets, without the letters it shares."""
    found = []
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data)
        start = -(-before * 8 // 6)
        found.append(text[start : (before + len(data)) * 8 // 6])
    return found


def _hashed(data: bytes) -> dict[str, bytes]:
    found = {}
    for name in ("sha256", "sha1", "md5"):
        digest = hashlib.new(name, data, usedforsecurity=False)
        found[f"{name}, hex"] = digest.hexdigest().encode()
        found[f"{name}, bytes"] = digest.digest()
        found[f"{name}, base64"] = base64.b64encode(digest.digest()).rstrip(b"=")
    return found


@cache
def spellings(text: str) -> dict[str, bytes]:
    """Return every spelling in which a mark could stand in a file."""
    raw = text.encode()
    return {
        "as it is": raw,
        "percent": quote(text, safe="").encode(),
        "percent, lower": quote(text, safe="").lower().encode(),
        "escaped": text.encode("unicode_escape"),
        "UTF-16 LE": text.encode("utf-16-le"),
        "UTF-16 BE": text.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        **_hashed(raw),
        **{f"base64 at {at}": part for at, part in enumerate(_in_base64(raw))},
        **{
            f"base64url at {at}": part.translate(bytes.maketrans(b"+/", b"-_"))
            for at, part in enumerate(_in_base64(raw))
        },
    }


def seen_in(data: bytes, where: str) -> list[Hit]:
    """Return every mark that stands in these bytes, in any spelling; none is right."""
    folded = data.lower()
    hits = []
    for mark, text in MARKS.items():
        for spelling, needle in spellings(text).items():
            plain = "base64" not in spelling and "bytes" not in spelling
            if (needle.lower() in folded) if plain else (needle in data):
                hits.append(Hit(where, mark, spelling))
                break
    return hits


def seen_below(folder: Path) -> list[Hit]:
    """Return every mark in every file below this folder, in its name or in its bytes."""
    hits = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        hits += seen_in(name.encode(), f"the name {name}")
        if path.is_file() and not path.is_symlink():
            hits += seen_in(path.read_bytes(), name)
    return hits
