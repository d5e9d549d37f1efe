"""A town as somebody types it: which place, which of several, or none. Nothing typed is kept or put in an address."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.places import Place, find
from app.shell.fields import BaseForm, writable
from app.shell.wording import N_

# The biggest of several towns of one name is taken at once if it is this many times bigger than the next.
_CLEARLY = 20


class TownForm(BaseForm):
    """Where do you need help? The name of a town, region or country."""

    where = StringField(
        N_("Town, region or country"),
        [InputRequired(N_("Write the name of a town, region or country.")), Length(max=100)],
        filters=[writable],
    )


def choose(typed: str) -> tuple[Place, ...]:
    """Return the places the text may mean; exactly one when there is no doubt."""
    found = find(typed)
    if len(found) < 2:
        return tuple(found)
    first, second = (place.town.population if place.town else 0 for place in found[:2])
    if not found[0].town or (first > _CLEARLY * max(second, 1)):
        return (found[0],)
    return tuple(found)
