"""Addresses, and the fewest of them for a set of points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    AddressKind,
    bitmap_address,
    cover,
    from_word,
    point_address,
    zone_address,
)


def plan_of(zones: dict[int, int]) -> PointPlan:
    """Make a plan from point number to zone number."""
    return PointPlan(
        points=tuple(Point(number=n, name=f"P{n}", zone=zone) for n, zone in zones.items()),
        zones=tuple(Zone(number=n, name=f"Z{n}") for n in sorted(set(zones.values()))),
    )


COMMUNE = plan_of({n: 1 + n // 2 for n in range(1, 12)})
PROVINCE = plan_of({n: 1 + (n - 1) // 4 for n in range(1, 41)})


def test_words_of_the_vectors() -> None:
    assert EVERYONE.word == 0xC000
    assert point_address(4).word == 0x0004
    assert zone_address(2).word == 0x4002
    assert bitmap_address([1, 4]).word == 0x8009


@pytest.mark.parametrize("word", [0x0000, 0x4000, 0x8000, 0xC001])
def test_addresses_of_nobody_are_refused(word: int) -> None:
    assert from_word(word) is None


@pytest.mark.parametrize("number", [0, -1, 16_384])
def test_numbers_outside_the_field_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="16383"):
        point_address(number)
    with pytest.raises(ValueError, match="bitmap"):
        bitmap_address([number])


def test_reach() -> None:
    assert point_address(4).reaches(point=4, zone=1)
    assert not point_address(4).reaches(point=5, zone=4)
    assert zone_address(2).reaches(point=9, zone=2)
    assert not zone_address(2).reaches(point=2, zone=1)
    assert bitmap_address([14]).reaches(point=14, zone=1)
    assert not bitmap_address([1]).reaches(point=15, zone=1)
    assert EVERYONE.reaches(point=16_000, zone=1)


def test_bitmap_is_signed_with_the_key_of_all() -> None:
    addresses = (EVERYONE, bitmap_address([1]), zone_address(2), point_address(3))
    assert [address.key_label for address in addresses] == ["all", "all", "zone:2", "point:3"]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], ()),
        (range(1, 12), (EVERYONE,)),
        ([4], (point_address(4),)),
        ([2, 3], (bitmap_address([2, 3]),)),
        ([1, 4, 11], (bitmap_address([1, 4, 11]),)),
    ],
)
def test_any_set_in_a_commune_is_one_command(
    points: list[int], expected: tuple[Address, ...]
) -> None:
    assert cover(points, COMMUNE) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (range(1, 41), (EVERYONE,)),
        ([17, 18, 19, 20], (zone_address(5),)),
        ([1, 2, 17, 18, 19, 20], (bitmap_address([1, 2]), zone_address(5))),
        ([13, 14, 15, 16], (zone_address(4),)),
        ([1, 13, 14, 15, 16], (point_address(1), zone_address(4))),
        ([1, 17, 19], (point_address(1), point_address(17), point_address(19))),
    ],
)
def test_zones_serve_where_a_bitmap_cannot(
    points: list[int], expected: tuple[Address, ...]
) -> None:
    assert cover(points, PROVINCE) == expected


def test_a_stranger_is_addressed_by_its_number() -> None:
    assert cover([*range(1, 12), 77], COMMUNE) == (EVERYONE, point_address(77))
    assert cover([77], COMMUNE) == (point_address(77),)


plans = st.dictionaries(st.integers(1, 40), st.integers(1, 6), min_size=1).map(plan_of)


@given(plans, st.data())
def test_cover_reaches_exactly_the_wanted_points(plan: PointPlan, data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.sampled_from(plan.numbers)))
    addresses = cover(wanted, plan)
    reached = {
        point.number
        for point in plan.points
        if any(address.reaches(point=point.number, zone=point.zone) for address in addresses)
    }
    assert reached == wanted
    assert len(addresses) <= max(1, len(wanted))
    assert len([address for address in addresses if address.kind is AddressKind.BITMAP]) <= 1


@given(st.integers(0, 0xFFFF))
def test_words_lead_back(word: int) -> None:
    address = from_word(word)
    assert address is None or address.word == word
