"""Deadlines, duplicates, organisations, and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.deadlines import (
    LONGEST_DAYS,
    Due,
    Reckoned,
    deadline,
    months_after,
    reckon,
    register_by,
    working_days_between,
)
from loudspeaker.plugins.documents.papers.duplicates import NO_KEYS, Alike, keys_of
from loudspeaker.plugins.documents.papers.entry import Book, Entry, entry_of
from loudspeaker.plugins.documents.papers.files import Retention, file_entry_of, retention_of
from loudspeaker.plugins.documents.papers.organisations import (
    Organisation,
    checked,
    levels_on,
    organisation_code,
)
from loudspeaker.plugins.documents.papers.states import OPEN, State
from tests.plugins.documents.calendars import Calendar

FRIDAY = date(2026, 4, 24)
# Monday is a holiday that the Saturday before is worked for; Thursday and Friday are holidays.
CALENDAR = Calendar(
    closed=frozenset({date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)}),
    open=frozenset({date(2026, 4, 25)}),
)


def test_deadlines_count_working_days_and_days_worked_instead() -> None:
    assert deadline(FRIDAY, 1, CALENDAR) == date(2026, 4, 25)
    assert deadline(FRIDAY, 2, CALENDAR) == date(2026, 4, 28)
    assert deadline(FRIDAY, 4, CALENDAR) == date(2026, 5, 4)
    for days in (0, -1, LONGEST_DAYS + 1):
        with pytest.raises(EntryRefused, match="số ngày làm việc"):
            deadline(FRIDAY, days, CALENDAR)
    assert register_by(FRIDAY, CALENDAR, at_once=False) == date(2026, 4, 25)
    assert register_by(FRIDAY, CALENDAR, at_once=True) == FRIDAY
    assert register_by(date(2026, 4, 26), CALENDAR, at_once=True) == date(2026, 4, 28)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (FRIDAY, Reckoned(due=Due.LATER, days=3)),
        (date(2026, 4, 25), Reckoned(due=Due.SOON, days=2)),
        (date(2026, 4, 29), Reckoned(due=Due.TODAY)),
        (date(2026, 4, 30), Reckoned(due=Due.OVERDUE, days=0)),
        (date(2026, 5, 5), Reckoned(due=Due.OVERDUE, days=2)),
    ],
)
def test_what_is_due_is_reckoned_at_a_day(today: date, expected: Reckoned) -> None:
    due = date(2026, 4, 29)
    for state in OPEN:
        found = reckon(due_on=due, state=state, ended_on=None, today=today, calendar=CALENDAR)
        assert found == expected
    ended = reckon(due_on=due, state=State.DONE, ended_on=today, today=FRIDAY, calendar=CALENDAR)
    assert ended.due is (Due.LATE if today > due else Due.IN_TIME)
    nothing = reckon(due_on=None, state=State.DONE, ended_on=None, today=today, calendar=CALENDAR)
    assert nothing.due is Due.NONE
    assert all(each.label for each in Due)


@settings(max_examples=50)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, LONGEST_DAYS))
def test_as_many_working_days_lie_between_as_were_added(day: date, days: int) -> None:
    assert working_days_between(day, CALENDAR.add(day, days), CALENDAR) == days
    assert working_days_between(day, day - timedelta(days=days), CALENDAR) == 0


@settings(max_examples=100)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 1200))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def arrived(**more: object) -> Entry:
    values = {"type": "QĐ", "number": "5", "symbol": "QĐ-UBND", "issuer": "UBND Tỉnh",
              "subject": "x", "issued_on": "2026-03-01"}  # fmt: skip
    return entry_of(Book.IN, values | more)


def test_one_paper_is_known_however_it_is_typed() -> None:
    keys = keys_of(arrived(issuer_code="H03"))
    assert keys_of(arrived(number="05", issuer="ubnd tinh")).by_name == keys.by_name
    assert keys_of(arrived(issuer="Ủy ban", issuer_code="h03")).by_code == keys.by_code
    assert keys_of(arrived()).by_code == ""
    for other in (arrived(number="6"), arrived(symbol="BC-UBND"), arrived(issued_on="2025-03-01"),
                  arrived(issuer="UBND huyện")):  # fmt: skip
        assert keys_of(other).by_name != keys.by_name
    assert keys_of(arrived(number="", symbol="")) == NO_KEYS
    alike = Alike(paper=1, number=12, day=date(2026, 3, 2), subject="Tiêm phòng")
    assert str(alike) == "số đến 12 ngày 2/3/2026: Tiêm phòng"


def test_codes_of_both_forms_know_their_levels() -> None:
    old, new = organisation_code("000.17.22.h56"), organisation_code("H03.12.25")
    assert (old.groups, old.is_old) == (("H56", "22", "17"), True)
    assert (new.groups, new.is_old) == (("H03", "12", "25"), False)
    assert organisation_code(" 000.00.00.h03 ").groups == organisation_code("H03").groups
    for text in ("", "H3", "H03.", "H03.1234", "H03.1.2.3.4.5", "00.17.22.H56", "٣03", "H0３"):
        with pytest.raises(EntryRefused, match="mã cơ quan"):
            organisation_code(text)


def test_there_were_four_levels_and_are_three() -> None:
    assert levels_on(date(2025, 6, 30)) == ("trung ương", "tỉnh", "huyện", "xã")
    assert levels_on(date(2025, 7, 1)) == ("trung ương", "tỉnh", "xã")
    district = Organisation(
        code="000.00.22.H56", name=" UBND  huyện ", level="Huyện", valid_to=date(2025, 6, 30)
    )
    kept = checked(district)
    assert (kept.name, kept.level) == ("UBND huyện", "huyện")
    assert kept.holds_on(date(2025, 6, 30))
    assert not kept.holds_on(date(2025, 7, 1))
    for bad in (
        replace(district, valid_from=date(2025, 7, 1), valid_to=None),
        replace(district, name=""),
        replace(district, code="x"),
        replace(district, successor="x"),
        replace(district, valid_from=date(2025, 7, 1)),
    ):
        with pytest.raises(EntryRefused):
            checked(bad)


def test_files_are_kept_and_handed_over_in_time() -> None:
    assert str(retention_of("vinh vien")) == "Vĩnh viễn"
    assert retention_of(" 20 năm ") == retention_of("20") == Retention(years=20)
    for text in ("", "0 năm", "lâu dài", "100 năm"):
        with pytest.raises(EntryRefused, match="thời hạn bảo quản"):
            retention_of(text)
    values = {"notation": "01/VX", "title": "Tiêm phòng", "retention": "10 năm",
              "ended_on": "29/2/2024"}  # fmt: skip
    file = file_entry_of(values, today=date(2026, 1, 1))
    assert (file.year, file.hand_over_by) == (2026, date(2025, 2, 28))
    assert file.kept_until() == date(2034, 2, 28)
    assert [file.is_to_warn(date(2025, 1, day)) for day in (28, 29)] == [False, True]
    assert replace(file, construction=True).hand_over_by == date(2024, 5, 29)
    assert replace(file, ended_on=None).kept_until() is None
    assert file_entry_of(file.to_values(), today=date(2026, 1, 1)) == file
    for name, value in (("title", ""), ("notation", ""), ("begun_on", "1/3/2024"), ("x", "y")):
        with pytest.raises(EntryRefused):
            file_entry_of(values | {name: value}, today=date(2026, 1, 1))
