"""Every byte that a database holds on disk, to search it for what should be gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa


def files(engine: sa.Engine) -> Iterator[Path]:
    """Yield every file that holds the rows of this database."""
    if engine.dialect.name == "sqlite":
        yield from (Path(f"{engine.url.database}{suffix}") for suffix in ("", "-wal", "-shm", "-journal"))
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("CHECKPOINT"))
        folder = Path(str(connection.scalar(sa.text("SHOW data_directory"))))
        number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    yield from (folder / "base" / str(number)).iterdir()


def left(engine: sa.Engine, texts: set[str]) -> set[str]:
    """Return which of these texts are still in the bytes."""
    held = b"".join(path.read_bytes() for path in files(engine) if path.exists())
    return {text for text in texts if text.encode() in held}
