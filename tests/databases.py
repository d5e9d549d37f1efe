"""Databases for tests: migrated (and filled) once per process, then copied for each test.

Each kind of content is made once in a template. SQLite templates are files that are copied; PostgreSQL
templates are databases that `CREATE DATABASE … TEMPLATE` copies.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from tests.postgres import cluster

Fill = Callable[[str], None]


class Databases:
    """Makes fresh databases on either engine; `close` drops everything."""

    def __init__(self, folder: Path, contents: Mapping[str, Fill]) -> None:
        self._folder = folder
        self._contents = contents
        self._templates: set[tuple[str, str]] = set()
        self._made = 0
        self._stack = ExitStack()
        self._server: sa.Engine | None = None

    def fresh(self, engine: str, content: str = "migrated") -> str:
        """Return the address of a new database on `engine` that holds `content`."""
        self._made += 1
        if engine == "sqlite":
            template = self._folder / f"{content}.sqlite3"
            self._prepare(engine, content, f"sqlite:///{template}")
            copy = self._folder / f"copy{self._made}.sqlite3"
            shutil.copyfile(template, copy)
            return f"sqlite:///{copy}"
        self._prepare(engine, content, self._address(content))
        self._on_server(f'CREATE DATABASE "copy{self._made}" TEMPLATE "{content}"')
        return self._address(f"copy{self._made}")

    def drop(self, address: str) -> None:
        """Remove a database that `fresh` made."""
        url = sa.make_url(address)
        if url.get_backend_name() == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{url.database}{suffix}").unlink(missing_ok=True)
        else:
            self._on_server(f'DROP DATABASE "{url.database}" WITH (FORCE)')

    def close(self) -> None:
        """Stop the server, if one was started."""
        self._stack.close()

    def _prepare(self, engine: str, content: str, address: str) -> None:
        if (engine, content) in self._templates:
            return
        if engine == "postgresql":
            self._on_server(f'DROP DATABASE IF EXISTS "{content}"')
            self._on_server(f'CREATE DATABASE "{content}"')
        self._contents[content](address)
        self._templates.add((engine, content))

    def _start(self) -> sa.Engine:
        if self._server is None:
            address = self._stack.enter_context(cluster())
            self._server = sa.create_engine(address, isolation_level="AUTOCOMMIT")
            self._stack.callback(self._server.dispose)
        return self._server

    def _address(self, name: str) -> str:
        return self._start().url.set(database=name).render_as_string(hide_password=False)

    def _on_server(self, statement: str) -> None:
        with self._start().connect() as connection:
            connection.exec_driver_sql(statement)
