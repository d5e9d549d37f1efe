"""Every revision goes up, holds data, comes down and goes up again; models and migrations agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app.db import Database, alembic_config, open_database, upgrade
from app.directory.models import Edition, Service
from app.moderation.actions import add
from app.moderation.models import Moderator
from app.moderation.queries import by_handle
from app.moderation.sittings import give_codes, sign_in
from tests.factories import list_organisation, list_service


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    yield found
    found.dispose()


def test_models_and_migrations_agree(database: Database) -> None:
    command.check(alembic_config(database.write))


def test_every_revision_has_a_data_test(database: Database) -> None:
    revisions = {
        script.revision
        for script in ScriptDirectory.from_config(alembic_config(database.write)).walk_revisions()
    }
    assert revisions == {"2026_11_22_directory", "2026_11_22_desk"}


def test_2026_11_22_directory_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Service.code)).all() == ["river-lamp"]
    command.downgrade(alembic_config(database.write), "base")
    assert set(sa.inspect(database.write).get_table_names()) == {"alembic_version"}
    upgrade(database.write)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Edition.generation)).one() == 0
        assert session.scalars(sa.select(Service)).all() == []


def test_2026_11_22_desk_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        add(session, "robin", None, 1, date(2026, 11, 22))
        who = by_handle(session, "robin")
        give_codes(session, who)
        sign_in(session, who.id, "", 1)
    command.downgrade(alembic_config(database.write), "2026_11_22_directory")
    assert "moderator" not in sa.inspect(database.write).get_table_names()
    upgrade(database.write)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Moderator)).all() == []
        assert session.scalars(sa.select(Edition.generation)).one() > 0
