from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.timetable.hours import (
    EVERY_DAY,
    AllowedHours,
    DayBudget,
    Window,
    is_early,
    seconds_by_day,
)
from tests.timetable.moments import at, moments

DAY = AllowedHours(windows=(Window(start_minute=300, end_minute=1260),))
NIGHT = AllowedHours(windows=(Window(start_minute=1320, end_minute=120, days=frozenset({5})),))
ALWAYS = AllowedHours(windows=(Window(start_minute=0, end_minute=1440),))
NEVER = AllowedHours(windows=())

# --- a second implementation: colour every minute of two weeks ---------------------------------


def coloured(hours: AllowedHours) -> set[int]:
    allowed = set()
    for window in hours.windows:
        for day in window.days:
            minute = day * 1440 + window.start_minute
            while True:
                allowed.add(minute % 10_080)
                minute += 1
                if minute % 1440 == window.end_minute % 1440:
                    break
    return allowed


def minute_of_week(moment: datetime) -> int:
    return moment.weekday() * 1440 + moment.hour * 60 + moment.minute


windows = (
    st.tuples(
        st.integers(0, 1439), st.integers(0, 1440), st.frozensets(st.integers(0, 6), min_size=1)
    )
    .filter(lambda drawn: drawn[0] != drawn[1])
    .map(lambda drawn: Window(start_minute=drawn[0], end_minute=drawn[1], days=drawn[2]))
)
allowed_hours = st.lists(windows, max_size=4).map(lambda drawn: AllowedHours(windows=tuple(drawn)))


@settings(max_examples=40, deadline=None)
@given(allowed_hours, moments)
def test_allowed_agrees_with_colouring(hours: AllowedHours, moment: datetime) -> None:
    assert hours.is_allowed(moment) == (minute_of_week(moment) in coloured(hours))


@settings(max_examples=40, deadline=None)
@given(allowed_hours, moments)
def test_until_is_the_first_moment_outside(hours: AllowedHours, moment: datetime) -> None:
    allowed = coloured(hours)
    until = hours.allowed_until(moment)
    if until is None:
        assert len(allowed) == 10_080
    elif until == moment:
        assert minute_of_week(moment) not in allowed
    else:
        assert minute_of_week(until) not in allowed
        assert minute_of_week(until - timedelta(microseconds=1)) in allowed
        steps = int((until - moment) / timedelta(minutes=1))
        start = minute_of_week(moment)
        assert all((start + step) % 10_080 in allowed for step in range(steps))


@settings(max_examples=40, deadline=None)
@given(allowed_hours, moments)
def test_next_is_the_first_moment_inside(hours: AllowedHours, moment: datetime) -> None:
    following = hours.next_allowed(moment)
    allowed = coloured(hours)
    if following is None:
        assert not allowed
        return
    assert following >= moment
    assert hours.is_allowed(following)
    start = minute_of_week(moment)
    steps = math.ceil((following - moment) / timedelta(minutes=1))
    assert not any((start + step) % 10_080 in allowed for step in range(steps))


@settings(max_examples=40, deadline=None)
@given(allowed_hours, moments, st.integers(1, 3000))
def test_covers_is_allowed_all_along(hours: AllowedHours, moment: datetime, minutes: int) -> None:
    allowed = coloured(hours)
    last = moment + timedelta(minutes=minutes) - timedelta(microseconds=1)
    span = int((last.replace(second=0, microsecond=0) - moment.replace(second=0, microsecond=0))
               / timedelta(minutes=1))  # fmt: skip
    inside = all((minute_of_week(moment) + step) % 10_080 in allowed for step in range(span + 1))
    assert hours.covers(moment, timedelta(minutes=minutes)) == inside


# --- examples written by hand ------------------------------------------------------------------


def test_the_edges_of_a_window() -> None:
    assert not DAY.is_allowed(at("2026-11-04 04:59:59.999999"))
    assert DAY.is_allowed(at("2026-11-04 05:00"))
    assert DAY.is_allowed(at("2026-11-04 20:59:59.999999"))
    assert not DAY.is_allowed(at("2026-11-04 21:00"))


def test_until_and_next() -> None:
    assert DAY.allowed_until(at("2026-11-04 07:00")) == at("2026-11-04 21:00")
    assert DAY.next_allowed(at("2026-11-04 22:00")) == at("2026-11-05 05:00")
    assert DAY.next_allowed(at("2026-11-04 07:00")) == at("2026-11-04 07:00")


def test_a_sound_must_end_inside() -> None:
    assert DAY.covers(at("2026-11-04 20:50"), timedelta(minutes=10))
    assert not DAY.covers(at("2026-11-04 20:50"), timedelta(minutes=10, microseconds=1))
    assert not DAY.covers(at("2026-11-04 04:50"), timedelta(minutes=20))
    assert not DAY.covers(at("2026-11-04 04:50"), timedelta())


def test_over_midnight_belongs_to_the_day_of_its_begin() -> None:
    assert NIGHT.is_allowed(at("2026-11-07 23:00"))  # Saturday
    assert NIGHT.is_allowed(at("2026-11-08 01:59"))  # Sunday morning
    assert not NIGHT.is_allowed(at("2026-11-08 02:00"))
    assert not NIGHT.is_allowed(at("2026-11-07 01:00"))
    assert NIGHT.allowed_until(at("2026-11-07 22:00")) == at("2026-11-08 02:00")


def test_over_the_end_of_the_week() -> None:
    sunday = AllowedHours(windows=(Window(start_minute=1380, end_minute=60, days=frozenset({6})),))
    assert sunday.allowed_until(at("2026-11-08 23:30")) == at("2026-11-09 01:00")
    assert sunday.allowed_until(at("2026-11-09 00:30")) == at("2026-11-09 01:00")
    assert sunday.next_allowed(at("2026-11-09 01:00")) == at("2026-11-15 23:00")


def test_touching_windows_are_one_stretch() -> None:
    hours = AllowedHours(
        windows=(Window(start_minute=300, end_minute=660), Window(start_minute=660, end_minute=720))
    )
    assert hours.allowed_until(at("2026-11-04 06:00")) == at("2026-11-04 12:00")


def test_always_and_never() -> None:
    moment = at("2026-11-04 00:00")
    assert ALWAYS.allowed_until(moment) is None
    assert ALWAYS.covers(moment, timedelta(days=400))
    assert not NEVER.is_allowed(moment)
    assert NEVER.next_allowed(moment) is None


def test_another_zone_is_converted() -> None:
    assert DAY.is_allowed(datetime(2026, 11, 3, 22, 30, tzinfo=UTC))  # 05:30 in the commune
    assert not DAY.is_allowed(datetime(2026, 11, 4, 14, 0, tzinfo=UTC))


@pytest.mark.parametrize(("start", "end"), [(300, 300), (-1, 5), (1440, 5), (5, 1441), (0, 0)])
def test_windows_that_are_none(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="00:00"):
        Window(start_minute=start, end_minute=end)


@pytest.mark.parametrize("days", [frozenset(), frozenset({7})])
def test_days_that_are_none(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Window(start_minute=0, end_minute=5, days=days)


def test_whole_days() -> None:
    assert ALWAYS.has_whole_day
    assert not DAY.has_whole_day
    assert not NIGHT.has_whole_day
    one = AllowedHours(windows=(Window(start_minute=0, end_minute=1440, days=frozenset({6})),))
    assert one.has_whole_day
    round_the_clock = Window(start_minute=600, end_minute=599, days=EVERY_DAY)
    assert not AllowedHours(windows=(round_the_clock,)).has_whole_day
    assert AllowedHours(windows=(round_the_clock, Window(start_minute=590, end_minute=610))
                        ).has_whole_day  # fmt: skip


def test_early_hours() -> None:
    assert DAY.has_early
    assert NIGHT.has_early
    assert not AllowedHours(windows=(Window(start_minute=360, end_minute=1440),)).has_early
    assert is_early(at("2026-11-04 05:59:59"))
    assert not is_early(at("2026-11-04 06:00"))


def test_a_day_s_minutes() -> None:
    budget = DayBudget(limit_minutes=10)
    assert budget.left_s(0) == 600
    assert budget.left_s(700) == 0
    assert budget.fits(300, 300)
    assert not budget.fits(300, 300.1)
    assert DayBudget(limit_minutes=None).fits(1e9, 1e9)


def test_a_sound_over_midnight_counts_for_both_days() -> None:
    assert seconds_by_day(at("2026-11-04 23:59:30"), timedelta(seconds=90)) == {
        date(2026, 11, 4): 30.0,
        date(2026, 11, 5): 60.0,
    }
    assert seconds_by_day(at("2026-11-04 23:59:30"), timedelta()) == {}


@given(moments, st.integers(0, 400_000))
def test_the_days_share_the_whole(moment: datetime, seconds: int) -> None:
    shares = seconds_by_day(moment, timedelta(seconds=seconds))
    assert sum(shares.values()) == pytest.approx(seconds)
    assert list(shares) == sorted(shares)
