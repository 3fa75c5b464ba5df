"""Hours that several hamlets have in common."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.timetable.hours import AllowedHours, Window
from loudspeaker.timetable.zone_hours import CommonHours, HoursAtPoints
from tests.timetable.moments import at, moments
from tests.timetable.test_hours import ALWAYS, DAY, NEVER, allowed_hours

EVENING = AllowedHours(windows=(Window(start_minute=17 * 60, end_minute=19 * 60),))
PLAN = HoursAtPoints(general=DAY, by_zone={2: EVENING}, zone_of={1: 1, 2: 1, 3: 2})


def test_a_zone_follows_its_own_hours_and_no_others() -> None:
    six = at("2026-12-01 18:00")
    assert PLAN.at([3]).is_allowed(six)
    assert not PLAN.at([3]).is_allowed(at("2026-12-01 12:00"))
    assert PLAN.at([1, 2]).is_allowed(at("2026-12-01 12:00"))


def test_a_sound_for_several_must_be_allowed_at_each() -> None:
    assert not PLAN.at([1, 3]).is_allowed(at("2026-12-01 12:00"))
    assert PLAN.at([1, 3]).covers(at("2026-12-01 17:30"), timedelta(minutes=30))
    assert not PLAN.at([1, 3]).covers(at("2026-12-01 18:50"), timedelta(minutes=30))
    assert PLAN.at([1, 3]).next_allowed(at("2026-12-01 08:00")) == at("2026-12-01 17:00")


def test_points_nobody_knows_and_none_at_all_follow_the_commune() -> None:
    assert PLAN.at([]) == PLAN.at([99]) == CommonHours((DAY,))


def test_somewhere_is_wherever_there_is_a_point() -> None:
    hours = HoursAtPoints(general=NEVER, by_zone={2: DAY}, zone_of={1: 1, 3: 2})
    assert hours.allows_somewhere(at("2026-12-01 12:00"))
    assert not hours.allows_somewhere(at("2026-12-01 01:00"))
    only_own = HoursAtPoints(general=ALWAYS, by_zone={2: DAY}, zone_of={3: 2})
    assert not only_own.allows_somewhere(at("2026-12-01 01:00"))
    assert HoursAtPoints(general=ALWAYS).allows_somewhere(at("2026-12-01 01:00"))


def test_what_never_meets_is_never_allowed() -> None:
    morning = AllowedHours(windows=(Window(start_minute=300, end_minute=400),))
    assert CommonHours((morning, EVENING)).next_allowed(at("2026-12-01 01:00")) is None
    assert CommonHours((ALWAYS, NEVER)).next_allowed(at("2026-12-01 01:00")) is None


@settings(max_examples=60)
@given(st.lists(allowed_hours, min_size=1, max_size=3), moments)
def test_next_allowed_is_the_first_minute_that_all_allow(
    every: list[AllowedHours], moment: datetime
) -> None:
    start = moment.replace(second=0, microsecond=0)
    common = CommonHours(tuple(every))
    minutes = (start + timedelta(minutes=n) for n in range(7 * 24 * 60 + 1))
    assert common.next_allowed(start) == next((m for m in minutes if common.is_allowed(m)), None)
