"""Redirects and addresses that more than one file of views makes."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from app.directory.asked import Asked


def go(address: str, status: int) -> Response:
    """Redirect without a page: Werkzeug's own would be in English, outside the frame, with no way out."""
    return Response(status=status, headers={"Location": address})


def find_url(asked: Asked) -> str:
    """Return the address of the list of these choices."""
    values: dict[str, Any] = {**asked.args()}
    return url_for("directory.find", **values)
