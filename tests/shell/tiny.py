"""The smallest app with our frame and our edge, and a living example of every component."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, abort, redirect, render_template, request, session
from jinja2 import FileSystemLoader, PrefixLoader
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField, validators

from app import languages, privacy, shell
from app.privacy.headers import allow_indexing, never_store
from app.shell.fields import BaseForm
from app.shell.frame import same_choices
from config import Settings

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-7f3a"


class SampleForm(BaseForm):
    """One field of each shape."""

    town = StringField("Town", [validators.InputRequired(), validators.Length(max=5)])
    notes = TextAreaField("What you do", [validators.Optional(), validators.Length(min=3)])
    kind = SelectField("Kind", choices={"a": "First", "b": "Second"})
    papers = RadioField("Do you ask for papers?", choices={"no": "No", "yes": "Yes", "ask": "Not sure"})
    agree = BooleanField("We agree", [validators.InputRequired()])


def _sample() -> str:
    form = SampleForm(request.args) if request.args else SampleForm()
    if request.args:
        form.validate()
        same_choices({name: request.args[name] for name in ("need", "place") if name in request.args})
    return render_template("sample/all.html", form=form, demonstration="demo" in request.args)


def _broken() -> str:
    raise ValueError(CANARY)


def _answer(status: int) -> str:
    abort(status)


def _typed() -> Response:
    never_store()
    return redirect("/en/sample", 303) if request.form.get("q") != "stay" else Response(request.form["q"])


def _open_page() -> str:
    allow_indexing()
    return render_template("sample/all.html", form=SampleForm())


def _seen() -> Response:
    return Response("\n".join(sorted(request.environ)) + str(request.remote_addr), mimetype="text/plain")


def _session() -> str:
    session["seen"] = "yes"
    return "kept"


def tiny_app(settings: Settings | None = None) -> Flask:
    """Build the app; `testing` stays off so that errors become pages."""
    app = Flask("tiny", static_folder=None)
    app.extensions["settings"] = settings or Settings()
    folders = {name: FileSystemLoader(ROOT / "app" / name / "templates") for name in ("shell", "privacy")}
    app.jinja_loader = PrefixLoader({**folders, "sample": FileSystemLoader(Path(__file__).parent / "sample")})
    languages.init_app(app)
    privacy.init_app(app)
    shell.init_app(app)
    app.add_url_rule("/<lang:lang>/sample", view_func=_sample, endpoint="sample")
    app.add_url_rule("/<lang:lang>/open", view_func=_open_page, endpoint="open")
    app.add_url_rule("/<lang:lang>/broken", view_func=_broken, endpoint="broken", methods=["GET", "POST"])
    app.add_url_rule("/<lang:lang>/status/<int:status>", view_func=_answer, endpoint="status")
    app.add_url_rule("/seen", view_func=_seen, endpoint="seen")
    app.add_url_rule("/session", view_func=_session, endpoint="session")
    app.add_url_rule("/away", view_func=lambda: "Elsewhere", endpoint="away")
    app.add_url_rule("/<lang:lang>/typed", view_func=_typed, endpoint="typed", methods=["POST"])
    return app
