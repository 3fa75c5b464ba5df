"""The month or year that a report is about, as it is in the station's zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loudspeaker.model.time import STATION_ZONE

_MONTHS = 12
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[/-](?P<year>[0-9]{4})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?:[/-](?P<month>[0-9]{1,2}))?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A calendar month, or a whole year where ``month`` is None."""

    year: int
    month: int | None = None

    @property
    def name(self) -> str:
        """Return ``2026-07`` or ``2026``."""
        return f"{self.year}" if self.month is None else f"{self.year}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def end(self) -> date:
        """Return the day after its last one."""
        if self.month is None or self.month == _MONTHS:
            return date(self.year + 1, 1, 1)
        return date(self.year, self.month + 1, 1)

    def has(self, moment: datetime) -> bool:
        """Tell whether a moment lies in it by the station's clock."""
        return self.first <= moment.astimezone(STATION_ZONE).date() < self.end

    def is_over(self, now: datetime) -> bool:
        """Tell whether nothing can be added any more."""
        return now.astimezone(STATION_ZONE).date() >= self.end

    def spans(self) -> Iterator[str]:
        """Yield the days of a month (``2026-07-01``), the months of a year (``2026-07``)."""
        if self.month is None:
            yield from (f"{self.year}-{month:02d}" for month in range(1, _MONTHS + 1))
            return
        day = self.first
        while day < self.end:
            yield day.isoformat()
            day += timedelta(days=1)

    def span_of(self, moment: datetime) -> str:
        """Return the day or month in which a moment of the period lies."""
        day = moment.astimezone(STATION_ZONE).date().isoformat()
        return day[: len("2026-07")] if self.month is None else day

    def before(self) -> Period:
        """Return the month, or year, before."""
        if self.month is None:
            return Period(year=self.year - 1)
        if self.month == 1:
            return Period(year=self.year - 1, month=_MONTHS)
        return Period(year=self.year, month=self.month - 1)


def period_named(text: str) -> Period | None:
    """Read ``2026-07``, ``7/2026`` or ``2026``; None for anything else."""
    text = text.strip()
    found = _MONTH_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month = int(found["year"]), found["month"]
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 1 <= int(month or 1) <= _MONTHS:
        return None
    return Period(year=year, month=int(month) if month else None)
