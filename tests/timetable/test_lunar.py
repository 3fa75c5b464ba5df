"""The Vietnamese lunar calendar, against published days and against itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunar_vn import SUPPORTED_YEAR_RANGE

from loudspeaker.timetable.lunar import (
    FIRST_YEAR,
    LAST_YEAR,
    LunarDay,
    is_lunar_new_year,
    lunar_day,
)

NEW_YEARS = [  # 1985, 2007 and 2030 are other days in China
    "1985-01-21", "2007-02-17", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22",
    "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13",
    "2030-02-02",
]  # fmt: skip


@pytest.mark.parametrize("written", NEW_YEARS)
def test_new_years(written: str) -> None:
    day = date.fromisoformat(written)
    assert lunar_day(day) == LunarDay(1, 1, is_leap=False)
    off = [day + timedelta(days=ahead) for ahead in range(-3, 7)]
    assert [each - day for each in off if is_lunar_new_year(each)] == [
        timedelta(days=ahead) for ahead in range(-1, 4)
    ]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2023-03-22", (1, 2, True)),
        ("2025-07-25", (1, 6, True)),
        ("2026-04-26", (10, 3, False)),
        ("2026-08-27", (15, 7, False)),
        ("2026-09-25", (15, 8, False)),
    ],
)
def test_published_days(written: str, found: tuple[int, int, bool]) -> None:
    assert lunar_day(date.fromisoformat(written)) == LunarDay(*found)


def test_years_that_are_not_reckoned() -> None:
    assert SUPPORTED_YEAR_RANGE == (FIRST_YEAR, LAST_YEAR)
    assert lunar_day(date(1899, 12, 31)) is None
    assert lunar_day(date(LAST_YEAR + 1, 1, 1)) is None
    assert not is_lunar_new_year(date.min)
    assert not is_lunar_new_year(date.max)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_days_follow_each_other_and_months_have_29_or_30(day: date) -> None:
    here, after = lunar_day(day), lunar_day(day + timedelta(days=1))
    assert here is not None
    assert after is not None
    if after.day == 1:
        assert here.day in {29, 30}
        assert after.is_leap or after.month == here.month % 12 + 1
    else:
        assert after == here._replace(day=here.day + 1)
