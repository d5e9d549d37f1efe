"""A text that has changed: the old translation of what could hurt leaves by no door, and the rest says so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.directory.changes import Save
from app.directory.content import CURRENT, Place, Prose, Way
from tests.factories import MEXICO_CITY, STRINGS_OK, service
from tests.sharing.conftest import Change, Read

_TEXTS = {
    "name": ("Harbour Clinic", "Clínica Puerto"),
    "what": ("Doctors and nurses.", "Equipo médico."),
    "who_for": ("For everyone.", "Zorrillo uno."),
    "get_in": ("Ring the bell.", "Zorrillo dos."),
    "fact_4": ("We never call them.", "Zorrillo tres."),
}
_NOTES = (("At the back.", "Zorrillo cuatro."), ("At night.", "Zorrillo cinco."))
_NEW = "Changed meaning."
# Every way out for what a listing says, for a reader of Spanish.
EXITS = [
    "s/river-lamp", "s/river-lamp.txt", "o/calm-harbour", "o/calm-harbour.txt", "find?place=g3530597",
    "find.txt?place=g3530597", "kit?s=river-lamp", "kit.txt?s=river-lamp", "kit/card?s=river-lamp",
    "kit/card?s=river-lamp&size=a7", "kit/card?s=river-lamp&size=a7&with=ar", "kit/sheet?s=river-lamp",
    "kit/sheet?s=river-lamp&with=en", "pocket?s=river-lamp", "pocket?place=g3530597",
    "danger?place=mx",
]  # fmt: skip


def _pair(field: str, source: str, translation: str) -> tuple[Prose, Prose]:
    return Prose(field, "en", source), Prose(field, "es", translation, CURRENT)


def _listing(stale: bool) -> Save:
    """Return a listing with every text in two languages; or with every source changed since."""

    def texts(field: str, source: str, translation: str) -> tuple[Prose, ...]:
        first, then = _pair(field, source, translation)
        return (
            (replace(first, body=f"{_NEW} {source}"), replace(then, made_from=1)) if stale else (first, then)
        )

    place = Place(town=MEXICO_CITY, country="mx", region="cmx", prose=texts("note", *_NOTES[0]))
    way = Way("phone", "+12125550100", hours_kind="always", prose=texts("note", *_NOTES[1]))
    prose = tuple(one for field, words in _TEXTS.items() for one in texts(field, *words))
    content = service("calm-harbour", places=(place,), ways=(way,), prose=prose, facts=STRINGS_OK)
    return Save("river-lamp", content)


@pytest.mark.parametrize("path", EXITS)
def test_a_reader_can_never_get_the_old_text_where_it_could_hurt(
    read: Read, change: Change, path: str
) -> None:
    change(_listing(stale=False))
    before = read(f"/es/{path}")
    change(_listing(stale=True))
    after = read(f"/es/{path}")
    assert "Zorrillo" not in after
    if "Zorrillo" in before:
        assert _NEW in after
        assert "Aún no está en Español." in after


def test_these_exits_show_texts_at_all(read: Read, change: Change) -> None:
    change(_listing(stale=False))
    shown = " ".join(read(f"/es/{path}") for path in EXITS)
    assert all(words in shown for words in ("uno", "dos", "tres", "cuatro", "cinco"))


def test_the_original_says_its_language_and_the_rest_that_it_may_be_old(read: Read, change: Change) -> None:
    change(_listing(stale=False), _listing(stale=True))
    page = read("/es/s/river-lamp")
    assert re.search(r'<p lang="en" dir="ltr">Changed meaning\. Ring the bell\.</p>', page)
    assert "Equipo médico." in page
    # The name above, and what they do: each says it once. Nothing dangerous does.
    assert page.count("Este texto puede estar desactualizado") == 2
    text = read("/es/s/river-lamp.txt")
    assert "Equipo médico. (Este texto puede estar desactualizado" in text


@pytest.mark.parametrize(
    "path",
    [
        "s/river-lamp.txt", "o/calm-harbour.txt", "find.txt?place=g3530597", "kit?s=river-lamp",
        "kit.txt?s=river-lamp", "kit/card?s=river-lamp", "kit/sheet?s=river-lamp", "pocket?s=river-lamp",
    ],
)  # fmt: skip
def test_a_name_that_may_be_old_says_so_wherever_a_listing_goes(
    read: Read, change: Change, path: str
) -> None:
    marked = re.compile(r"Clínica Puerto\W*(?:</?[^>]+>\s*|\()+Este texto puede estar desactualizado")
    change(_listing(stale=False))
    assert not marked.search(read(f"/es/{path}"))
    change(_listing(stale=True))
    assert marked.search(read(f"/es/{path}"))


@pytest.mark.parametrize(
    "path", ["s/river-lamp.txt", "kit.txt?s=river-lamp", "kit/sheet?s=river-lamp", "pocket?s=river-lamp"]
)
def test_a_note_to_an_answer_can_be_read_behind_it_wherever_all_is_told(
    read: Read, change: Change, path: str
) -> None:
    change(_listing(stale=False))
    told = read(f"/es/{path}")
    assert 0 < told.index("olicía") < told.index("Zorrillo tres.")
    change(_listing(stale=True))
    assert "Changed meaning. We never call them." in read(f"/es/{path}")
