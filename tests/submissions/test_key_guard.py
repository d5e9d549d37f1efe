"""A key file that went missing is never replaced by accident: every receipt of every group hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.exchange.template_columns import example
from app.privacy.keys import BadKeyFile, keys
from app.submissions import edge
from app.submissions.models import Receipt, Refusal
from config import Settings
from tests.factories import list_organisation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the key file would be."""
    return tmp_path / "secret.json"


@pytest.fixture
def bare(database_url: str, path: Path) -> Iterator[Flask]:
    """A site that has used no key yet."""
    made = create_app(Settings(database_url=database_url, secret_file=str(path)))
    made.testing = True
    yield made
    made.extensions["database"].dispose()


def _held(site: Flask, *rows: object) -> None:
    with Session(site.extensions["database"].write) as session, session.begin():
        list_organisation(session)
        session.add_all(rows)


def test_a_new_site_can_make_its_keys(bare: Flask, path: Path) -> None:
    with bare.app_context():
        assert keys() == keys()
    assert path.exists()


@pytest.mark.parametrize("kind", ["receipt", "refusal"])
def test_a_site_that_lost_its_keys_cannot_get_others_by_accident(
    bare: Flask, path: Path, tmp_path: Path, kind: str
) -> None:
    hashed = "a" * 64
    _held(bare, Receipt(lookup=hashed, code="calm-harbour") if kind == "receipt" else Refusal(hash=hashed))
    client, desk = bare.test_client(), bare.extensions["desk"]
    with pytest.raises(BadKeyFile, match="is missing"):
        client.get("/en/ask")
    with pytest.raises(BadKeyFile, match="is missing"), desk.app_context():
        keys()
    # In the middle of a transaction too: the question waits for nobody.
    with bare.test_request_context(), edge.owner() as session:
        session.add(Refusal(hash="b" * 64))
        session.flush()
        with pytest.raises(BadKeyFile, match="is missing"):
            keys()
    source = tmp_path / "rows.csv"
    source.write_text(example(), encoding="utf-8")
    done = bare.test_cli_runner().invoke(args=["listings", "import", str(source)])
    assert done.exit_code == 2
    assert "Nothing was imported. The key file" in done.output
    assert str(path) in done.output
    assert not path.exists()


def test_an_operator_who_lost_the_keys_for_ever_can_say_so_once(bare: Flask, path: Path) -> None:
    _held(bare, Receipt(lookup="a" * 64, code="calm-harbour"))
    runner = bare.test_cli_runner()
    done = runner.invoke(args=["new-keys"])
    assert done.exit_code == 0
    assert "No receipt code works any more" in done.output
    made = path.read_bytes()
    again = runner.invoke(args=["new-keys"])
    assert again.exit_code == 1
    assert "Nothing was changed." in again.output
    assert path.read_bytes() == made
    assert bare.test_client().get("/en/ask").status_code == 200
