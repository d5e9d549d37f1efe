"""PO files are read strictly, with the line of every fault, and say the same to other programs."""

from __future__ import annotations

import io
from contextlib import suppress

import polib
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.po import BadPo, Entry, read, written

HEADERS = {"Language": "ar", "Content-Type": "text/plain; charset=UTF-8"}
TOP = 'msgid ""\nmsgstr "Language: ar\\n"\n\n'
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\n\t\r"\\#'), max_size=40)
# Without what other programs take for the end of a line.
USUAL = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from('\n\t"\\#'), max_size=40
)


def _entries(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Entry]]:
    notes = st.lists(st.sampled_from(["How to get in.", "Text 3, translation 1."]), max_size=2).map(tuple)
    one = st.builds(Entry, st.just("river-lamp get_in"), texts.filter(bool), texts, st.booleans(), notes)
    return st.lists(one, max_size=4, unique_by=lambda entry: entry.source)


@given(_entries(ANYTHING))
def test_what_is_written_is_read_back_whatever_the_words(entries: list[Entry]) -> None:
    data = written(HEADERS, ["For translators."], entries)
    found = read(data)
    assert found.headers["language"] == "ar"
    assert [(e.context, e.source, e.target, e.fuzzy, e.notes) for e in found.entries] == [
        (e.context, e.source, e.target, e.fuzzy, e.notes) for e in entries
    ]
    assert written(HEADERS, ["For translators."], found.entries) == data
    lines = data.decode().split("\n")
    assert all(lines[entry.line - 1].startswith("msgstr") for entry in found.entries)


@given(_entries(USUAL))
def test_other_programs_read_the_same_in_our_files(entries: list[Entry]) -> None:
    data = written(HEADERS, ["For translators."], entries)
    ours = {(e.context, e.source): (e.target, e.fuzzy) for e in entries}
    theirs = {(e.msgctxt, e.msgid): (e.msgstr, e.fuzzy) for e in polib.pofile(data.decode())}
    assert theirs == ours
    babel = [one for one in read_po(io.BytesIO(data), abort_invalid=True) if one.id]
    assert {(one.context, one.id): (one.string, one.fuzzy) for one in babel} == ours


def test_a_file_that_another_program_saved_is_read() -> None:
    data = (
        '\ufeff# Ana\r\nmsgid ""\r\nmsgstr ""\r\n"Language: ar\\n"\r\n"X-Generator: Some editor 3\\n"\r\n\r\n'
        '#: a.html:3\r\n#, fuzzy, no-wrap\r\n#| msgid "Old"\r\nmsgctxt "river-lamp get_in"\r\nmsgid ""\r\n'
        '"Ring "\r\n"twice.\\n"\r\nmsgstr "x"\r\n\r\n#~ msgid "Gone"\r\n#~ msgstr "y"\r\n'
    ).encode()
    (entry,) = read(data).entries
    assert (entry.source, entry.target, entry.fuzzy) == ("Ring twice.\n", "x", True)


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ('msgid "a\nmsgstr "b"\n', 4, "quotation mark"),
        ('msgid "a"\nmsgstr "b"c"\n', 5, "quotation mark"),
        ('msgid "a"\nmsgstr "b\\"\n', 5, "quotation mark"),
        ('msgid "a"\nmsgstr "C:\\Users"\n', 5, "backslash"),
        ('msgid "a"\n', 4, "not whole"),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 5, "twice"),
        ('msgid "a"\nmsgctxt "b"\nmsgstr "c"\n', 5, "too late"),
        ('msgstr "c"\n', 4, "without its text"),
        ('"c"\n', 4, "without msgid"),
        ('msgid "a"\n# here\nmsgstr "c"\n', 5, "inside"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', 5, "plural"),
        ("<<<<<<< HEAD\n", 4, "no line of a PO file"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 8, "first in line 5"),
        ('msgid ""\nmsgstr "b"\n', 5, "twice"),
        ('msgctxt "x"\nmsgid ""\nmsgstr "b"\n', 6, "no text"),
    ],
)
def test_a_broken_file_is_refused_with_the_line_and_the_reason(body: str, line: int, word: str) -> None:
    with pytest.raises(BadPo) as bad:
        read((TOP + body).encode())
    assert any(fault.line == line and word in fault.why for fault in bad.value.faults), bad.value.faults


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"", 1, "header"),
        (b'msgid "a"\nmsgstr "b"\n', 1, "header"),
        (TOP.encode() + 'msgid "a"\nmsgstr "ñ"\n'.encode("latin-1"), 5, "UTF-8"),
        (TOP.encode("utf-16"), 1, "UTF-8"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n', 2, "UTF-8"),
    ],
)
def test_a_file_that_is_no_po_file_is_refused(data: bytes, line: int, word: str) -> None:
    with pytest.raises(BadPo) as bad:
        read(data)
    assert any(fault.line == line and word in fault.why for fault in bad.value.faults)


@given(st.binary(max_size=80) | st.text('msgidstrctxt "\\\n#,~', max_size=60).map(str.encode))
def test_whatever_is_in_a_file_it_is_read_or_refused(data: bytes) -> None:
    for file in (data, TOP.encode() + data):
        with suppress(BadPo):
            assert read(file).headers["language"] == "ar"
