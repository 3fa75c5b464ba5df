"""Which half-days are worked on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from loudspeaker.errors import EntryRefused
from loudspeaker.worktime.by_law import lawful_year
from loudspeaker.worktime.hours import USUAL_HOURS, Hours, Part
from loudspeaker.worktime.years import Marked, Year


class Beyond(StrEnum):
    """What to do with a year that is not known: refuse it, or reckon by the law and say so."""

    REFUSE = "refuse"
    LAW = "law"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The office's hours and the years that are known.

    What asks for a day of another year gets EntryRefused, or with ``Beyond.LAW`` what the law alone
    tells; ``is_known`` and ``Due.unknown_years`` tell which.
    """

    hours: Hours = USUAL_HOURS
    years: Mapping[int, Year] = field(default_factory=dict)
    beyond: Beyond = Beyond.REFUSE

    def is_known(self, year: int) -> bool:
        """Tell whether the days of a year were announced."""
        return year in self.years

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from one day to another for which only the law can be asked."""
        years = range(first.year, last.year + 1)
        return tuple(year for year in years if not self.is_known(year))

    def part(self, day: date) -> Part:
        """Return what is worked on a day."""
        marked = self._year(day.year).days.get(day)
        return self.hours.week[day.weekday()] if marked is None else marked.part

    def is_open(self, day: date) -> bool:
        """Tell whether anything is worked on a day."""
        return bool(self.part(day))

    def why(self, day: date) -> str:
        """Return why a day is not as its weekday; empty where it is."""
        marked: Marked | None = self._year(day.year).days.get(day)
        return "" if marked is None else marked.why

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return begin and end of what is worked on a day, in order, in the station's zone."""
        known = self._spans.get(day)
        if known is None:
            known = tuple(block.on(day) for block in self.hours.blocks(self.part(day)))
            self._spans[day] = known
        return known

    def worked(self, day: date) -> timedelta:
        """Return how much is worked on a day: nothing, four hours (or what a block has), eight."""
        return sum((end - start for start, end in self.spans(day)), timedelta())

    @cached_property
    def _spans(self) -> dict[date, tuple[tuple[datetime, datetime], ...]]:
        return {}

    def _year(self, number: int) -> Year:
        known = self.years.get(number)
        if known is not None:
            return known
        if self.beyond is Beyond.REFUSE:
            problem = "chưa có ngày nghỉ và ngày làm bù; nhập theo thông báo nghỉ lễ, Tết của năm"
            raise EntryRefused(where=f"lịch làm việc năm {number}", problem=problem)
        return lawful_year(number, self.hours)
