"""Towns, codes, names in the reader's language, and what is near."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.places import (
    Place,
    PlaceKind,
    Region,
    Town,
    distance_km,
    label_of,
    name_of,
    near,
    parse,
    place_of,
    regions,
    timezones,
    town,
)

SUVA = 2198148


def _town(geonames_id: int) -> Town:
    found = town(geonames_id)
    assert found
    return found


def _at(latitude: float, longitude: float) -> Town:
    return Town(1, "Somewhere", "xx", "", latitude, longitude, "UTC", 0)


def test_a_page_can_show_a_town() -> None:
    assert _town(3530597) == Town(
        3530597, "Mexico City", "mx", "cmx", 19.4285, -99.1277, "America/Mexico_City", 12294193
    )


@pytest.mark.parametrize("number", [0, -1, 1, 2**31, 2**63, 2**80])
def test_a_page_cannot_show_a_town_we_do_not_know(number: int) -> None:
    assert town(number) is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("g3530597", PlaceKind.TOWN),
        ("mx", PlaceKind.COUNTRY),
        ("ca-on", PlaceKind.REGION),
        ("de-nw", PlaceKind.REGION),
    ],
)
def test_a_link_can_carry_a_place(code: str, kind: PlaceKind) -> None:
    place = parse(code)
    assert place
    assert (place.kind, place.code) == (kind, code)


def test_a_place_can_say_the_region_and_country_of_its_town() -> None:
    assert parse("g5746545") == place_of(_town(5746545)) == Place("us", "or", _town(5746545))


@pytest.mark.parametrize(
    "code",
    ["", "MX", "xx", "zz", "g", "g0", "g1", "g03530597", "g3530597 ", "g99999999999", "ca-", "ca-zz", "ca-ON",
     "-on", "g٣", "mx\n", "eu", "un", "xx-on", "ca-onta", "' --", "\0", "\ud800"],
)  # fmt: skip
def test_a_link_cannot_carry_what_is_no_place(code: str) -> None:
    assert parse(code) is None


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_code_cannot_break_the_page(code: str) -> None:
    place = parse(code)
    assert place is None or place.code == code


@pytest.mark.parametrize(
    ("code", "en", "es", "ar", "zh"),
    [
        ("g2643743", "London", "Londres", "لندن", "伦敦"),
        ("g360630", "Cairo", "El Cairo", "القاهرة", "开罗"),
        ("g3530597", "Mexico City", "Ciudad de México", "مكسيكو سيتي", "墨西哥城"),
        ("g2886242", "Cologne", "Colonia", "كولونيا", "科隆"),
        ("g1609350", "Bangkok", "Bangkok", "بانكوك", "曼谷"),
        ("g1816670", "Beijing", "Pekín", "بكين", "北京"),
        ("mx", "Mexico", "México", "المكسيك", "墨西哥"),
        ("de", "Germany", "Alemania", "ألمانيا", "德国"),
    ],
)
def test_a_reader_can_read_a_place_in_their_language(code: str, en: str, es: str, ar: str, zh: str) -> None:
    place = parse(code)
    assert place
    assert [name_of(place, tag) for tag in ("en", "es", "ar", "zh-Hans")] == [en, es, ar, zh]


def test_a_reader_can_always_read_some_name() -> None:
    known, unknown = parse("g2886242"), parse("g3530597")
    assert known
    assert unknown
    assert name_of(known, "xx-nonsense") == "Köln"
    assert label_of(unknown, "") == "Mexico City, Mexico City, Mexico"


@pytest.mark.parametrize(
    ("code", "tag", "label"),
    [
        ("g5746545", "en", "Portland, Oregon, United States"),
        ("g4975802", "en", "Portland, Maine, United States"),
        ("ca-on", "en", "Ontario, Canada"),
        ("mx", "es", "México"),
        ("g3448439", "en", "São Paulo, São Paulo, Brazil"),
        ("br-sp", "en", "São Paulo, Brazil"),
        ("g360630", "ar", "القاهرة، مصر"),
        ("g1816670", "zh-Hans", "北京，中国"),
    ],
)
def test_a_reader_can_tell_places_of_one_name_apart(code: str, tag: str, label: str) -> None:
    place = parse(code)
    assert place
    assert label_of(place, tag) == label


def test_a_page_can_list_the_regions_of_a_country() -> None:
    assert len(regions("us")) == 51
    assert Region("ca", "on", "Ontario") in regions("ca")
    assert [region.code for region in regions("gb")] == ["eng", "nir", "sct", "wls"]
    assert regions("va") == regions("") == regions("us-or") == ()


def test_a_page_can_know_every_time_zone_of_a_listed_town() -> None:
    assert {"America/Mexico_City", "Asia/Kolkata", "Europe/Berlin"} <= timezones()


def test_a_reader_can_know_how_far_it_is() -> None:
    paris, london = _town(2988507), _town(2643743)
    assert distance_km(paris, london) == distance_km(london, paris) == pytest.approx(344, abs=2)
    assert distance_km(paris, paris) == 0
    assert distance_km(_at(0, 0), _at(0, 180)) == pytest.approx(20015, abs=1)


def test_a_reader_can_see_what_is_near_the_nearest_first() -> None:
    berlin = _town(2950159)
    found = near(berlin, 30)
    ids = [number for number, _ in found]
    distances = [km for _, km in found]
    assert found[0] == (berlin.id, 0.0)
    assert distances == sorted(distances)
    assert 2852458 in ids  # Potsdam, 27 km
    assert 2911298 not in ids  # Hamburg, 255 km
    assert max(distances) <= 30


def test_a_reader_can_see_what_is_near_across_the_date_line() -> None:
    east, west = _at(-17.0, 179.99), _at(-17.0, -179.99)
    assert distance_km(east, west) == pytest.approx(2.13, abs=0.01)
    assert dict(near(west, 600))[SUVA] == pytest.approx(210, abs=2)  # 1.57 degrees east, 1.14 south
    assert dict(near(_at(-17.0, 180.0), 600)) == pytest.approx(dict(near(_at(-17.0, -180.0), 600)))


def test_a_reader_can_see_what_is_near_at_the_poles() -> None:
    assert distance_km(_at(90, 0), _at(90, 123)) == pytest.approx(0, abs=1e-6)
    assert distance_km(_at(89.9, 0), _at(89.9, 180)) == pytest.approx(22.2, abs=0.1)
    assert near(_at(90, 0), 100) == []
    assert len(near(_at(-90, 0), 25_000)) == 34_006


@pytest.mark.parametrize("km", [0, 1, 50, 500])
def test_what_is_near_cannot_miss_a_town(km: float) -> None:
    centre = _town(2886242)
    everywhere = {number for number, far in near(centre, 30_000) if far <= km}
    assert {number for number, _ in near(centre, km)} == everywhere
