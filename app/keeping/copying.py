"""Copies of a whole database, taken while the site runs and brought back into an empty place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.keeping.sums import Sums, must_be_same, sums_of
from app.privacy.keys import sync_folder

_SIDE_FILES = ("", "-wal", "-shm", "-journal")


class CannotCopy(RuntimeError):
    """A backup or a restore that cannot be made; the message says why."""


def new_file(path: Path) -> int:
    """Make a file that only its owner may read, and return its descriptor. Raise CannotCopy if it exists."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotCopy(f"{path} is there already and is not overwritten.") from None
    except OSError as error:
        raise CannotCopy(f"{path} cannot be written: {error.strerror}.") from error


def copy_out(engine: sa.Engine, path: Path) -> Sums:
    """Write the database as it is at this moment to a new file and return its sums; leave no half a file."""
    descriptor = new_file(path)
    try:
        if engine.dialect.name == "sqlite":
            os.close(descriptor)
            return _copy_sqlite(Path(str(engine.url.database)), path)
        with open(descriptor, "wb") as file:
            return _dump_postgresql(engine, file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def holds_something(path: Path) -> bool:
    """Say whether there is a file with anything in it: opening a site leaves an empty one."""
    return path.exists() and path.stat().st_size > 0


@contextmanager
def reading(path: Path) -> Iterator[sa.Connection]:
    """Read one file of SQLite, in one snapshot, by the driver's own types."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)

    with sa.create_engine("sqlite://", creator=connect, poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
        yield connection


def _copy_sqlite(source: Path, path: Path) -> Sums:
    """Copy a file of SQLite over an empty one and hold the copy against it, row by row."""
    if not holds_something(source):
        raise CannotCopy(f"There is no database at {source}.")
    try:
        with reading(source) as connection:
            with closing(sqlite3.connect(path, isolation_level=None)) as copy:
                held = connection.connection.driver_connection
                if isinstance(held, sqlite3.Connection):
                    held.backup(copy)
                # One file without side files, so that it can be read from anywhere.
                copy.execute("PRAGMA journal_mode=DELETE")
            sums = sums_of(connection)
        with reading(path) as connection:
            must_be_same(sums, sums_of(connection))
    except (sqlite3.DatabaseError, sa.exc.DatabaseError) as error:
        raise CannotCopy(f"{source} is not a whole database of SQLite.") from error
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return sums


def _dump_postgresql(engine: sa.Engine, descriptor: int) -> Sums:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        # The dump and the sums see the same moment.
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run("pg_dump", engine.url, options, descriptor)
        os.fsync(descriptor)
        return sums_of(connection)


def _run(program: str, url: sa.URL, options: list[str], output: int = subprocess.DEVNULL) -> None:
    """Run a program of PostgreSQL on this database; the password goes where other accounts cannot see it."""
    path = shutil.which(program)
    if path is None:
        raise CannotCopy(f"{program} is not installed; it comes with the client of PostgreSQL.")
    address = sa.URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string()
    done = subprocess.run(  # noqa: S603 - a fixed program, and no argument from outside
        [path, *options, f"--dbname={address}"],
        stdout=output,
        stderr=subprocess.PIPE,
        env={**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})},
        check=False,
        text=True,
    )
    if done.returncode:
        raise CannotCopy(f"{program} failed: {done.stderr.strip()}")


@contextmanager
def brought_back(url: sa.URL, path: Path, wanted: Sums) -> Iterator[tuple[str, Sums]]:
    """Bring a backup back and yield its address and sums; what runs inside happens before the site can see it.

    Raise CannotCopy unless the place is empty, NotTheSame unless the rows are those of `wanted`.
    """
    inside = _into_sqlite if url.get_backend_name() == "sqlite" else _into_postgresql
    with inside(url, path) as (address, sums):
        must_be_same(wanted, sums)
        yield address, sums


@contextmanager
def _into_sqlite(url: sa.URL, path: Path) -> Iterator[tuple[str, Sums]]:
    target = Path(str(url.database))
    if any(holds_something(Path(f"{target}{suffix}")) for suffix in _SIDE_FILES):
        raise CannotCopy(f"{target} is there already. A backup comes back into an empty place only.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.restoring")
    os.close(new_file(draft))
    try:
        sums = _copy_sqlite(path, draft)
        yield url.set(database=str(draft)).render_as_string(hide_password=False), sums
        _take_name(draft, target)
    except BaseException:
        for suffix in _SIDE_FILES:
            Path(f"{draft}{suffix}").unlink(missing_ok=True)
        raise


def _take_name(draft: Path, target: Path) -> None:
    """Give a finished file its name. Raise CannotCopy if a database came to be there in the meantime."""
    aside = target.with_name(f"{target.name}.empty")
    with suppress(FileNotFoundError):
        # Opening a site leaves an empty file. Looked at again where nobody finds it any more.
        target.rename(aside)
    try:
        if holds_something(aside):
            os.link(aside, target)
            aside.unlink()
        # Unlike a rename this fails when something is there.
        os.link(draft, target)
    except FileExistsError:
        raise CannotCopy(f"A database came to be at {target}. It is not overwritten.") from None
    finally:
        if not holds_something(aside):
            aside.unlink(missing_ok=True)
    draft.unlink()
    sync_folder(target.parent)


@contextmanager
def _into_postgresql(url: sa.URL, path: Path) -> Iterator[tuple[str, Sums]]:
    """The reading role may read nothing of it yet: that is granted last, by the caller."""
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise CannotCopy("The database holds tables. A backup comes back into an empty place only.")
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _run("pg_restore", url, [*options, str(path)])
    try:
        with engine.connect() as connection:
            sums = sums_of(connection)
        yield url.render_as_string(hide_password=False), sums
    except BaseException as error:
        # What was listed in the backup may not stay where a later `db upgrade` would show it.
        _drop_tables(engine)
        if not isinstance(error, Exception):
            raise
        said = str(error) or type(error).__name__
        raise CannotCopy(f"{said} Drop this database and start again.") from error


def _drop_tables(engine: sa.Engine) -> None:
    """Remove what was restored, as far as that can be done; the message asks for the whole database anyway."""
    with suppress(sa.exc.SQLAlchemyError), engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        quote_name = connection.dialect.identifier_preparer.quote
        names = ", ".join(quote_name(name) for name in sa.inspect(connection).get_table_names())
        if names:
            connection.execute(sa.text(f"DROP TABLE {names} CASCADE"))
