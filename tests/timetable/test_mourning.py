"""Days of mourning as values."""

from __future__ import annotations

from datetime import date, timedelta

from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning
from tests.timetable.moments import at

TWO = Mourning(
    (DayRange(date(2026, 7, 25), date(2026, 7, 26)), DayRange(date(2026, 7, 27), date(2026, 7, 27)))
)
HOUR = timedelta(hours=1)


def test_whole_days_of_the_station() -> None:
    assert not TWO.holds(at("2026-07-24 23:59"))
    assert TWO.holds(at("2026-07-25 00:00"))
    assert TWO.holds(at("2026-07-27 23:59:59"))
    assert not TWO.holds(at("2026-07-28"))


def test_until_the_last_of_days_that_follow_one_another() -> None:
    assert TWO.until(at("2026-07-25 12:00")) == at("2026-07-28")
    assert TWO.until(at("2026-07-28")) is None
    assert NO_MOURNING.until(at("2026-07-25")) is None


def test_a_sound_into_them_or_out_of_them() -> None:
    assert TWO.touches(at("2026-07-24 23:30"), HOUR)
    assert not TWO.touches(at("2026-07-24 23:00"), HOUR)
    assert TWO.touches(at("2026-07-27 23:59"), HOUR)
    assert TWO.touches(at("2026-07-24 12:00"), timedelta(days=9))
    assert not TWO.touches(at("2026-07-28"), timedelta(0))
