"""The colours as they stand in the style: text is at least 7:1 on its paper, lines 3:1, light and dark."""

from __future__ import annotations

import re

import pytest

from app.shell.inline import STYLE

LIGHT, DARK = (
    dict(re.findall(r"--(\w+):(#[0-9A-F]{6})", block))
    for block in STYLE.text.split("prefers-color-scheme:dark", 1)
)
ON_PAPER = ("ink", "muted", "accent", "ok", "care", "stop", "unknown")


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "name"), [(s, n) for s in ("light", "dark") for n in ON_PAPER])
def test_a_reader_can_read_every_colour_of_text(scheme: str, name: str) -> None:
    colours = LIGHT if scheme == "light" else DARK
    assert _contrast(colours[name], colours["paper"]) >= 7


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_reader_can_see_the_edge_of_a_field(colours: dict[str, str]) -> None:
    assert _contrast(colours["line"], colours["paper"]) >= 3
