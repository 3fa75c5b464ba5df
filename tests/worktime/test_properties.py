"""Ten years of holidays and make-up days: what must hold of every deadline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.worktime import Calendar, Limit, Stop, Unit, add, between, counts_from, due
from loudspeaker.worktime.shipped import shipped_years
from tests.worktime.reckoning import due_by_minutes, worked_between

CALENDAR = Calendar(years=shipped_years())
FIRST, LAST = date(2017, 1, 1), date(2026, 8, 1)

moments = st.builds(
    lambda day, minute: datetime.combine(day, time(), STATION_ZONE) + timedelta(minutes=minute),
    st.dates(FIRST, LAST),
    st.integers(0, 24 * 60 - 1),
)
lengths = st.integers(1, 60 * 8 * 60).map(lambda seconds: timedelta(seconds=seconds * 7))
limits = st.builds(Limit, amount=st.integers(1, 20), unit=st.sampled_from(Unit))
cut_offs = st.none() | st.sampled_from([time(15), time(10), time(16, 30)])


def stopped(start: datetime, pairs: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
    return [
        (start + timedelta(minutes=after), start + timedelta(minutes=after + long))
        for after, long in pairs
    ]


pairs = st.lists(st.tuples(st.integers(-2000, 30_000), st.integers(0, 15_000)), max_size=4)


@settings(max_examples=60)
@given(moments, limits, cut_offs, pairs)
def test_a_second_reading_minute_by_minute_agrees(
    received: datetime, limit: Limit, cut_off: time | None, offsets: list[tuple[int, int]]
) -> None:
    spans = stopped(received, offsets)
    stops = [Stop(start=start, end=end) for start, end in spans]
    minutes = int(limit.length / timedelta(minutes=1))
    expected = due_by_minutes(received, minutes, cut_off, spans)
    assert due(CALENDAR, received, limit, cut_off=cut_off, stops=stops).at == expected


@settings(max_examples=60)
@given(moments, st.integers(-20_000, 20_000))
def test_the_time_between_agrees_with_the_second_reading(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    found = between(CALENDAR, start, end)
    assert found == -between(CALENDAR, end, start)
    assert abs(found) == timedelta(minutes=worked_between(min(start, end), max(start, end)))


@settings(max_examples=150)
@given(moments, limits, cut_offs, pairs)
def test_a_deadline_never_falls_in_a_closed_half_day(
    received: datetime, limit: Limit, cut_off: time | None, offsets: list[tuple[int, int]]
) -> None:
    stops = [Stop(start=start, end=end) for start, end in stopped(received, offsets)]
    at = due(CALENDAR, received, limit, cut_off=cut_off, stops=stops).at
    assert at is not None
    assert any(begin < at <= end for begin, end in CALENDAR.spans(at.date()))


@settings(max_examples=150)
@given(moments, limits, cut_offs, st.integers(0, 20_000), st.integers(0, 15_000))
def test_stopping_and_resuming_adds_exactly_the_stopped_time(
    received: datetime, limit: Limit, cut_off: time | None, after: int, long: int
) -> None:
    plain = due(CALENDAR, received, limit, cut_off=cut_off)
    assert plain.at is not None
    start = plain.counted_from + timedelta(minutes=after)
    stop = Stop(start=start, end=start + timedelta(minutes=long))
    at = due(CALENDAR, received, limit, cut_off=cut_off, stops=[stop]).at
    assert at is not None
    assert stop.end is not None
    held = between(CALENDAR, start, stop.end) if start < plain.at else timedelta()
    assert between(CALENDAR, plain.at, at) == held
    still = due(CALENDAR, received, limit, cut_off=cut_off, stops=[Stop(start=start)])
    if (left := between(CALENDAR, start, plain.at)) > timedelta():
        assert (still.at, still.left) == (None, left)
    else:
        assert still.at == plain.at


@settings(max_examples=150)
@given(moments, moments, lengths, lengths)
def test_adding_is_additive_and_monotone(
    one: datetime, other: datetime, first: timedelta, second: timedelta
) -> None:
    at = add(CALENDAR, one, first)
    assert between(CALENDAR, one, at) == first
    assert add(CALENDAR, at, second) == add(CALENDAR, one, first + second) > at
    early, late = sorted((one, other))
    assert add(CALENDAR, early, first) <= add(CALENDAR, late, first)
    assert counts_from(CALENDAR, early) <= counts_from(CALENDAR, late)


@settings(max_examples=100)
@given(moments, moments, moments)
def test_stretches_of_time_add_up(one: datetime, other: datetime, third: datetime) -> None:
    parts = between(CALENDAR, one, other) + between(CALENDAR, other, third)
    assert parts == between(CALENDAR, one, third)
