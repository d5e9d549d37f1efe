"""What every template may rely on: the site's name, the inline style and script, addresses in the frame."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import current_app, g, request

from app.languages import by_tag, current, gettext
from app.shell.inline import SCRIPT, SHARE, STYLE


def way(path: str = "") -> str:
    """Return the address of a public page in the language of this page.

    These addresses are a contract, printed on paper, and the desk, another app, shows the same frame:
    so they are written out here and not asked from one app's table.
    """
    return f"/{current().tag}/{path}"


def own_name() -> str:
    """Return the name of the language of this page, in itself."""
    return current().own_name


def same_choices(args: dict[str, str]) -> None:
    """Carry these choices along when the reader changes the language of this page.

    Only what a view understood: nothing else that stands in an address is written into a page.
    """
    g.same_choices = args


def same_page(tag: str) -> str:
    """Return the address of this page in another language; of its home when this page has no other."""
    return f"/{tag}/{after_language()}"


def after_language() -> str:
    """Return what stands behind the language in the address of this page; nothing when it has no other language."""
    if g.get("failed"):
        return ""
    # A page asks this once for each language.
    if "after_language" not in g:
        g.after_language = _after_language()
    found: str = g.after_language
    return found


def _after_language() -> str:
    parts = request.path.split("/", 2)
    if len(parts) < 3 or by_tag(parts[1]) is None or request.method == "POST":
        return ""
    choices = urlencode(g.get("same_choices", {}))
    return quote(parts[2]) + (f"?{choices}" if choices else "")


def worded(text: object) -> str:
    """Return an English source text, or one already translated, in the language of the page.

    For texts that reach a template as data: labels, choices, messages. gettext("") would answer with the
    catalogue's own header, so nothing stays nothing.
    """
    return gettext(str(text)) if text else ""


def shared() -> dict[str, object]:
    """Return the names the frame's templates use."""
    settings = current_app.extensions["settings"]
    return {
        "site_name": settings.site_name,
        "inline_style": STYLE.text,
        "inline_script": SCRIPT.text,
        "share_script": SHARE.text,
        "same_page": same_page,
        "indexable": g.get("indexable", False),
    }
