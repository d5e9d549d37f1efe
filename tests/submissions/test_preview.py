"""What a group sees before it sends is what readers see once it is listed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.directory.actions import apply
from app.directory.changes import Batch, Publish, Save
from app.directory.rules import Standing
from app.languages import gettext
from app.submissions.bundle import from_json
from app.submissions.models import Proposal
from tests.asker import NOW, Asker
from tests.client import GuardedClient
from tests.offered import SAMPLE
from tests.page import parsed

MORE = {
    "about": "Three people and a kettle.",
    "led": ["sex_workers", "survivors"],
    "evidence": "d",
    "s1__what": "We read letters from offices.\n\nAt night.",
    "s1__who_for": "Anyone.",
    "s1__get_in": "Ring twice.",
    "s1__website": "night.example/help",
    "s1__kinds": ["l1", "l2"],
    "s1__f6": ["children", "danger"],
    "s1__f15": "free",
    "s1__p1__visibility": "public",
    "s1__p1__street": "Lindenweg 12",
    "s1__w1__hours": "weekly",
    "s1__w1__d0": "10:00-18:00",
    "s1__l1__language": "Spanish",
    "s1__l1__how": "interpreter",
}


def words(page: str) -> list[str]:
    """Return the lines of the main part, without what only one of both pages has."""
    tree, _ = parsed(page.encode())
    main = next(tree.iter("main"))
    return [line for text in main.itertext() if (line := " ".join(text.split()))]


def list_it(app: Flask) -> None:
    """List what the one request says."""
    with Session(app.extensions["database"].write) as session:
        bundle = from_json(session.scalars(sa.select(Proposal)).one().content or {})
        service = replace(bundle.services[0].content, organisation="night-bell")
        month = NOW.date().replace(day=1)
        changes = (
            Save("night-bell", bundle.organisation),
            Publish("night-bell", Standing.CHECKED, month),
            Save("night-lamp", service),
            Publish("night-lamp", Standing.CHECKED, month),
        )
        apply(session, Batch(changes), "robin", "checked", NOW.date())
        session.commit()


@pytest.mark.parametrize("tag", SAMPLE)
@pytest.mark.parametrize("more", [{}, MORE])
def test_the_preview_is_what_appears(
    app: Flask, client: GuardedClient, tag: str, more: dict[str, str | list[str]]
) -> None:
    asker = Asker(app, client, tag)
    asker.look(**more)
    assert asker.status == 200
    before = words(asker.page)
    asker.wait()
    asker.press("send", sure="y")
    list_it(app)
    after = words(client.get(f"/{tag}/s/night-lamp").get_data(as_text=True))
    # A page of its own also has a way back, a link to its facts, and after all that ways to report it and pass it on.
    with app.test_request_context(f"/{tag}/"):
        app.preprocess_request()
        end = after.index(gettext("Is something wrong here?"))
    shown = after[after.index("Night Library") : end]
    own = [line for line in shown if line not in before]
    assert len(own) == 1, own
    begins = before.index("Night Library")
    assert before[begins : begins + len(shown) - 1] == [line for line in shown if line not in own]


def test_nothing_is_written_to_show_a_preview(app: Flask, asker: Asker) -> None:
    asker.look()
    assert re.search(r"<h2><bdi>Night Library</bdi></h2>", asker.page)
    with Session(app.extensions["database"].write) as session:
        assert session.scalars(sa.select(Proposal)).all() == []
