"""Days told as a rule are the same days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.timetable.recurrence import Every, Rule, rule_of

FIRST = date(2026, 12, 1)


def every(step: int, count: int) -> list[date]:
    return [FIRST + timedelta(days=step * n) for n in range(count)]


def told(rule: Rule) -> list[date]:
    """Return the days of a rule, reckoned in another way."""
    days = []
    day = rule.first
    while day <= rule.last:
        number = {Every.DAY: 0, Every.WEEK: day.weekday(), Every.MONTH: day.day}[rule.every]
        if (not rule.numbers or number in rule.numbers) and day not in rule.without:
            days.append(day)
        day += timedelta(days=1)
    return days


@given(st.sets(st.dates(FIRST, FIRST + timedelta(days=60)), max_size=60))
def test_a_rule_is_the_same_days(days: set[date]) -> None:
    rule = rule_of(days)
    if rule is not None:
        assert told(rule) == sorted(days)


def test_what_is_daily_weekly_and_monthly() -> None:
    daily = rule_of(every(1, 30))
    assert daily is not None
    assert (daily.every, daily.without) == (Every.DAY, ())
    but_one = rule_of(set(every(1, 30)) - {date(2026, 12, 24)})
    assert but_one is not None
    assert (but_one.every, but_one.without) == (Every.DAY, (date(2026, 12, 24),))
    weekly = rule_of(every(7, 9))
    assert weekly is not None
    assert (weekly.every, weekly.numbers) == (Every.WEEK, (1,))
    monthly = rule_of([date(2026, month, 15) for month in range(1, 13)])
    assert monthly is not None
    assert (monthly.every, monthly.numbers) == (Every.MONTH, (15,))


def test_few_days_and_days_without_a_rule_are_told_one_by_one() -> None:
    assert rule_of([]) is None
    assert rule_of(every(1, 2)) is None
    assert (
        rule_of([date(2026, 12, 9), date(2026, 12, 23), date(2027, 1, 8), date(2027, 1, 22)])
        is None
    )
