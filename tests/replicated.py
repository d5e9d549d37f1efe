"""A PostgreSQL with two streaming replicas that tests hold up, kill and bring back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database, open_database
from app.directory.actions import apply
from app.directory.changes import Change
from app.migrating import upgrade
from tests.factories import list_organisation, list_service
from tests.postgres import Server, primary, replica

OWNER, PHONE = "calm-harbour", "+1 212-555-0100"
_PATIENCE = 20.0
_GENERATION = "SELECT generation FROM edition"


@dataclass
class Cluster:
    """A primary with one organisation, and its replicas."""

    primary: Server
    replicas: tuple[Server, ...]
    database: Database
    dead: set[int] = field(default_factory=set)

    @property
    def replica_addresses(self) -> str:
        """What WAYMARK_READ_DATABASE_URL is."""
        return " ".join(one.address for one in self.replicas)

    def publish(self, code: str) -> None:
        """List a service that has a phone."""
        with Session(self.database.write) as session, session.begin():
            list_service(session, code)

    def change(self, change: Change) -> None:
        """Decide something about a listing."""
        with Session(self.database.write) as session, session.begin():
            apply(session, change, "robin", "imported")

    def lag(self, number: int) -> None:
        """Let a replica get changes but not show them."""
        if number not in self.dead:
            self._ask(self.replicas[number], "SELECT pg_wal_replay_pause()")

    def catch_up(self, number: int) -> None:
        """Let a replica show all that was published, and wait until it does."""
        if number in self.dead:
            self.bring_back(number)
        server, newest = self.replicas[number], self._ask(self.primary, _GENERATION)
        self._ask(server, "SELECT pg_wal_replay_resume()")
        end = time.monotonic() + _PATIENCE
        while self._ask(server, _GENERATION) != newest:
            assert time.monotonic() < end, "the replica does not catch up"
            time.sleep(0.02)

    def kill(self, number: int) -> None:
        """End a replica as a power cut would."""
        self.dead.add(number)
        self.replicas[number].kill()

    def bring_back(self, number: int) -> None:
        """Start a replica again."""
        if number in self.dead:
            self.dead.remove(number)
            self.replicas[number].start()

    def _ask(self, server: Server, question: str) -> object:
        engine = sa.create_engine(server.address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            return connection.exec_driver_sql(question).scalar()


@contextmanager
def replicated(replicas: int = 2) -> Iterator[Cluster]:
    """Start a primary and replicas of it."""
    with ExitStack() as stack:
        first = stack.enter_context(primary())
        database = open_database(first.address)
        stack.callback(database.dispose)
        upgrade(database.write)
        with Session(database.write) as session, session.begin():
            list_organisation(session, OWNER)
        copies = tuple(stack.enter_context(replica(first)) for _number in range(replicas))
        yield Cluster(first, copies, database)
