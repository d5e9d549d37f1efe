"""What every page asks goes past the session, and sees the same snapshot, and fails with the same errors."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.db import plain_rows, reading, writing
from app.directory.models import Edition
from tests.factories import list_service
from tests.pages.conftest import Worker

_GENERATION = "SELECT generation FROM edition"


@pytest.mark.parametrize("first", ["plain", "session"])
def test_a_page_cannot_read_two_generations(workers: tuple[Worker, Worker], first: str) -> None:
    here, there = workers

    def plain() -> int:
        return int(plain_rows(_GENERATION)[0][0])

    def session() -> int:
        return int(reading().scalars(sa.select(Edition.generation)).one())

    with here.app.app_context():
        before = plain() if first == "plain" else session()
        with there.app.app_context(), writing() as other:
            list_service(other, "new-lamp")
        assert {plain(), session(), plain()} == {before}
    with here.app.app_context():
        assert plain() == session() > before


def test_a_question_that_fails_says_so_as_others_do(worker: Worker) -> None:
    with worker.app.app_context(), pytest.raises(sa.exc.SQLAlchemyError):
        plain_rows("SELECT nothing FROM nowhere")
