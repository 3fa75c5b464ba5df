"""When a clock can be right at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from loudspeaker.devices.points.wall import believed
from tests.devices.moments import NOON

YEAR = timedelta(days=365.25)


def test_the_time_is_believed_as_it_is() -> None:
    assert believed(NOON) is NOON
    assert believed(NOON + 10 * YEAR) is not None


@pytest.mark.parametrize("year", [1970, 2000, 2025, 2041, 2054, 2099, 2165])
def test_clocks_without_a_battery_are_not(year: int) -> None:
    assert believed(datetime(year, 6, 1, tzinfo=UTC)) is None
