"""Seasons, market days and exceptions: the next time, a whole year, and what never comes."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.timetable import timing as timing_module
from loudspeaker.timetable.day_words import read_days, read_yearly
from loudspeaker.timetable.days import DayRange, Days
from loudspeaker.timetable.timing import Season, Timing
from tests.timetable.moments import at, moments
from tests.timetable.test_day_words import rules

SUMMER = Season((read_yearly("1/4..30/9"),), ("0 5 * * *",))
WINTER = Season((read_yearly("1/10..31/3"),), ("30 5 * * *", "0 17 * * sun"))
DAILY = Timing(crons=("0 6 * * *",))


def due(timing: Timing, first: str, last: str) -> list[str]:
    return [f"{each:%m-%d %H:%M}" for each in timing.between(at(first), at(last))]


def test_each_season_has_its_times() -> None:
    timing = Timing(crons=(), seasons=(SUMMER, WINTER))
    assert due(timing, "2027-03-30", "2027-04-03") == [
        "03-30 05:30", "03-31 05:30", "04-01 05:00", "04-02 05:00",
    ]  # fmt: skip
    assert due(timing, "2027-01-03", "2027-01-04") == ["01-03 05:30", "01-03 17:00"]
    assert timing.next_after(at("2027-09-30 05:00")) == at("2027-10-01 05:30")


def test_the_other_times_hold_outside_the_seasons() -> None:
    timing = replace(DAILY, seasons=(SUMMER,))
    assert due(timing, "2027-09-30", "2027-10-02") == ["09-30 05:00", "10-01 06:00"]
    alone = Timing(crons=(), seasons=(SUMMER,))
    assert alone.next_after(at("2027-10-01")) == at("2028-04-01 05:00")


def test_a_season_meets_another() -> None:
    assert not SUMMER.meets(WINTER)
    assert SUMMER.meets(Season((read_yearly("30/9..1/10"),), ()))
    assert Season((read_yearly("29/2..29/2"),), ()).meets(WINTER)


def test_market_days_alone() -> None:
    timing = replace(DAILY, days=Days(only=(read_days("every 5 days from 2026-12-01"),)))
    assert due(timing, "2026-12-02", "2026-12-12") == ["12-06 06:00", "12-11 06:00"]
    without = replace(DAILY, days=Days(exceptions=(read_days("sun"),)))
    assert due(without, "2026-12-05", "2026-12-08") == ["12-05 06:00", "12-07 06:00"]


def test_only_and_except_together() -> None:
    days = Days(
        only=(read_days("sat,sun"), read_days("tet")), exceptions=(read_days("2026-12-06"),)
    )
    timing = replace(DAILY, days=days)
    assert due(timing, "2026-12-01", "2026-12-13") == ["12-05 06:00", "12-12 06:00"]
    assert timing.next_after(at("2027-02-07 07:00")) == at("2027-02-08 06:00")


@pytest.mark.parametrize(
    "timing",
    [
        Timing(crons=("0 5 30 2 *",)),
        Timing(crons=()),
        replace(DAILY, valid_from=date(2027, 1, 2), valid_to=date(2027, 1, 1)),
        replace(DAILY, valid_to=date(2026, 1, 1)),
        replace(DAILY, days=Days(exceptions=(DayRange(date.min, date.max),))),
        replace(DAILY, days=Days(exceptions=(read_days("mon-sun"),))),
        replace(DAILY, days=Days(exceptions=(read_days("lunar 1-30"),))),
        replace(DAILY, days=Days(only=(read_days("mon"),), exceptions=(read_days("mon"),))),
        replace(DAILY, crons=("* * * * *",) * 20, days=Days(exceptions=(read_days("mon-sun"),))),
    ],
)
def test_what_never_comes_is_known_soon(timing: Timing) -> None:
    timing_module._first_day.cache_clear()
    began = time.process_time()
    assert timing.next_after(at("2026-12-01 12:00")) is None
    assert time.process_time() - began < 0.5  # 0.07 s at the most where nothing else runs
    began = time.process_time()
    assert timing.next_after(at("2026-12-01 13:00")) is None
    assert time.process_time() - began < 0.05


def test_a_year_of_twenty_schedules_is_soon_there() -> None:
    moon = replace(DAILY, days=Days(lunar=frozenset({1, 15}), exceptions=(read_days("holidays"),)))
    seasonal = Timing(crons=(), seasons=(SUMMER, WINTER), days=Days(exceptions=(read_days("tet"),)))
    market = replace(DAILY, days=Days(only=(read_days("lunar ending 3,8"),)))
    twice = Timing(
        crons=("30 5 * * *", "0 17 * * mon-sat"), days=Days(exceptions=(read_days("tet"),))
    )
    began = time.process_time()
    year = at("2026-12-01"), at("2027-12-01")
    found = [
        len(list(each.between(*year))) for each in (moon, seasonal, market, twice) for _ in range(5)
    ]
    assert time.process_time() - began < 1.0  # 0.05 s where nothing else runs
    assert found[::5] == [24, 385, 75, 669]


@settings(max_examples=80, deadline=None)
@given(
    moments,
    st.lists(rules, max_size=2),
    st.lists(rules, max_size=2),
    st.sampled_from([(), (SUMMER,), (WINTER,), (SUMMER, WINTER)]),
    st.none() | st.dates(date(2030, 1, 1), date(2032, 1, 1)),
)
def test_each_day_alone_gives_the_same_times(
    moment: object,
    only: list[object],
    exceptions: list[object],
    seasons: tuple[Season, ...],
    valid_to: date | None,
) -> None:
    timing = Timing(
        crons=("15 6 1-20 * *",),
        seasons=seasons,
        valid_to=valid_to,
        days=Days(only=tuple(only), exceptions=tuple(exceptions)),  # type: ignore[arg-type]
    )
    start = at(str(moment)[:19])
    end = start + timedelta(days=90)
    whole = list(timing.between(start, end))
    pieces = [start + timedelta(hours=7 * n) for n in range(400)]
    single = [
        each
        for first, last in itertools.pairwise(pieces)
        for each in timing.between(first, min(last, end))
    ]
    assert whole == single
    later = [each for each in whole if each > start]
    following = timing.next_after(start)
    assert following == later[0] if later else following is None or following >= end
