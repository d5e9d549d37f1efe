"""PO files, as gettext and its tools write them: read strictly, each fault with its line; written alike always. Pure.

A reader that cuts what is not closed, or keeps one of two entries that are the same, would lose somebody's work
without a word. So this one knows no repair: a file is as it should be, or it says where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_KEYWORD = re.compile(r'(msgctxt|msgid|msgstr)[ \t]*(?=")')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_WRITTEN = {meant: f"\\{sign}" for sign, meant in _MEANT.items()}
_SPACE = " \t\r\f\v"
_UTF8 = "utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text and its translation. `line` is where the translation begins; `notes` are for whoever translates."""

    context: str
    source: str
    target: str = ""
    fuzzy: bool = False
    notes: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and in which line (from 1)."""

    line: int
    why: str


class BadPo(ValueError):
    """A file that cannot be taken as it is; `faults` say every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(f"{len(self.faults)} faults")


@dataclass(frozen=True, slots=True)
class Po:
    """One file: the headers of its first entry, by name in small letters, and the other entries in their order."""

    headers: Mapping[str, str]
    entries: tuple[Entry, ...]


def read(data: bytes) -> Po:
    """Read a whole file. Raise BadPo with every fault in it."""
    reader = _Reader()
    for number, line in enumerate(_decoded(data).split("\n"), start=1):
        reader.take(number, line.strip(_SPACE))
    reader.finish()
    headers = reader.headers()
    if reader.faults:
        raise BadPo(reader.faults)
    return Po(headers, tuple(reader.entries[1:]))


def _decoded(data: bytes) -> str:
    try:
        return data.decode(_UTF8).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadPo([Fault(line, "This is not UTF-8. Save the file as UTF-8.")]) from None


@dataclass(slots=True)
class _Reader:
    """What was read so far of a file, and of the entry in hand."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fuzzy: bool = False
    last: str = ""
    line: int = 0

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if not line:
            if "msgstr" in self.parts:
                self.finish()
        elif line.startswith("#"):
            self._comment(number, line)
        elif line.startswith('"'):
            self._more(number, line)
        elif found := _KEYWORD.match(line):
            self._begin(number, found[1], line[found.end() :])
        elif line.startswith(("msgid_plural", "msgstr[")):
            self._wrong(number, "Our texts have no plural forms.")
        else:
            self._wrong(number, "This is no line of a PO file. Is a quotation mark missing?")

    def _wrong(self, number: int, why: str) -> None:
        self.faults.append(Fault(number, why))

    def _comment(self, number: int, line: str) -> None:
        if "msgstr" in self.parts:
            self.finish()
        elif self.parts:
            self._wrong(number, "A comment stands inside an entry.")
        if line.startswith("#,"):
            self.fuzzy |= "fuzzy" in re.split(r"[,\s]+", line)
        elif line.startswith("#."):
            self.notes.append(line[2:].strip())

    def _begin(self, number: int, keyword: str, rest: str) -> None:
        if keyword != "msgstr" and "msgstr" in self.parts:
            self.finish()
        if keyword in self.parts or (keyword == "msgctxt" and self.parts):
            self._wrong(number, f"The line {keyword} stands here twice, or too late.")
        if keyword == "msgstr" and "msgid" not in self.parts:
            self._wrong(number, "A translation stands here without its text (msgid).")
        self.parts[keyword], self.last = [], keyword
        self.line = number
        self._more(number, rest)

    def _more(self, number: int, line: str) -> None:
        if not self.last:
            self._wrong(number, "A text stands here without msgid or msgstr before it.")
            return
        found = _STRING.fullmatch(line)
        if found is None:
            self._wrong(number, "A quotation mark is missing, or one inside the text has no \\ before it.")
            return
        for sign in _ESCAPE.findall(found[1]):
            if sign not in _MEANT:
                self._wrong(number, f"We do not know the sign \\{sign}. Write \\\\ for a backslash.")
        self.parts[self.last].append(_ESCAPE.sub(lambda sign: _MEANT.get(sign[1], sign[1]), found[1]))

    def finish(self) -> None:
        """Take the entry in hand as done."""
        if self.parts:
            self._keep({keyword: "".join(words) for keyword, words in self.parts.items()})
        self.parts, self.notes, self.fuzzy, self.last = {}, [], False, ""

    def _keep(self, said: dict[str, str]) -> None:
        if "msgid" not in said or "msgstr" not in said:
            self._wrong(self.line, "This entry is not whole: msgid or msgstr is missing.")
            return
        key = (said.get("msgctxt", ""), said["msgid"])
        first = self.seen.setdefault(key, self.line)
        if first != self.line:
            self._wrong(self.line, f"This entry stands twice, first in line {first}.")
        elif not key[1] and self.entries:
            self._wrong(self.line, "This entry has no text (msgid).")
        self.entries.append(Entry(*key, said["msgstr"], self.fuzzy, tuple(self.notes), self.line))

    def headers(self) -> dict[str, str]:
        """Return what the first entry says of the file."""
        first = self.entries[0] if self.entries else Entry("", "-")
        if first.source or first.context:
            self._wrong(1, 'The first entry must be the header: an empty msgid, then "Language: …".')
            return {}
        pairs = (line.partition(":") for line in first.target.split("\n") if ":" in line)
        found = {name.strip().lower(): value.strip() for name, _, value in pairs}
        kind = found.get("content-type", "").lower()
        if "charset=" in kind and not kind.endswith(("utf-8", "utf8")):
            self._wrong(first.line, "The file says it is not UTF-8. Save it as UTF-8.")
        return found


def written(headers: Mapping[str, str], about: Iterable[str], entries: Iterable[Entry]) -> bytes:
    """Return a file with these headers and entries, `about` as comments at its top: the same bytes each time."""
    first = Entry("", "", "".join(f"{name}: {value}\n" for name, value in headers.items()))
    blocks = ["".join(f"# {line}\n" for line in about) + _block(first), *map(_block, entries)]
    return "\n".join(blocks).encode(_UTF8)


def _block(entry: Entry) -> str:
    return "".join(f"{line}\n" for line in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    for note in entry.notes:
        yield f"#. {' '.join(note.split())}"
    if entry.fuzzy:
        yield "#, fuzzy"
    if entry.context:
        yield f"msgctxt {_quoted(entry.context)}"
    yield f"msgid {_quoted(entry.source)}"
    yield f"msgstr {_quoted(entry.target)}"


def _quoted(text: str) -> str:
    """Return a text in quotation marks; one of several lines has a line of the file for each."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    if len(lines) < 2:
        return _escaped(text)
    return "\n".join(['""', *map(_escaped, lines)])


def _escaped(text: str) -> str:
    return '"' + "".join(_WRITTEN.get(sign, sign) for sign in text) + '"'
