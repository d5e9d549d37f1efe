"""Open what an operator gives us (file, folder or zip) and read its tables, whatever their encoding."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from app.exchange.records import BadFile

LARGEST = 200 * 1024 * 1024
MOST_FILES = 2000
LARGEST_CELL = 2_000_000
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
# Says what is in the other files, and is often wrong.
_DESCRIBES = frozenset({"datapackage.json"})
_READABLE = frozenset({".csv", ".tsv", ".txt", ".json"})


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a table: the line it starts on and the cells that say anything, by lower-case column name."""

    number: int
    cells: dict[str, str]
    # Cells that stand beyond the last named column.
    surplus: bool = False

    def get(self, *columns: str) -> str:
        """Return the first of these columns that says anything, else ''."""
        for name in columns:
            if value := self.cells.get(name, ""):
                return value
        return ""


@dataclass(slots=True)
class Package:
    """The files of one source by lower-case base name."""

    label: str
    files: dict[str, Path | str] = field(default_factory=dict)
    archive: zipfile.ZipFile | None = None
    # Files that lie deeper under the same name as another one, and so are never read.
    shadowed: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    def open(self, name: str) -> IO[bytes]:
        """Open one file as bytes."""
        entry = self.files[name]
        self.opened.add(name)
        if self.archive is not None:
            return self.archive.open(str(entry))
        return Path(entry).open("rb")

    def has(self, *names: str) -> str:
        """Return the first of these names that is here, else ''."""
        return next((name for name in names if name in self.files), "")

    def unread(self) -> list[str]:
        """Return the names of the files that nobody opened or that `ignore` put aside."""
        return sorted([*(self.files.keys() - self.opened - _DESCRIBES), *self.shadowed])

    def ignore(self, name: str) -> None:
        """Count a file that was only looked into as not read."""
        self.opened.discard(name)

    def close(self) -> None:
        """Close the zip, if it is one."""
        if self.archive is not None:
            self.archive.close()


def open_package(path: Path) -> Package:
    """Open a file, folder or zip. Raise BadFile if it is none of these, empty or too large."""
    if path.is_dir():
        return _folder(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise BadFile(f"{path.name} cannot be opened: {error.strerror}.") from error
    if not size:
        raise BadFile(f"{path.name} is empty.")
    if size > LARGEST:
        raise BadFile(f"{path.name} is larger than {LARGEST >> 20} MB.")
    if start == b"PK\x03\x04" or path.suffix.lower() == ".zip":
        return _zip(path)
    return Package(path.name, {path.name.lower(): path})


def _folder(path: Path) -> Package:
    inside = [*path.iterdir(), *(path / "data").glob("*")]
    found = [p for p in sorted(inside) if p.is_file() and p.suffix.lower() in _READABLE]
    if not found:
        raise BadFile(f"The folder {path.name} holds no tables.")
    if sum(p.stat().st_size for p in found) > LARGEST:
        raise BadFile(f"The folder {path.name} holds more than {LARGEST >> 20} MB.")
    found.sort(key=lambda p: len(p.parts))
    return _packed(path.name, [(p.name, p) for p in found])


def _packed(
    label: str, found: Sequence[tuple[str, Path | str]], archive: zipfile.ZipFile | None = None
) -> Package:
    """Put files under their names; of two with one name, the first counts."""
    package = Package(label, archive=archive)
    for name, entry in found:
        if package.files.setdefault(name.lower(), entry) is not entry:
            package.shadowed.append(str(entry) if archive else f"data/{name}")
    return package


def _zip(path: Path) -> Package:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadFile(f"{path.name} is not a zip file that can be read.") from error
    entries = [e for e in archive.infolist() if not e.is_dir() and _is_tame(e.filename)]
    try:
        if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > LARGEST:
            raise BadFile(f"{path.name} unpacks to more than {LARGEST >> 20} MB or {MOST_FILES} files.")
        if any(e.flag_bits & 1 for e in entries):
            raise BadFile(f"{path.name} is locked with a password.")
    except BadFile:
        archive.close()
        raise
    entries.sort(key=lambda e: e.filename.count("/"))
    return _packed(path.name, [(PurePosixPath(e.filename).name, e.filename) for e in entries], archive)


def _is_tame(name: str) -> bool:
    """Say whether a name in a zip stays inside it; nothing is ever unpacked to disk all the same."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not (name.startswith("/") or ".." in parts or "__MACOSX" in parts or parts[-1].startswith("._"))


def encoding_of(package: Package, name: str) -> str:
    """Find the encoding of a text file by reading it once. Raise BadFile for what is not text."""
    with _reading(name), closing(package.open(name)) as file:
        start = file.read(4096)
        for bom, encoding in _BOMS:
            if start.startswith(bom):
                return encoding
        if (guess := _utf16_without_mark(start)) is not None:
            return guess
        decoder, encoding = codecs.getincrementaldecoder("utf-8")(), "utf-8"
        chunk, line = start, 1
        while chunk:
            if b"\0" in chunk:
                line += chunk[: chunk.index(b"\0")].count(b"\n")
                raise BadFile(f"{name}, line {line}: there is a NUL byte, so this is not a text file.")
            line += chunk.count(b"\n")
            if encoding == "utf-8":
                encoding = _still_utf8(decoder, chunk)
            chunk = file.read(_CHUNK)
        return encoding if encoding != "utf-8" else _still_utf8(decoder, b"", final=True)


def _still_utf8(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> str:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _utf16_without_mark(start: bytes) -> str | None:
    """Guess UTF-16 from zeros in every other byte, as spreadsheets without a byte order mark write it."""
    even, odd = start[0:400:2], start[1:400:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > len(odd) * 0.6 and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > len(even) * 0.6 and odd.count(0) == 0:
        return "utf-16-be"
    return None


def read_text(package: Package, name: str) -> str:
    """Read a whole text file. Raise BadFile for what is not text."""
    encoding = encoding_of(package, name)
    with _reading(name), closing(package.open(name)) as file:
        return file.read().decode(encoding, errors="replace" if encoding == "cp1252" else "strict")


class _reading:
    """Turn what goes wrong while a file is read into BadFile."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, UnicodeError):
            raise BadFile(f"{self._name} is not text in a known encoding.") from error
        if isinstance(error, zipfile.BadZipFile | EOFError | OSError | NotImplementedError):
            raise BadFile(f"{self._name} is damaged.") from error


def header(package: Package, name: str) -> tuple[str, ...]:
    """Return the column names of a table, lower case; unnamed ones as `column 19`."""
    with closing(_lines(package, name)) as lines:
        return next(lines)[1]


def table(package: Package, name: str) -> Iterator[Line]:
    """Read a table line by line. Raise BadFile with the line where it cannot be read on."""
    lines = _lines(package, name)
    _, columns = next(lines)
    for number, cells in lines:
        if not any(cells):
            continue
        # Most cells of our own table are empty: without them a large file takes a tenth of the memory.
        pairs = zip(columns, cells, strict=False)
        named = {column: value for column, cell in pairs if (value := cell.strip())}
        yield Line(number, named, any(cells[len(columns) :]))


def _lines(package: Package, name: str) -> Generator[tuple[int, tuple[str, ...]], None, None]:
    """Give the header (at its line), then every record with the line it starts on."""
    csv.field_size_limit(LARGEST_CELL)
    encoding = encoding_of(package, name)
    errors = "replace" if encoding == "cp1252" else "strict"
    with _reading(name), closing(package.open(name)) as raw:
        text = io.TextIOWrapper(raw, encoding, errors=errors, newline="")
        reader = csv.reader(text, delimiter=_delimiter(text))
        try:
            yield 1, _columns(next(reader, []), name)
            line = reader.line_num
            for cells in reader:
                yield line + 1, tuple(cells)
                line = reader.line_num
        except csv.Error as error:
            raise BadFile(f"{name}, line {reader.line_num}: {error}.") from error


def _delimiter(text: io.TextIOWrapper) -> str:
    first = text.readline(100_000)
    text.seek(0)
    return max(_DELIMITERS, key=first.count)


def _columns(cells: list[str], name: str) -> tuple[str, ...]:
    if not any(cell.strip() for cell in cells):
        raise BadFile(f"{name} is empty.")
    seen: dict[str, int] = {}
    columns = []
    for position, cell in enumerate(cells, start=1):
        column = " ".join(cell.split()).lower() or f"column {position}"
        seen[column] = seen.get(column, 0) + 1
        columns.append(column if seen[column] == 1 else f"{column} ({seen[column]})")
    return tuple(columns)
