"""Deadlines in working days, and what is due or overdue: computed at a moment, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.states import OPEN, State

LONGEST_DAYS: Final = 366
SOON_DAYS: Final = 2
"""A paper is due soon when no more than these working days are left."""
ARCHIVE_YEARS: Final = 1
CONSTRUCTION_MONTHS: Final = 3
WARNING_DAYS: Final = 30


class WorkingDays(Protocol):
    """The calendar of the office: weekends, holidays, and Saturdays that are worked instead."""

    def add(self, day: date, days: int) -> date:
        """Return the day that is so many working days after a day, which itself is not counted."""
        ...

    def is_open(self, day: date) -> bool:
        """Tell whether it is a working day."""
        ...


class Due(StrEnum):
    """How a paper stands to its deadline."""

    NONE = "none"
    LATER = "later"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS: Final = {
    Due.NONE: "Không có hạn",
    Due.LATER: "Còn hạn",
    Due.SOON: "Sắp đến hạn",
    Due.TODAY: "Đến hạn hôm nay",
    Due.OVERDUE: "Quá hạn",
    Due.IN_TIME: "Xong đúng hạn",
    Due.LATE: "Xong quá hạn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """How a paper stands; ``days`` are the working days that are left, or by which it is late."""

    due: Due
    days: int = 0


def deadline(start: date, days: int, calendar: WorkingDays) -> date:
    """Return the day by which something is to be done in so many working days; EntryRefused."""
    if not 1 <= days <= LONGEST_DAYS:
        raise EntryRefused(where="số ngày làm việc", problem=f"từ 1 đến {LONGEST_DAYS}")
    return calendar.add(start, days)


def register_by(arrived: date, calendar: WorkingDays, *, at_once: bool) -> date:
    """Return the last day on which a paper is registered and presented.

    That is the day on which it came, at the latest the next working day; a paper with a degree of
    urgency is presented on the day (NĐ 30/2020/NĐ-CP, articles 22 and 23).  What comes on a day
    without work is taken on the next one.
    """
    return arrived if at_once and calendar.is_open(arrived) else calendar.add(arrived, 1)


def reckon(
    *, due_on: date | None, state: State, ended_on: date | None, today: date, calendar: WorkingDays
) -> Reckoned:
    """Return how a paper stands; ``ended_on`` is the day on which nobody had to do more."""
    if due_on is None:
        return Reckoned(due=Due.NONE)
    if state not in OPEN:
        end = ended_on or due_on
        late = working_days_between(due_on, end, calendar)
        return Reckoned(due=Due.LATE if end > due_on else Due.IN_TIME, days=late)
    if today > due_on:
        return Reckoned(due=Due.OVERDUE, days=working_days_between(due_on, today, calendar))
    if today == due_on:
        return Reckoned(due=Due.TODAY)
    left = working_days_between(today, due_on, calendar)
    return Reckoned(due=Due.SOON if left <= SOON_DAYS else Due.LATER, days=left)


def working_days_between(begin: date, end: date, calendar: WorkingDays) -> int:
    """Return how many working days come after one day up to another; 0 for none or an earlier one.

    ``LONGEST_DAYS`` stands for as many or more.
    """
    count, last = 0, begin
    while count < LONGEST_DAYS and (last := calendar.add(last, 1)) <= end:
        count += 1
    return count


def hand_over_by(ended: date, *, construction: bool) -> date:
    """Return the day by which a closed file goes to the office's archive.

    Within 1 year of the end of the work, for construction 3 months after its settlement (NĐ
    30/2020/NĐ-CP, article 30).
    """
    months = CONSTRUCTION_MONTHS if construction else 12 * ARCHIVE_YEARS
    return months_after(ended, months)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days
