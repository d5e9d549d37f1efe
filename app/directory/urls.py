"""Redirects and addresses that more than one file of views makes."""

from __future__ import annotations

from flask import Response

from app.directory.asked import Asked
from app.languages import current


def go(address: str, status: int) -> Response:
    """Redirect without a page: Werkzeug's own would be in English, outside the frame, with no way out."""
    return Response(status=status, headers={"Location": address})


def find_url(asked: Asked) -> str:
    """Return the address of the list of these choices."""
    chosen = asked.query()
    return f"/{current().tag}/find" + (f"?{chosen}" if chosen else "")
