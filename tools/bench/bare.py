"""Flask pages without a site around them: how much of the time of our page made anew is ours.

`listed` does the work of our list as anyone would write it with Flask: a template of a base, the menu of languages, a
form, twenty cards with place, text and tags, links made by Flask; one query; sent uncompressed. `smallest` is the least
that shows twenty rows of a table.
"""

from __future__ import annotations

import os
import sqlite3

from flask import Flask, Response, render_template

from app.languages import OFFERED
from app.shell.inline import STYLE
from app.vocabulary import needs

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "public, max-age=60",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}
_CARDS = """SELECT code, name, substr(description, 1, 220) AS told, town, country, real_name, id_papers,
  police_contact, exit_required FROM services ORDER BY checked_on DESC, id LIMIT 20"""
_LIST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>List</title><style>{{ style }}</style>
<main><h1>{{ rows | length }} services</h1><ul class="cards">{% for row in rows %}<li class="card">
<h2><a href="/en/s/{{ row.code }}">{{ row.name }}</a></h2><p class="muted">{{ row.need }}, {{ row.standing }}</p>
<ul class="strings"><li>{{ row.answers }}</li></ul></li>{% endfor %}</ul></main></html>"""
_ROWS = """SELECT s.code, s.need, s.standing, t.body AS name,
  (SELECT group_concat(answers, ' · ') FROM fact f WHERE f.service_id = s.id AND number < 12) AS answers
FROM service s JOIN text t ON t.owner_kind = 'service' AND t.owner_id = s.id AND t.field = 'name' AND t.language = 'en'
WHERE s.publication = 'listed' AND s.rank < 9 ORDER BY s.rank, s.id LIMIT 20"""


def listed() -> Flask:
    """Return an app of a list and a service, over a flat table (tools.bench.flat)."""
    app, table = Flask(__name__), _opened()
    languages, kinds = [(one.tag, one.own_name) for one in OFFERED], needs()

    @app.get("/<tag>/find")
    def find(tag: str) -> Response:
        rows = table.execute(_CARDS).fetchall()
        page = render_template(
            "list.html", rows=rows, languages=languages, kinds=kinds, tag=tag, style=STYLE.text
        )
        return Response(page, headers=_HEADERS)

    @app.get("/<tag>/s/<code>")
    def service(tag: str, code: str) -> Response:
        found = table.execute("SELECT name FROM services WHERE code = ?", (code,)).fetchone()
        return Response(found["name"] if found else "", headers={"Content-Language": tag})

    return app


def smallest() -> Flask:
    """Return an app of one page, over the tables of a site: one query, one template compiled once, uncompressed."""
    app, table = Flask(__name__), _opened()
    template = app.jinja_env.from_string(_LIST)

    @app.get("/")
    def page() -> str:
        return render_template(template, rows=table.execute(_ROWS).fetchall(), style=STYLE.text)

    return app


def _opened() -> sqlite3.Connection:
    path = os.environ["WAYMARK_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection
