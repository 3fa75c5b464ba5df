"""Hours in which ordinary sound is allowed, and how much of it a day.

A window belongs to the weekday on which it begins; one that ends at or before its begin goes over
midnight.  The begin is allowed, the end is not.  Emergencies are exempt: whoever asks here has
already decided that the rule applies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from loudspeaker.model.time import STATION_ZONE

MINUTES_A_DAY: Final = 24 * 60
MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY
EARLY_MINUTE: Final = 6 * 60
EVERY_DAY: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One stretch on some weekdays (Monday = 0), in minutes since midnight."""

    start_minute: int
    end_minute: int
    days: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        """Refuse what is no stretch of time with ValueError."""
        start_fits = 0 <= self.start_minute < MINUTES_A_DAY
        if not (start_fits and 0 <= self.end_minute <= MINUTES_A_DAY):
            raise ValueError("times from 00:00 to 24:00")
        if self.start_minute == self.end_minute:
            raise ValueError("an end that differs from the begin (00:00 to 24:00 is a whole day)")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("at least one weekday")

    @property
    def length_minutes(self) -> int:
        """Return the length, up to a whole day."""
        over_midnight = self.end_minute < self.start_minute
        return self.end_minute - self.start_minute + MINUTES_A_DAY * over_midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHours:
    """All windows together; windows that touch or overlap count as one stretch."""

    windows: tuple[Window, ...]

    def is_allowed(self, moment: datetime) -> bool:
        """Tell whether ordinary sound may be heard at this moment."""
        return self.allowed_until(moment) != moment

    def allowed_until(self, moment: datetime) -> datetime | None:
        """Return the end of the stretch: ``moment`` itself outside hours, None if it never ends."""
        monday, minute = _in_week(moment)
        for stretch in _stretches(self.windows):
            if stretch.start <= minute < stretch.end:
                return None if stretch.endless else _moment(monday, stretch.end)
        return moment

    def next_allowed(self, moment: datetime) -> datetime | None:
        """Return the first allowed moment from ``moment`` on, None if there is none ever."""
        if self.is_allowed(moment):
            return moment
        monday, minute = _in_week(moment)
        starts = (s.start for s in _stretches(self.windows) if s.start > minute)
        first = min(starts, default=None)
        return None if first is None else _moment(monday, first)

    def covers(self, start: datetime, duration: timedelta) -> bool:
        """Tell whether a sound of this length, begun at ``start``, stays inside one stretch."""
        end = self.allowed_until(start)
        return end is None or (end != start and start + duration <= end)

    @property
    def has_whole_day(self) -> bool:
        """Tell whether on some weekday the night is not excepted at all."""
        return any(
            s.start <= day * MINUTES_A_DAY and (day + 1) * MINUTES_A_DAY <= s.end
            for s in _stretches(self.windows)
            for day in range(7)
        )

    @property
    def has_early(self) -> bool:
        """Tell whether sound before 06:00 is allowed, which deserves a warning."""
        mornings = (day * MINUTES_A_DAY for day in range(7))
        stretches = _stretches(self.windows)
        return any(s.start < m + EARLY_MINUTE and m < s.end for m in mornings for s in stretches)


def is_early(moment: datetime) -> bool:
    """Tell whether it is before 06:00 in the station's zone."""
    local = moment.astimezone(STATION_ZONE)
    return local.hour * 60 + local.minute < EARLY_MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    start: float
    end: float

    @property
    def endless(self) -> bool:
        return self.end - self.start >= MINUTES_A_WEEK


@lru_cache(maxsize=64)
def _stretches(windows: tuple[Window, ...]) -> tuple[_Stretch, ...]:
    """Return merged stretches in minutes since Monday 00:00, from a week before to a week after."""
    merged: list[_Stretch] = []
    for start, end in sorted(_spans(windows)):
        if merged and start <= merged[-1].end:
            merged[-1] = _Stretch(start=merged[-1].start, end=max(end, merged[-1].end))
        else:
            merged.append(_Stretch(start=start, end=end))
    return tuple(merged)


def _spans(windows: Iterable[Window]) -> Iterator[tuple[int, int]]:
    for window in windows:
        for day in window.days:
            for week in (-1, 0, 1):
                start = week * MINUTES_A_WEEK + day * MINUTES_A_DAY + window.start_minute
                yield start, start + window.length_minutes


def _in_week(moment: datetime) -> tuple[datetime, float]:
    local = moment.astimezone(STATION_ZONE)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), time(), STATION_ZONE)
    return monday, (local - monday) / timedelta(minutes=1)


def _moment(monday: datetime, minute: float) -> datetime:
    return monday + timedelta(minutes=minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBudget:
    """How long ordinary sound may last on one day; None sets no limit."""

    limit_minutes: float | None

    def left_s(self, used_s: float) -> float:
        """Return the seconds that remain after ``used_s``; infinity without limit."""
        if self.limit_minutes is None:
            return math.inf
        return max(0.0, self.limit_minutes * 60 - used_s)

    def fits(self, used_s: float, duration_s: float) -> bool:
        """Tell whether one more sound of this length keeps within the limit."""
        return duration_s <= self.left_s(used_s)


def seconds_by_day(start: datetime, duration: timedelta) -> dict[date, float]:
    """Return how many seconds of a sound fall on each local day."""
    shares: dict[date, float] = {}
    begin, end = start.astimezone(STATION_ZONE), (start + duration).astimezone(STATION_ZONE)
    while begin < end:
        midnight = datetime.combine(begin.date() + timedelta(days=1), time(), STATION_ZONE)
        until = min(midnight, end)
        shares[begin.date()] = (until - begin).total_seconds()
        begin = until
    return shares
