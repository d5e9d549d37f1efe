"""The form of a page as a browser would send it back untouched."""

from __future__ import annotations

import html5lib
from werkzeug.datastructures import MultiDict

_PRESSED = {"submit", "image", "button", "reset"}
_TICKED = {"radio", "checkbox"}


def filled(page: str, action: str) -> MultiDict[str, str]:
    """Return the fields of the first form with this action. Raise AssertionError if the page has none."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next((one for one in tree.iter("form") if one.get("action") == action), None)
    assert form is not None, f"the page has no form for {action}"
    found: MultiDict[str, str] = MultiDict()
    for field in form.iter():
        name = field.get("name")
        for value in _values(field) if name else ():
            found.add(str(name), value)
    return found


def _values(field: object) -> list[str]:
    tag, kind = field.tag, field.get("type", "text")  # type: ignore[attr-defined]
    if tag == "textarea":
        # A browser drops the first line end, and no page of ours begins a text with one.
        return [(field.text or "").removeprefix("\n")]  # type: ignore[attr-defined]
    if tag == "select":
        options = list(field.iter("option"))  # type: ignore[attr-defined]
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    if tag != "input" or kind in _PRESSED:
        return []
    ticked = kind not in _TICKED or field.get("checked") is not None  # type: ignore[attr-defined]
    return [field.get("value", "on" if kind in _TICKED else "")] if ticked else []  # type: ignore[attr-defined]
