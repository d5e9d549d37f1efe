"""Tell which format a file, folder or zip is in, by what is inside and not by its name, and read it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.exchange import hsds_json, hsds_tabular, icarol, plain_list, template, wellsky
from app.exchange.hsds_joins import ORGANISATIONS, SERVICES
from app.exchange.reading import Package, header, open_package
from app.exchange.records import BadFile, Source


def read_source(package: Package) -> tuple[str, Source]:
    """Return the name of the format and the records. Raise BadFile if it is none that we know."""
    if wellsky.SERVICES in package.files:
        return "WellSky", wellsky.read(package)
    if package.has(*SERVICES) and len(package.files) > 1:
        return "HSDS tables", hsds_tabular.read(package)
    tables = _tables(package)
    for name in tables:
        if (found := _table(package, name)) is not None:
            return found
        package.ignore(name)
    names = package.files.keys() - set(tables) - {"datapackage.json"}
    if (found := _all_json(package, sorted(names, key=_services_first))) is not None:
        return found
    if tables:
        raise BadFile(f"{package.label} has no services.csv, and its columns are not those of our template.")
    raise BadFile(f"{package.label} holds no services or organisations that we can read.")


def _services_first(name: str) -> tuple[bool, bool, str]:
    """Order files so that the fullest account of a service comes before shorter ones."""
    own = name.startswith("service") and "location" not in name
    return (not own, "full" not in name, name)


def _table(package: Package, name: str) -> tuple[str, Source] | None:
    columns = header(package, name)
    if icarol.MARK in columns and "taxonomylevelname" in columns:
        return "iCarol", icarol.read(package, name)
    if template.is_template(columns):
        return "Waymark template", template.read(package, name)
    return ("HSDS tables", hsds_tabular.read(package)) if name in SERVICES else None


def _tables(package: Package) -> list[str]:
    """Return what may be a table: by its name, or any file that comes alone and does not begin as JSON does."""
    named = [name for name in package.files if name.endswith((".csv", ".tsv", ".txt"))]
    if named or len(package.files) != 1:
        return named
    only = next(iter(package.files))
    with closing(package.open(only)) as file:
        start = file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
    return [] if only.endswith(".json") or start[:1] in {b"{", b"["} else [only]


def _all_json(package: Package, names: Sequence[str]) -> tuple[str, Source] | None:
    """Read every file of JSON that holds services or organisations; what is damaged beside others is noted."""
    found: list[tuple[str, Source]] = []
    damaged: list[str] = []
    for name in names:
        try:
            read = _json(package, name)
        except BadFile as error:
            if len(names) == 1:
                raise
            damaged.append(f"Not read: {error}")
            continue
        if read is None:
            package.ignore(name)
        else:
            found.append(read)
    if not found and damaged:
        raise BadFile(" ".join(damaged))
    return (found[0][0], _together([source for _, source in found], damaged)) if found else None


def _together(sources: Sequence[Source], notes: Sequence[str]) -> Source:
    return Source(
        [each for source in sources for each in source.organisations],
        [each for source in sources for each in source.services],
        (*(note for source in sources for note in source.notes), *notes),
    )


def _json(package: Package, name: str) -> tuple[str, Source] | None:
    if not name.endswith(".json") and len(package.files) > 1:
        return None
    data = hsds_json.load(package, name)
    if hsds_json.is_hsds(data):
        return "HSDS JSON", hsds_json.read(package, name, data)
    if plain_list.is_plain_list(data):
        return "JSON list", plain_list.read(name, data)
    return None


def open_source(path: Path) -> Package:
    """Open a file, folder or zip; a table of HSDS or WellSky stands for the folder it lies in."""
    package = open_package(path)
    parts = {*SERVICES, *ORGANISATIONS, wellsky.SERVICES}
    return open_package(path.resolve().parent) if path.is_file() and path.name.lower() in parts else package
