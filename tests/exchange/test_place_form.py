"""The form rule: a hidden address cannot hold a street or coordinates. The table and the export have their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.directory.content import Place
from app.directory.forms import PlaceFields
from app.directory.rules import HiddenAddress, check_place

EXACT = {"street": "12 Elm Road", "postal_code": "33101", "latitude": "25.7", "longitude": "-80.2"}
HIDDEN = [
    {"kind": "address", "visibility": "area"},
    {"kind": "address", "visibility": "ask"},
    {"kind": "address"},
    {"kind": "area", "scope": "town", "town": "Miami", "visibility": "public"},
    {"kind": "online", "visibility": "public"},
]

HALF = [("91", "0"), ("0", "181"), ("north", "0"), ("10", ""), ("nan", "1")]


@pytest.mark.parametrize("place", HIDDEN)
@pytest.mark.parametrize("name", EXACT)
def test_a_hidden_address_cannot_hold_anything_exact(place: dict[str, str], name: str) -> None:
    form = PlaceFields(MultiDict({**place, name: EXACT[name]}))
    assert not form.validate()
    assert form.errors[name] == ["Only an address that anyone may see can have this."]
    value: Any = float(EXACT[name]) if name in {"latitude", "longitude"} else EXACT[name]
    hidden = Place(place["kind"], place.get("visibility", "area"))
    with pytest.raises(HiddenAddress):
        check_place(replace(hidden, **{name: value}))


def test_a_public_address_can_hold_a_street_and_coordinates() -> None:
    form = PlaceFields(MultiDict({"kind": "address", "visibility": "public", **EXACT}))
    assert form.validate(), form.errors
    assert form.point() == (25.7, -80.2)


@pytest.mark.parametrize(("latitude", "longitude"), HALF)
def test_coordinates_cannot_be_half_or_off_the_earth(latitude: str, longitude: str) -> None:
    given = {"kind": "address", "visibility": "public", "latitude": latitude, "longitude": longitude}
    form = PlaceFields(MultiDict(given))
    assert not form.validate()
    assert set(form.errors) <= {"latitude", "longitude"}


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ({"kind": "area"}, "scope"),
        ({"kind": "address", "scope": "town"}, "scope"),
        ({"kind": "area", "scope": "town"}, "town"),
        ({"kind": "area", "scope": "country"}, "country"),
        ({"kind": "area", "scope": "region", "country": "ca"}, "region"),
        ({"kind": "area", "scope": "region", "region": "on"}, "country"),
        ({"kind": "area", "scope": "region", "region": "on", "country": "ca", "town": "Toronto"}, "town"),
        ({"kind": "area", "scope": "country", "region": "on", "country": "ca"}, "region"),
        ({"kind": "area", "scope": "everywhere", "country": "ca"}, "country"),
        ({"kind": "online", "town": "Miami"}, "town"),
        ({"kind": "moon"}, "kind"),
        ({"kind": "address", "street": "x" * 201, "visibility": "public"}, "street"),
    ],
)
def test_a_place_cannot_contradict_itself(place: dict[str, str], wrong: str) -> None:
    form = PlaceFields(MultiDict(place))
    assert not form.validate()
    assert wrong in form.errors
