"""How templates are compiled and given their names: Jinja as Flask sets it up, but for one thing that costs."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class PlainEnvironment(Environment):
    """Every template shares the one table of names.

    Jinja lays an empty table of its own over it for each template, and asks both for each name at each import: a
    fifth of what a page costs. No template of ours has names of its own.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names a template knows."""
        return super().make_globals(d) if d else self.globals
