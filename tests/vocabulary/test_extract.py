"""Translators are given every word of the vocabulary, and no word twice by accident."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import polib
import pytest

from app.vocabulary.extract import json_labels, kind_labels, spoken_labels
from app.vocabulary.reading import DATA
from tests.house import ROOT
from tests.vocabulary.texts import Text, texts


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """Return what `pybabel extract` finds in the data files, by the mapping of the project."""
    template = tmp_path_factory.mktemp("catalogue") / "words.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "--mapping-file"]
    command += ["pyproject.toml", "--add-comments", "Translators:", "--output-file", str(template)]
    # The folder is named as from the root: the mapping's patterns start there.
    subprocess.run([*command, "--input-dirs", "."], cwd=ROOT, check=True)
    return polib.pofile(str(template))


def _from_data(catalogue: polib.POFile) -> dict[Text, polib.POEntry]:
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in catalogue
        if any(file.startswith("app/vocabulary/data/") for file, _line in entry.occurrences)
    }


def test_a_translator_can_find_every_text(catalogue: polib.POFile) -> None:
    assert not texts() - _from_data(catalogue).keys()


def test_a_translator_cannot_be_given_a_text_that_no_page_shows(catalogue: polib.POFile) -> None:
    assert not _from_data(catalogue).keys() - texts()


def test_a_translator_can_see_where_a_text_stands(catalogue: polib.POFile) -> None:
    entry = _from_data(catalogue)["fact id_papers", "Yes"]
    assert "Do I need ID or papers?" in entry.comment
    file, line = entry.occurrences[0]
    assert '"Yes"' in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_a_context_covers_the_labels_beneath_and_nothing_beside() -> None:
    source = {
        "short": "Out",
        "a": {"context": "in", "comment": "Said of it", "label": "Its own", "items": [{"label": "Inside"}]},
        "b": [{"label": "Beside", "sentence": "A sentence.", "unknown": "Not a text", "verb": ""}],
    }
    found = list(json_labels(BytesIO(json.dumps(source, indent=1).encode()), (), (), {}))
    assert [(function, message, comments) for _line, function, message, comments in found] == [
        ("gettext", "Out", []),
        ("gettext", "Its own", []),
        ("pgettext", ("in", "Inside"), ["Said of it"]),
        ("gettext", "Beside", []),
        ("gettext", "A sentence.", []),
    ]
    assert found[0][0] == 2


@pytest.mark.parametrize(("method", "name"), [(kind_labels, "kinds.csv"), (spoken_labels, "spoken.csv")])
def test_a_label_can_be_found_on_the_line_it_is_said_to_be_on(method, name: str) -> None:  # type: ignore[no-untyped-def]
    path: Path = DATA / name
    lines = path.read_text(encoding="utf-8").splitlines()
    found = list(method(BytesIO(path.read_bytes()), (), (), {}))
    assert len(found) > 30
    for line, _function, message, _comments in found:
        assert (message if isinstance(message, str) else message[1]) in lines[line - 1]
