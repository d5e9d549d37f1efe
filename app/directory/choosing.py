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
    """Return the places the text may mean; exactly one when there is no doubt.

    Nobody is sent to another country unasked: a country or region is taken at once only if nothing else is
    called so, a town also if the others of its name are far smaller or are the region around it.
    """
    named = find(typed, exact=True)
    if not named or (len(named) == 1 and named[0].kind == "region"):
        # The name of a region may be the beginning of another: "Saint", "Vic".
        return tuple(dict.fromkeys([*named, *find(typed)]))
    first, *others = named
    if first.town:
        others = [
            place for place in others if not _is_around(place, first) and not _is_far_smaller(place, first)
        ]
    return (first, *others)


def _is_around(area: Place, place: Place) -> bool:
    return area.town is None and area.country == place.country and area.region == place.region


def _is_far_smaller(other: Place, place: Place) -> bool:
    if not (other.town and place.town):
        return False
    return other.town.population * _CLEARLY < place.town.population
