"""Every revision goes up, holds data, comes down and goes up again; models and migrations agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app import create_app
from app.db import Database, open_database
from app.directory import queries
from app.directory.actions import apply
from app.directory.asked import Asked
from app.directory.changes import Save, SetDoubt
from app.directory.content import Caution
from app.directory.deciding import note, verify
from app.directory.indexing import fill_if_behind, rebuild
from app.directory.models import CautionRow, Decision, Edition, Service, Version
from app.directory.rules import Action
from app.migrating import alembic_config, upgrade
from app.moderation.actions import add
from app.moderation.models import Moderator
from app.moderation.queries import by_handle
from app.moderation.sittings import give_codes, sign_in
from app.pages.models import PageTag
from app.search.models import SearchEntry, Spelling
from app.submissions.models import Refusal, Report
from config import Settings
from tests.factories import list_organisation, list_service, service


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
    assert revisions == {
        "2026_11_22_directory",
        "2026_11_22_desk",
        "2026_11_22_warnings",
        "2026_11_22_submissions",
        "2026_11_22_search",
        "2026_11_22_pages",
        "2026_11_22_lists",
        "2026_11_22_weights",
        "2026_11_23_together",
        "2026_11_22_best",
    }


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


def test_2026_11_22_warnings_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        code = list_service(session, warnings=(Caution("guard", "2026-05"),))
        apply(session, Save(code, service("calm-harbour", "New name")), "robin", "facts_changed")
        head = verify(session).head
    # Decisions and the versions that name them outlive the change of their tables.
    command.downgrade(alembic_config(database.write), "2026_11_22_desk")
    assert "caution" not in sa.inspect(database.write).get_table_names()
    with database.write.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM decision")) == 3
        assert connection.scalar(sa.text("SELECT decision FROM version")) == 3
    upgrade(database.write)
    with Session(database.write) as session, session.begin():
        assert (verify(session).head, verify(session).broken_at) == (head, None)
        assert session.scalars(sa.select(Version.code)).all() == [code]
        assert session.scalars(sa.select(CautionRow)).all() == []
        assert session.scalars(sa.select(Service.doubted_on)).all() == [None]
        assert apply(session, SetDoubt(code, True), "robin", "closed").sequence == 4


def test_2026_11_22_warnings_comes_down_over_the_new_kinds_of_decision(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        code = list_organisation(session)
        apply(session, SetDoubt(list_service(session), True), "robin", "closed")
        note(session, Action.RENEW, code, "robin", "new_code", date(2026, 11, 22))
        note(session, Action.DECLINE, "", "robin", "not_checked", date(2026, 11, 22))
    command.downgrade(alembic_config(database.write), "2026_11_22_desk")
    upgrade(database.write)
    with Session(database.write) as session:
        newest = sa.select(Decision.action).order_by(Decision.sequence.desc()).limit(3)
        assert session.scalars(newest).all() == ["status"] * 3
        assert verify(session).broken_at == 3


def test_a_decision_can_be_nothing_but_a_known_action(database: Database) -> None:
    with Session(database.write) as session:
        list_organisation(session)
        with pytest.raises(sa.exc.IntegrityError):
            session.execute(sa.text("UPDATE decision SET action = 'other'"))


def test_2026_11_22_submissions_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        code = list_service(session)
        session.add(Report(code=code, reason="closed", number=2, last_on=date(2026, 11, 22)))
        session.add(Refusal(hash="a" * 64))
    command.downgrade(alembic_config(database.write), "2026_11_22_warnings")
    assert {"proposal", "report", "refusal"}.isdisjoint(sa.inspect(database.write).get_table_names())
    upgrade(database.write)
    with Session(database.write) as session:
        assert session.scalars(sa.select(Report)).all() == []
        assert session.scalars(sa.select(Service.code)).all() == [code]


def test_2026_11_22_search_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
        assert session.scalars(sa.select(SearchEntry.names)).all() != []
    command.downgrade(alembic_config(database.write), "2026_11_22_submissions")
    left = set(sa.inspect(database.write).get_table_names())
    assert {name for name in left if name.startswith("search_")} == set()
    upgrade(database.write)
    with Session(database.write) as session, session.begin():
        assert session.scalars(sa.select(Edition.counts)).one() == ""
        assert session.scalars(sa.select(SearchEntry)).all() == []
        # The command of the operator fills the index from the listings.
        assert rebuild(session) == 1
        assert "harbour" in session.scalars(sa.select(Spelling.word)).all()


def test_2026_11_22_pages_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        assert session.scalars(sa.select(PageTag.tag)).all()
    command.downgrade(alembic_config(database.write), "2026_11_22_search")
    assert "page_tag" not in sa.inspect(database.write).get_table_names()
    upgrade(database.write)
    with Session(database.write) as session:
        assert session.scalars(sa.select(PageTag)).all() == []
        assert session.scalars(sa.select(Edition.generation)).one() > 0


def test_2026_11_22_lists_comes_down_and_goes_up_again(database: Database, database_url: str) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    command.downgrade(alembic_config(database.write), "2026_11_22_pages")
    indexes = sa.inspect(database.write).get_indexes("search_spelling")
    assert "ix_search_spelling_word" in {one["name"] for one in indexes}
    with Session(database.write) as session:
        assert session.scalars(sa.select(SearchEntry)).all() == []
    # The command of the operator fills the index from the listings; the lists are read from it.
    upgraded = (
        create_app(Settings(database_url=database_url)).test_cli_runner().invoke(args=["db", "upgrade"])
    )
    assert (upgraded.exit_code, upgraded.output) == (0, "")
    with Session(database.write) as session:
        assert len(session.scalars(sa.select(SearchEntry)).all()) == 1
    assert sa.inspect(database.write).get_indexes("search_spelling") == []


def test_2026_11_22_weights_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    at_first = _remembered(database)
    command.downgrade(alembic_config(database.write), "2026_11_22_lists")
    assert _remembered(database) == (None if at_first is None else -1)
    upgrade(database.write)
    assert _remembered(database) == at_first
    with Session(database.write) as session:
        assert session.scalars(sa.select(Service.code)).all() == ["river-lamp"]


def test_2026_11_23_together_comes_down_and_goes_up_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("app.directory.indexing.of_service", lambda *_: ())
        with Session(database.write) as session, session.begin():
            list_organisation(session)
            list_service(session, need="legal", kinds=("l1",))
    legal = Asked(need="legal")
    command.downgrade(alembic_config(database.write), "2026_11_22_best")
    upgrade(database.write)
    assert _listed(database, legal) == 0
    with Session(database.write) as session:
        # Until it is made anew the old index stands whole.
        assert len(session.scalars(sa.select(SearchEntry)).all()) == 1
    with Session(database.write) as session, session.begin():
        fill_if_behind(session)
    assert _listed(database, legal) == 1


def _listed(database: Database, asked: Asked) -> int:
    with Session(database.write) as session:
        return queries.find(session, asked, datetime.now(UTC)).total


def test_2026_11_22_best_comes_down_and_goes_up_again(database: Database) -> None:
    with Session(database.write) as session, session.begin():
        list_organisation(session)
        list_service(session)
    at_first = _ways(database)
    command.downgrade(alembic_config(database.write), "2026_11_22_weights")
    assert _ways(database) == 0
    upgrade(database.write)
    assert _ways(database) == at_first
    with Session(database.write) as session:
        assert len(session.scalars(sa.select(SearchEntry)).all()) == 1


def _ways(database: Database) -> int:
    """Return how many ways of our own the engine has to read the index: two on PostgreSQL."""
    if database.write.dialect.name == "sqlite":
        return 0
    asked = "SELECT count(*) FROM pg_proc WHERE proname IN ('search_best', 'search_count')"
    with database.write.connect() as connection:
        return int(connection.execute(sa.text(asked)).scalar_one())


def _remembered(database: Database) -> int | None:
    """Return the statistics target of the tokens, -1 for the usual one; None on SQLite."""
    if database.write.dialect.name == "sqlite":
        return None
    asked = "SELECT attstattarget FROM pg_attribute WHERE attrelid = 'search_index'::regclass AND attname = 'tokens'"
    with database.write.connect() as connection:
        found = connection.execute(sa.text(asked)).scalar()
    return -1 if found is None else int(found)


def test_a_new_site_can_be_filled_with_the_demonstration(tmp_path: Path) -> None:
    site = create_app(Settings(database_url=f"sqlite:///{tmp_path}/new.sqlite3"))
    run = site.test_cli_runner()
    for words in ("db upgrade", "demo --if-empty"):
        assert run.invoke(args=words.split()).exit_code == 0
    assert "/en/s/" in site.test_client().get("/en/find").text
    site.extensions["database"].dispose()
