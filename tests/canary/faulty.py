"""The real site, with a fault or a leak planted in it. Run by the server in place of `app:create_app`."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Flask, request

import app
from app.db import reading

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def _fault() -> str:
    """Break with everything the request says in the message, as a careless line of code would."""
    try:
        return str(int(request.values["q"]))
    except ValueError as error:
        raise KeyError(f"{request.url} {request.get_data(as_text=True)} {dict(request.headers)}") from error


def _fault_in_the_database() -> str:
    """Break inside the database, which quotes what it was given."""
    words = request.values["q"]
    # PostgreSQL breaks at the first and quotes the words; SQLite, which takes any words for a number, at the second.
    reading().execute(sa.text("SELECT CAST(:words AS INTEGER)"), {"words": words}).all()
    reading().execute(sa.text("SELECT gone FROM text WHERE body = :words"), {"words": words})
    return words


def create_app() -> Flask:
    """Make the site as it is, with two addresses more that break."""
    site = app.create_app()
    site.add_url_rule("/canary/fault", view_func=_fault, methods=["GET", "POST"])
    site.add_url_rule("/canary/fault/database", view_func=_fault_in_the_database)
    return site


def _leak(environ: WSGIEnvironment) -> None:
    """Keep a visit in each way this house has ever seen a site keep one."""
    folder = Path(gettempdir())
    address, agent = str(environ.get("REMOTE_ADDR")), str(environ.get("HTTP_USER_AGENT"))
    print(address, file=sys.stderr)
    sys.stdout.write(f"{environ['PATH_INFO']}\n")
    sys.stdout.flush()
    _append(folder / "hashed", hashlib.sha256(address.encode()).hexdigest().encode())
    _append(folder / "coded", base64.b64encode(f"a {environ['QUERY_STRING']}".encode()))
    _append(folder / "wide", agent.encode("utf-16-le"))
    _append(folder / "percent", environ["QUERY_STRING"].encode())
    _append(folder / "sent", str(environ.get("HTTP_REFERER")).encode())
    with sqlite3.connect(folder / "table.sqlite3") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS seen (forwarded TEXT, languages TEXT, cookie TEXT)")
        names = ("HTTP_X_FORWARDED_FOR", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE")
        connection.execute("INSERT INTO seen VALUES (?, ?, ?)", [environ.get(name) for name in names])
    connection.close()


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def create_leaking_app() -> Flask:
    """Make the site with leaks outside its silence, where a server or a library would have them."""
    site = create_app()
    inner = site.wsgi_app

    def leaking(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        _leak(environ)
        return inner(environ, start_response)

    site.wsgi_app = leaking  # type: ignore[method-assign]
    return site


def create_unsilenced_app() -> Flask:
    """Make the site with errors logged in full, as Flask does by itself."""
    site = create_app()
    site.logger.filters.clear()
    return site
