"""The services somebody chose for a kit, as they travel in an address: codes only, and kept nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PARAMETER = "s"
MOST_IN_KIT = 12
_CODE = re.compile(r"[a-z0-9-]{1,64}")


def is_code(text: str) -> bool:
    """Say whether this could be a code, listed or not."""
    return bool(_CODE.fullmatch(text))


def shortened(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes once each, in their order, at most MOST_IN_KIT."""
    return tuple(dict.fromkeys(codes))[:MOST_IN_KIT]


def read_kit(args: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Read `s=one&s=two` as well as `s=one.two`; what cannot be a code is left out."""
    given = (part.strip().lower() for value in args.get(PARAMETER, ()) for part in value.split("."))
    return shortened(part for part in given if is_code(part))
