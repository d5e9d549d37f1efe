"""The one style and the one script of every page, joined once, with the hashes the browser is told to trust.

They travel inside the page: a first visit is a single request. Both are the same bytes for everyone.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

_FOLDER = Path(__file__).resolve().parent / "assets"
_LAYERS = ("tokens", "base", "layout", "components", "print")


@dataclass(frozen=True, slots=True)
class Inline:
    """Text that stands inside the page, as it is, between its two tags."""

    text: Markup

    @property
    def source(self) -> str:
        """Return the content security policy source that allows exactly this text."""
        return f"'sha256-{b64encode(sha256(self.text.encode()).digest()).decode()}'"


def smaller_css(css: str) -> str:
    """Drop comments and spaces that mean nothing. Our own sheets hold no string with a comment in it."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return css.replace(": ", ":").replace(";}", "}").strip()


def only_for(css: str, classes: frozenset[str]) -> str:
    """Return a small sheet without the rules that need a class not among these."""

    def kept(rule: re.Match[str]) -> str:
        needed = re.split(r",(?![^()]*\))", rule[1])
        chosen = [one for one in needed if set(re.findall(r"\.([a-z][\w-]*)", one)) <= classes]
        return f"{','.join(chosen)}{{{rule[2]}}}" if chosen else ""

    css = re.sub(r"([^{}]+)\{([^{}]*)\}", kept, css)
    # What held such rules alone is empty now.
    return re.sub(r"@[^{}]+\{\}", "", css)


def smaller_script(script: str) -> str:
    """Drop whole-line comments, empty lines and indentation; line ends stay, so no statement changes."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def script_file(path: Path) -> Inline:
    """Return a script of ours as it stands inside a page."""
    # A trusted file of this repository, never input.
    return Inline(Markup(smaller_script(path.read_text(encoding="utf-8"))))  # noqa: S704


def style_file(path: Path) -> Inline:
    """Return a further style of ours, for the few pages that need more than the one style of every page."""
    # A trusted file of this repository, never input.
    return Inline(Markup(smaller_css(path.read_text(encoding="utf-8"))))  # noqa: S704


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


# Trusted files of this package, never input.
STYLE = Inline(Markup(smaller_css("".join(_read(f"{layer}.css") for layer in _LAYERS))))  # noqa: S704
SCRIPT = script_file(_FOLDER / "exit.js")
# Only on pages that have something to pass on or to print.
SHARE = script_file(_FOLDER / "share.js")
