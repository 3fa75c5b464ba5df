"""The rows in simulated time: clean on the product, and every planted bug is caught."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.faults import many_days, quiet_hours
from bench.faults.simulated import drawing, growth, hours, timetable
from bench.faults.simulated.moon import lunar
from loudspeaker.air import interlock, selection, supervision
from loudspeaker.air.journal import Journal
from loudspeaker.air.watch import Watch
from loudspeaker.asrun import Reason
from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.shipped import find
from loudspeaker.model import STATION_ZONE
from loudspeaker.rundown import Rundown
from loudspeaker.station.outage import Outage
from loudspeaker.timetable.days import Days, DaysOff, is_holiday
from loudspeaker.timetable.hours import AllowedHours, Window
from loudspeaker.timetable.lunar import lunar_day
from loudspeaker.timetable.zone_hours import CommonHours, HoursAtPoints

DAYS = 20
FIRST = datetime(2026, 1, 1, tzinfo=STATION_ZONE)
MOMENTS = st.integers(0, 15 * 365 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))

# --- the rule read twice --------------------------------------------------------------------------


def window_of(row: hours.Row) -> Window:
    return Window(start_minute=row.first, end_minute=row.last, days=frozenset(row.days))


@given(st.integers(), MOMENTS)
def test_both_readings_of_allowed_hours_agree(seed: int, moment: datetime) -> None:
    rule = drawing.rule_of(random.Random(seed))
    general = [row for row in rule.rows if not row.zones] or [hours.BY_DEFAULT]
    own = {zone: [row for row in rule.rows if zone in row.zones] for zone in range(1, 10)}
    product = HoursAtPoints(
        general=AllowedHours(windows=tuple(map(window_of, general))),
        by_zone={
            zone: AllowedHours(windows=tuple(map(window_of, rows)))
            for zone, rows in own.items()
            if rows
        },
        zone_of=hours.ZONE_OF,
    )
    points = drawing.points_of(random.Random(seed))
    assert rule.allows(moment, points) == product.at(points).is_allowed(moment)


def test_the_hamlets_are_those_of_the_simulated_station(tmp_path: Path) -> None:
    plan = load_hardware(find("hardware", "simulated", tmp_path)).points.plan
    assert {point.number: point.zone for point in plan.points} == hours.ZONE_OF


@pytest.mark.parametrize("year", [2026, 2029, 2033, 2034, 2040])
def test_both_reckonings_of_the_moon_agree(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert lunar(day) == tuple(lunar_day(day) or ())
        assert timetable.is_tet(day) == DaysOff.TET.has(day)
        assert timetable.is_holiday(day) == is_holiday(day)
        day += timedelta(days=1)


def test_a_sound_over_midnight_counts_on_both_days() -> None:
    begin = datetime(2026, 12, 31, 23, 59, 50, tzinfo=STATION_ZONE)
    shares = dict(hours.seconds_by_day(begin, begin + timedelta(seconds=25)))
    assert shares == {"2026-12-31": 10.0, "2027-01-01": 15.0}


# --- quiet hours ----------------------------------------------------------------------------------


def cases(folder: Path, *seeds: int) -> Iterator[str]:
    """Play a case for each seed; yield what was found."""
    for seed in seeds:
        found = quiet_hours.play_case(folder / str(seed), random.Random(seed))
        yield from found["problems"]


def without(reason: Reason) -> object:
    """Return the interlock without one of its reasons."""
    real = interlock.refusal

    def refusal(rundown: Rundown, **facts: object) -> Reason | None:
        found = real(rundown, **facts)  # type: ignore[arg-type]  # handed on as they came
        return None if found is reason else found

    return refusal


@pytest.mark.slow
def test_nothing_sounds_in_quiet_hours(tmp_path: Path) -> None:
    assert list(cases(tmp_path, 5, 17, 31, 35, 44, 50)) == []


@pytest.mark.slow
def test_hours_kept_only_by_the_timetable_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "refusal", without(Reason.QUIET_HOURS))
    monkeypatch.setattr(supervision, "must_cut", lambda *_, **__: None)
    assert any("quiet hours" in problem for problem in cases(tmp_path, 0, 1, 2))


@pytest.mark.slow
def test_sound_that_goes_on_when_the_clock_is_set_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "must_cut", lambda *_, **__: None)
    assert any("quiet hours" in problem for problem in cases(tmp_path, 31, 35, 38))


@pytest.mark.slow
def test_hours_of_hamlets_that_are_not_looked_at_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HoursAtPoints, "at", lambda self, _: CommonHours((self.general,)))
    assert any("quiet hours" in problem for problem in cases(tmp_path, 5, 17, 23))


@pytest.mark.slow
def test_a_limit_a_day_that_forgets_what_was_aired_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "used_today_s", lambda _: 0.0)
    assert any("day limit" in problem for problem in cases(tmp_path, 44, 50))


# --- many days ------------------------------------------------------------------------------------


def years() -> list[str]:
    problems: list[str] = many_days.play(DAYS, random.Random(0))["problems"]
    return problems


@pytest.mark.slow
def test_every_slot_of_some_days_has_its_record() -> None:
    assert years() == []


@pytest.mark.slow
def test_positions_that_are_not_kept_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Journal, "commit_position", lambda *_: None)
    assert any("doubled" in problem for problem in years())


@pytest.mark.slow
def test_rundowns_that_a_restart_forgets_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Journal, "pending", lambda _: [])
    assert any("0 terminal records" in problem for problem in years())


@pytest.mark.slow
def test_days_that_should_not_count_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Days, "count", lambda *_: True)
    assert any("not due" in problem for problem in years())


@pytest.mark.slow
def test_slots_of_long_power_cuts_that_nobody_records_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(many_days, "PER_DAY", {"power_cut": 0.3})
    monkeypatch.setattr(Outage, "look", lambda _: None)
    assert any("0 terminal records" in problem for problem in years())


def test_growth_is_seen() -> None:
    small = growth.Size(rss_mib=50.0, disk_kib=100.0, records=100)
    large = growth.Size(rss_mib=90.0, disk_kib=900.0, records=200)
    same, nothing = growth.growth(small, small, {"open": 3})
    assert nothing == []
    assert same["most_rss_growth_mib"] == 0
    _, problems = growth.growth(small, large, {"open": 100})
    assert len(problems) == 3
