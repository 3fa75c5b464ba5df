"""The map of the points: north is up, nothing is left out or falls off the sheet."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.web.desk.station_map import HEIGHTS, WIDTH, map_of

NAMES = ("heard", "repair", "commanded_at")


def row(number: int, latitude: float | None, longitude: float | None, **known: Any) -> Any:
    place = {"number": number, "name": f"Loa {number}", "latitude": latitude}
    return {**place, "longitude": longitude, **dict.fromkeys(NAMES), **known}


def test_north_is_up_east_is_right_and_lengths_are_alike() -> None:
    middle, north, east = (
        row(1, 22.30, 105.83),
        row(2, 22.31, 105.83),
        row(3, 22.30, 105.83 + 0.01 / math.cos(math.radians(22.30))),
    )
    one, two, three = map_of([middle, north, east], ()).places
    assert (two.x, three.y) == (one.x, one.y)
    assert two.y < one.y
    assert three.x > one.x
    assert abs((one.y - two.y) - (three.x - one.x)) <= 2


def test_what_is_on_air_or_not_well_shows() -> None:
    rows = [
        row(1, 22.30, 105.83, commanded_at="2026-12-01T12:00:00+07:00"),
        row(2, 22.31, 105.84, heard="silent", commanded_at="2026-12-01T12:00:00+07:00"),
        row(3, 22.32, 105.85, repair="đứt dây"),
        row(4, 22.33, 105.86),
        row(5, 22.34, 105.87, heard="ok", commanded_at="2026-12-01T12:00:00+07:00"),
        row(6, None, None),
    ]
    drawn = map_of(rows, {1})
    assert [each.state for each in drawn.places] == ["live", "bad", "bad", "new", "good"]
    assert drawn.elsewhere == (6,)


DEGREES = st.floats(-89, 89), st.floats(-179, 179)


@given(st.lists(st.tuples(*DEGREES), max_size=40))
def test_every_point_is_on_the_sheet(where: list[tuple[float, float]]) -> None:
    drawn = map_of([row(n, *each) for n, each in enumerate(where)], ())
    assert len(drawn.places) == len(where)
    assert HEIGHTS[0] <= drawn.height <= HEIGHTS[1]
    for each in drawn.places:
        assert 24 <= each.x <= WIDTH - 24
        assert 24 <= each.y <= drawn.height - 24
