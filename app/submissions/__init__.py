"""An organisation asks to be listed, answers, corrects, confirms, withdraws; readers say what is wrong. PRIVATE.

For groups with nothing but a browser, and for readers who found a listing wrong.
Words: a proposal is something that waits for a decision (a request, a correction, a moderator's edit, a restore,
a draft that was brought in, reports about one listing); a bundle is what it would have listings say; a receipt is
the code with which a group comes back; a message is one question or reply, gone at the decision; a report is a
reason from the fixed list and a count; a refusal remembers "do not list us" as keyed hashes.
Never: hold a name, an address or an agent of anyone, a time finer than a day, a word from a reader; write a
listing but through `directory.actions.apply`; be imported by anything public.
"""

from __future__ import annotations

from flask import Flask

from app.directory import erasing
from app.submissions import edge, views, wording
from app.submissions.closing import erase_from_proposals


def init_app(app: Flask) -> None:
    """Let groups ask and come back, and readers say what is wrong."""
    erasing.also(erase_from_proposals)
    edge.init_app(app)
    wording.init_app(app)
    views.init_app(app)
