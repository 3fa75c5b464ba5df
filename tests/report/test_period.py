"""Months and years as people name them, in the station's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.report import Period, period_named

JULY = Period(year=2026, month=7)


@pytest.mark.parametrize("text", ["2026-07", "2026-7", "7/2026", "07/2026", " 07-2026 ", "2026/7"])
def test_a_month_as_people_write_it(text: str) -> None:
    assert period_named(text) == JULY


def test_a_year() -> None:
    assert period_named("2026") == Period(year=2026)
    assert list(Period(year=2026).spans())[::11] == ["2026-01", "2026-12"]


@pytest.mark.parametrize(
    "text", ["", "7", "13/2026", "0/2026", "1999", "2026-07-01", "bảy", "٢٠٢٦"]
)
def test_what_is_no_period(text: str) -> None:
    assert period_named(text) is None


def test_a_month_begins_at_midnight_in_vietnam() -> None:
    before = datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)
    assert not JULY.has(before)
    assert JULY.has(before + timedelta(seconds=1))
    assert JULY.span_of(before + timedelta(seconds=1)) == "2026-07-01"
    assert JULY.is_over(datetime(2026, 7, 31, 17, tzinfo=UTC))
    assert not JULY.is_over(datetime(2026, 7, 31, 16, tzinfo=UTC))


@given(st.integers(1_000_000_000, 7_000_000_000))
def test_each_moment_lies_in_one_month_and_one_of_its_days(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    months = [Period(year=year, month=m) for year in (moment.year, moment.year + 1)
              for m in range(1, 13)]  # fmt: skip
    (found,) = [month for month in months if month.has(moment)]
    assert list(found.spans()).count(found.span_of(moment)) == 1
    assert Period(year=found.year).has(moment)


@given(st.integers(2001, 2198), st.none() | st.integers(1, 12))
def test_periods_follow_without_a_gap(year: int, month: int | None) -> None:
    period = Period(year=year, month=month)
    assert period.before().end == period.first
    assert period_named(period.name) == period
    assert date.fromisoformat(f"{next(iter(period.spans()))}-01"[:10]) == period.first
