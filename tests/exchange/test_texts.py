"""Listing text goes out to translators and comes back: nothing is lost, nothing wrong comes in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Save, SetStatus, Translate, Withdraw
from app.directory.content import Prose, Way
from app.directory.models import Decision, TextRow
from app.directory.rules import Status
from app.exchange.po import read, written
from app.exchange.texts_in import Plan, Refused, bring_in
from app.exchange.texts_out import ABOUT, export
from app.languages import OFFERED
from tests.factories import list_organisation, list_service, service

LANGUAGES = {one.tag: one for one in OFFERED}
SPANISH = LANGUAGES["es"]
GET_IN = 'Ring twice.\nSay "river" or C:\\.\nCall +1 212 555 0100.'
IN_SPANISH = "Toca dos veces.\nDi «río» o C:\\.\nLlama al +1 212 555 0100."
PROSE = (
    Prose("name", "en", "Harbour Clinic"),
    Prose("get_in", "en", GET_IN),
    Prose("what", "en", "We see anyone."),
)
WAYS = (Way("phone", "+12125550100", prose=(Prose("note", "en", "Nights only"),)), Way("walk_in"))


@pytest.fixture
def listed(session: Session) -> str:
    """The code of a service that says several things."""
    list_organisation(session)
    return list_service(session, prose=PROSE, ways=WAYS)


def _filled(data: bytes, words: dict[str, str], **also: bool) -> bytes:
    """Return a file with these translations, by the end of the context, as an editor would save it."""
    file = read(data)
    entries = [
        replace(
            entry,
            target=words.get(entry.context.partition(" ")[2], entry.target),
            fuzzy=also.get("fuzzy", False),
        )
        for entry in file.entries
    ]
    return written({name.title(): value for name, value in file.headers.items()}, ABOUT, entries)


def _bring(session: Session, folder: Path, data: bytes, *, dry_run: bool = False) -> Plan:
    path = folder / "es.po"
    path.write_bytes(data)
    (plan,) = bring_in(session, path, "robin", dry_run=dry_run)
    return plan


def _texts(session: Session, language: str = "es") -> dict[str, tuple[str, int | None]]:
    mine = sa.select(TextRow.field, TextRow.body, TextRow.made_from).where(TextRow.language == language)
    return {field: (body, made_from) for field, body, made_from in session.execute(mine)}


def test_a_translator_gets_the_most_harmful_text_first_and_is_told_what_to_keep(
    session: Session, listed: str
) -> None:
    file = read(export(session, SPANISH))
    assert file.headers["language"] == "es"
    assert [entry.context for entry in file.entries][:1] == [f"{listed} get_in"]
    assert re.fullmatch(rf"{listed} way-[0-9a-f]{{8}}", file.entries[1].context)
    first = file.entries[0]
    assert (first.source, first.target, first.fuzzy) == (GET_IN, "", False)
    assert "How to get in. Of: Harbour Clinic" in first.notes
    assert "Written in: English (en)" in first.notes
    assert "Keep as it is: +1 212 555 0100" in first.notes


def test_a_file_says_no_day_no_machine_and_nothing_that_is_not_public(session: Session, listed: str) -> None:
    list_service(session, "quiet-door", prose=(Prose("name", "en", "Paused"),), status=Status.PAUSED)
    apply(session, Save("dim-star", service("calm-harbour", "Draft")), "robin", "imported")
    data = export(session, SPANISH)
    assert export(session, SPANISH) == data
    text = data.decode()
    assert listed in text
    for word in ("Paused", "Draft", "robin", "20:", "Last-Translator", "Date"):
        assert word not in text
    assert not re.search(r"\b20[0-9]{2}\b", text)


def test_translations_come_in_and_go_out_again_the_same(
    session: Session, listed: str, tmp_path: Path
) -> None:
    words = {"get_in": IN_SPANISH, "what": "Atendemos a cualquiera."}
    plan = _bring(session, tmp_path, _filled(export(session, SPANISH), words))
    assert plan.lines()[0] == "es.po: es, 2 translated, 0 the same as before, 3 empty, 0 left out"
    assert _texts(session)["get_in"] == (IN_SPANISH, 1)
    decision = session.scalars(sa.select(Decision).order_by(Decision.sequence.desc())).first()
    assert decision is not None
    assert (decision.handle, decision.reason, decision.code) == ("robin", "translated", listed)
    again = export(session, SPANISH)
    assert {e.target for e in read(again).entries} == {"", *words.values()}
    assert _bring(session, tmp_path, again).same == len(words)
    assert export(session, SPANISH) == again


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session, listed: str, tmp_path: Path) -> None:
    assert listed
    data = _filled(export(session, SPANISH), {"get_in": IN_SPANISH})
    tried = _bring(session, tmp_path, data, dry_run=True)
    assert _texts(session) == {}
    assert _bring(session, tmp_path, data).lines() == tried.lines()


def test_a_note_on_a_way_is_translated_too(session: Session, listed: str, tmp_path: Path) -> None:
    assert listed
    entry = next(e for e in read(export(session, SPANISH)).entries if e.source == "Nights only")
    key = entry.context.partition(" ")[2]
    _bring(session, tmp_path, _filled(export(session, SPANISH), {key: "Solo de noche"}))
    assert _texts(session)["note"] == ("Solo de noche", 1)


def _changed(session: Session, listed: str, field: str = "get_in", body: str = "Ring once.") -> None:
    """Let the group say something else; the translation is of the older text then."""
    now = [Prose(p.field, p.language, body) if p.field == field else p for p in PROSE]
    kept = Prose(field, "es", _texts(session).get(field, (IN_SPANISH, 1))[0], 1)
    apply(session, Save(listed, service("calm-harbour", prose=(*now, kept), ways=WAYS)), "robin", "corrected")


def test_an_older_translation_goes_out_as_fuzzy_and_comes_in_once_someone_looked(
    session: Session, listed: str, tmp_path: Path
) -> None:
    apply(session, Translate(listed, "what", "es", "Atendemos a todas.", 1), "robin", "translated")
    _changed(session, listed, "what", "We see women.")
    data = export(session, SPANISH)
    (stale,) = (e for e in read(data).entries if e.fuzzy)
    assert (stale.source, stale.target) == ("We see women.", "Atendemos a todas.")
    assert _bring(session, tmp_path, data).same == 1
    left = _bring(session, tmp_path, data.replace(b"Atendemos a", b"Vemos a"))
    assert "marked fuzzy" in left.left_out[0].why
    assert _texts(session)["what"] == ("Atendemos a todas.", 1)
    _bring(session, tmp_path, _filled(data, {"what": "Atendemos a mujeres."}))
    assert _texts(session)["what"] == ("Atendemos a mujeres.", 2)


def test_an_older_translation_that_readers_do_not_see_is_in_no_file(
    session: Session, listed: str, tmp_path: Path
) -> None:
    apply(session, Translate(listed, "get_in", "es", IN_SPANISH, 1), "robin", "translated")
    _changed(session, listed)
    data = export(session, SPANISH)
    first = read(data).entries[0]
    assert (first.source, first.target, first.fuzzy) == ("Ring once.", "", False)
    assert "Write it anew" in str(first.notes)
    _bring(session, tmp_path, _filled(data, {"get_in": "Toca una vez."}))
    assert _texts(session)["get_in"] == ("Toca una vez.", 2)


def test_what_changed_meanwhile_is_left_out_with_its_line_and_the_rest_comes_in(
    session: Session, listed: str, tmp_path: Path
) -> None:
    data = _filled(export(session, SPANISH), {"get_in": IN_SPANISH, "what": "Atendemos a cualquiera."})
    _changed(session, listed)
    plan = _bring(session, tmp_path, data)
    (left,) = plan.left_out
    assert data.decode().split("\n")[left.line - 1] == 'msgstr ""'
    assert "The text has changed since" in left.why
    assert (_texts(session)["what"][0], _texts(session)["get_in"][0]) == (
        "Atendemos a cualquiera.",
        IN_SPANISH,
    )
    assert f"    line {left.line}: {listed}, How to get in" in plan.lines()


def test_a_file_never_takes_away_what_someone_else_translated_since(
    session: Session, listed: str, tmp_path: Path
) -> None:
    data = _filled(export(session, SPANISH), {"what": "Vemos a todos."})
    apply(session, Translate(listed, "what", "es", "Atendemos a cualquiera.", 1), "kim", "translated")
    assert "Somebody else translated it" in _bring(session, tmp_path, data).left_out[0].why
    assert _texts(session)["what"] == ("Atendemos a cualquiera.", 1)
    _bring(session, tmp_path, _filled(export(session, SPANISH), {"what": "Vemos a todos."}))
    assert _texts(session)["what"] == ("Vemos a todos.", 1)


def test_what_nobody_can_see_any_more_is_left_out(session: Session, listed: str, tmp_path: Path) -> None:
    data = _filled(export(session, SPANISH), {"get_in": IN_SPANISH})
    apply(session, SetStatus(listed, Status.PAUSED), "robin", "no_answer")
    assert "cannot be seen now, or its place has changed" in _bring(session, tmp_path, data).left_out[0].why
    apply(session, Withdraw(listed), "robin", "asked_to_leave")
    assert "withdrawn" in _bring(session, tmp_path, data).left_out[0].why
    assert _texts(session) == {}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (IN_SPANISH.replace("0100", "0199"), "number or address"),
        (f"{IN_SPANISH} <b>", "mark"),
        (f"\u202e{IN_SPANISH}", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        (f"{IN_SPANISH}\0", "U+0000"),
        (IN_SPANISH * 30, "longer"),
        ("Прийдіть і подзвоніть двічі. +1 212 555 0100", "letters"),
        (GET_IN, "not translated"),
    ],
)
def test_a_file_with_one_wrong_text_is_refused_whole(
    session: Session, listed: str, tmp_path: Path, words: str, why: str
) -> None:
    assert listed
    data = _filled(export(session, SPANISH), {"get_in": words, "what": "Atendemos a cualquiera."})
    with pytest.raises(Refused) as refused:
        _bring(session, tmp_path, data)
    number = next(e.line for e in read(data).entries if e.target == words)
    said = [line for line in refused.value.lines if line.startswith(f"es.po, line {number}: ")]
    assert said == refused.value.lines
    assert any(why in line for line in said)
    assert _texts(session) == {}


def test_a_file_of_another_site_or_language_is_refused(session: Session, listed: str, tmp_path: Path) -> None:
    data = export(session, SPANISH)
    for wrong, why in (
        (data.replace(listed.encode(), b"other-place"), "no listing and text called"),
        (data.replace(b"Language: es", b"Language: xx"), "one of our languages"),
    ):
        with pytest.raises(Refused, match=why):
            _bring(session, tmp_path, wrong)


LETTERS = {
    "es": "aáeéiñoüzbcd¿¡",
    "ar": "ابتثجحخدذرسشصضعغفقكلمنهويءئؤةى،؟َُِّ",
    "zh-Hans": "免费匿名医疗法律住房，。“”",
}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_text_in_any_script_is_lost_on_the_way(
    session: Session, listed: str, tmp_path: Path, data: st.DataObject
) -> None:
    tag = data.draw(st.sampled_from(sorted(LETTERS)))
    language = LANGUAGES[tag]
    words = st.text(LETTERS[tag] + " \n\t\"\\'", min_size=1, max_size=60).map(str.strip).filter(bool)
    sources = st.text(
        st.characters(categories=["L", "N", "P"]) | st.sampled_from(' \n"\\'), min_size=1, max_size=60
    )
    said = data.draw(
        st.dictionaries(st.sampled_from(["get_in", "who_for", "what"]), sources.map(str.strip).filter(bool))
    )
    prose = (PROSE[0], *(Prose(field, "en", body) for field, body in said.items()))
    point = session.begin_nested()
    apply(session, Save(listed, service("calm-harbour", prose=prose)), "robin", "corrected")
    told = {field: data.draw(words) for field in said}
    for field, body in told.items():
        revision = next(
            t.revision
            for t in session.scalars(
                sa.select(TextRow).where(TextRow.language == "en", TextRow.field == field)
            )
        )
        apply(session, Translate(listed, field, tag, body, revision), "robin", "translated")
    out = export(session, language)
    assert {e.context.partition(" ")[2]: e.target for e in read(out).entries if e.target} == told
    (tmp_path / "x.po").write_bytes(out)
    (plan,) = bring_in(session, tmp_path / "x.po", "robin")
    assert (plan.same, plan.changes, plan.left_out) == (len(told), [], [])
    assert export(session, language) == out
    point.rollback()


def test_an_operator_can_send_all_languages_out_and_take_them_in_again(app: Flask, tmp_path: Path) -> None:
    with Session(app.extensions["database"].write) as session, session.begin():
        list_organisation(session)
        list_service(session, prose=PROSE)
    run = app.test_cli_runner().invoke
    folder = tmp_path / "out"
    assert run(args=["translations", "export", str(folder)]).exit_code == 0
    assert {"es.po", "ar.po", "en.po"} <= {file.name for file in folder.iterdir()}
    one = tmp_path / "es.po"
    assert run(args=["translations", "export", str(one), "--language", "es"]).exit_code == 0
    assert one.read_bytes() == (folder / "es.po").read_bytes()
    (folder / "es.po").write_bytes(_filled(one.read_bytes(), {"get_in": IN_SPANISH}))
    refused = run(args=["translations", "import", str(folder), "--by", "nobody"])
    assert (refused.exit_code, "Nobody at the desk" in refused.output) == (1, True)
    assert run(args=["moderators", "add", "robin"]).exit_code == 0
    done = run(args=["translations", "import", str(folder), "--by", "robin"])
    assert done.exit_code == 0, done.output
    assert "es.po: es, 1 translated" in done.output
    (folder / "ar.po").write_text("msgid", encoding="utf-8")
    broken = run(args=["translations", "import", str(folder)])
    assert (broken.exit_code, "ar.po, line 1: " in broken.output) == (2, True)
