"""Extraction methods for Babel: every label of the data files reaches the translators.

Named in pyproject.toml as `app.vocabulary.extract:json_labels`, `:kind_labels` and `:spoken_labels`. In a
JSON file a `context` and a `comment` cover the labels in everything beneath the object that names them.
`:notes` gives the sentences of the whole site the notes of translations/notes.toml.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

Found = tuple[int, str, str | tuple[str, str], list[str]]
_IN_CONTEXT = ("label", "short", "brief", "verb", "privacy")
_ALONE = ("question", "hint", "sentence")
_WISH = "wish"


def _message(line: int, text: str, context: str | None, comments: list[str]) -> Found:
    if context is None:
        return line, "gettext", text, comments
    return line, "pgettext", (context, text), comments


def _line_of(text: str, source: str) -> int:
    """Return the line where a text first stands in quotes, which TOML writes as JSON does."""
    return source.count("\n", 0, source.index(json.dumps(text, ensure_ascii=False))) + 1


def _own(node: dict[str, Any], context: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the texts of one object, each with its context."""
    for key, text in node.items():
        if not isinstance(text, str) or not text:
            continue
        if key in _IN_CONTEXT:
            yield text, context
        elif key in _ALONE or key == _WISH:
            yield text, _WISH if key == _WISH else None


def _walk(node: Any, context: str | None, comments: list[str]) -> Iterator[tuple[str, str | None, list[str]]]:
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, context, comments)
    if isinstance(node, dict):
        for text, its_context in _own(node, context):
            yield text, its_context, comments
        beneath = [node["comment"]] if "comment" in node else comments
        if "question" in node:
            beneath = [f"Answer to: {node['question']}"]
        for child in node.values():
            yield from _walk(child, node.get("context", context), beneath)


def json_labels(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Yield every text of a JSON file of the vocabulary."""
    source = fileobj.read().decode("utf-8")
    for text, context, comments in _walk(json.loads(source), None, []):
        yield _message(_line_of(text, source), text, context, comments)


def _rows(fileobj: BinaryIO) -> Iterator[tuple[int, dict[str, str]]]:
    return enumerate(csv.DictReader(io.StringIO(fileobj.read().decode("utf-8"))), start=2)


def kind_labels(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Yield the label of every kind of service."""
    for line, row in _rows(fileobj):
        yield _message(line, row["label"], None, [f"A kind of service, under: {row['need']}"])


def spoken_labels(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Yield the names of the spoken languages that CLDR does not name well."""
    for line, row in _rows(fileobj):
        if row["catalogue"] == "yes":
            yield _message(line, row["label"], "language", ["Name of a spoken or signed language"])


def notes(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[Found]:
    """Yield every sentence that has a note for translators; Babel joins it with the sentence in the code."""
    source = fileobj.read().decode("utf-8")
    for text, note in tomllib.loads(source).items():
        yield _message(_line_of(text, source), text, None, [note])
