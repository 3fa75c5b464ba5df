"""Days for ``only`` and ``except``: read, told, and read again."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model.settings import Unfit
from loudspeaker.timetable import day_words
from loudspeaker.timetable.day_words import read_days, read_yearly
from loudspeaker.timetable.days import (
    Cycle,
    DayRange,
    DaysOff,
    LunarDays,
    LunarEndings,
    SomeDays,
    Weekdays,
    YearlyRange,
)

CHRISTMAS = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("tet", DaysOff.TET),
        ("Tết", DaysOff.TET),
        ("holidays", DaysOff.HOLIDAYS),
        ("2026-12-24", DayRange(CHRISTMAS, CHRISTMAS)),
        ("2026-12-24 .. 2026-12-25", DayRange(CHRISTMAS, date(2026, 12, 25))),
        ("1/4..30/9", YearlyRange((4, 1), (9, 30))),
        ("1/10 .. 31/3", YearlyRange((10, 1), (3, 31))),
        ("sat,sun", Weekdays(frozenset({5, 6}))),
        ("thứ bảy", Weekdays(frozenset({5}))),
        ("thứ 2 - thứ 6", Weekdays(frozenset(range(5)))),
        ("lunar 1,15", LunarDays(frozenset({1, 15}))),
        ("âm lịch 1, 15", LunarDays(frozenset({1, 15}))),
        ("lunar ending 3 and 8", LunarEndings(frozenset({3, 8}))),
        ("ngày âm lịch đuôi 3, 8", LunarEndings(frozenset({3, 8}))),
        ("every 5 days from 2026-12-24", Cycle(5, CHRISTMAS)),
        ("5 ngày một phiên từ 2026-12-24", Cycle(5, CHRISTMAS)),
    ],
)
def test_what_is_meant(text: str, days: SomeDays) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize(
    ("text", "wrong", "expected"),
    [
        ("lễ", "lễ", day_words.EXPECTED),
        ("", "", day_words.EXPECTED),
        ("2027-02-30", "2027", day_words.EXPECTED),
        ("2027-02-03..2027-02-01", "2027-02-01", day_words.RANGE_EXPECTED),
        ("01-04..30-09", "01", day_words.YEARLY_EXPECTED),
        ("1/4", "1/4", day_words.YEARLY_EXPECTED),
        ("1/4..31/9", "31", day_words.YEARLY_EXPECTED),
        ("4/31..9/30", "4", day_words.YEARLY_EXPECTED),
        ("lunar 31", "31", day_words.LUNAR_EXPECTED),
        ("lunar ending 13", "13", day_words.ENDING_EXPECTED),
        ("every 1 days from 2026-12-24", "1", day_words.CYCLE_EXPECTED),
        ("every 5 days", "every", day_words.CYCLE_EXPECTED),
        ("every 999 days from 2026-12-24", "999", day_words.CYCLE_EXPECTED),
        ("every 5 days from 2026-13-24", "2026", day_words.EXPECTED),
    ],
)
def test_what_is_refused_and_where(text: str, wrong: str, expected: str) -> None:
    with pytest.raises(Unfit) as caught:
        read_days(text)
    assert (text[caught.value.at :][: len(wrong)], str(caught.value)) == (wrong, expected)


def test_a_season_is_days_of_every_year() -> None:
    winter = read_yearly("1/10..31/3")
    assert [winter.has(date(2027, month, 1)) for month in range(1, 13)] == [
        *[True] * 3, *[False] * 6, *[True] * 3,
    ]  # fmt: skip
    to_the_end = read_yearly("1/12..29/2")
    assert to_the_end.has(date(2027, 2, 28))
    assert to_the_end.has(date(2028, 2, 29))
    assert not to_the_end.has(date(2027, 3, 1))
    with pytest.raises(Unfit):
        read_yearly("sat")


def test_market_days() -> None:
    every_five = read_days("every 5 days from 2026-12-24")
    year = [date(2026, 12, 1) + timedelta(days=n) for n in range(365)]
    market = [day for day in year if every_five.has(day)]
    assert market[:3] == [date(2026, 12, 4), date(2026, 12, 9), date(2026, 12, 14)]
    assert {(b - a).days for a, b in itertools.pairwise(market)} == {5}
    endings = read_days("lunar ending 3,8")
    assert sum(endings.has(day) for day in year) in range(73, 76)
    assert endings.has(date(2027, 2, 8))  # the third day of the new year
    assert not endings.has(date(2200, 1, 1))


days = st.dates(date(2020, 1, 1), date(2050, 12, 31))


def _dates(first: date, more: int) -> DayRange:
    return DayRange(first, first + timedelta(days=more))


def _yearly(first: date, last: date) -> YearlyRange:
    return YearlyRange((first.month, first.day), (last.month, last.day))


rules: st.SearchStrategy[SomeDays] = st.one_of(
    st.sampled_from(DaysOff),
    st.builds(_dates, days, st.integers(0, 99)),
    st.builds(_yearly, days, days),
    st.builds(Weekdays, st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(LunarDays, st.frozensets(st.integers(1, 30), min_size=1)),
    st.builds(LunarEndings, st.frozensets(st.integers(0, 9), min_size=1)),
    st.builds(Cycle, st.integers(2, 60), days),
)


@given(rules)
def test_what_is_told_can_be_read_again(rule: SomeDays) -> None:
    told = str(rule)
    assert read_days(told) == rule
    assert not {",", ";"} & set(told)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_at = 0
    try:
        read_days(text).has(CHRISTMAS)
    except Unfit as refusal:
        refused_at = refusal.at
    assert 0 <= refused_at <= len(text)
