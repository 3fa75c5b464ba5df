"""The key ``allowed_hours`` of ``station.yaml``."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from loudspeaker.config.kinds import weekdays
from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section
from loudspeaker.model.settings import ListOf, Setting, Table, line_of_text, minute_of_day
from loudspeaker.timetable.hours import EVERY_DAY, AllowedHours, Window

DEFAULT_HOURS = AllowedHours(windows=(Window(start_minute=5 * 60, end_minute=21 * 60),))

WINDOW_KEYS = Table(
    (
        Setting(
            "days",
            ListOf(item=weekdays(), fewest=1, most=7, or_one=True),
            default=(EVERY_DAY,),
        ),
        Setting("from", minute_of_day()),
        Setting("to", minute_of_day()),
        Setting("zones", ListOf(item=line_of_text(60), most=200, or_one=True), default=()),
    )
)


def read_hours(section: Section, *, simulated: bool) -> AllowedHours:
    """Return the commune's allowed hours; a whole day is refused on a real station."""
    rows = _rows(section)
    general = [row for row in rows if not row["zones"]]
    if not general:
        return DEFAULT_HOURS
    return _hours(section, general, simulated=simulated)


def read_zone_hours(section: Section, *, simulated: bool) -> Mapping[str, AllowedHours]:
    """Return the hours of zones that have their own, by the zone as it was written."""
    rows = _rows(section)
    names = dict.fromkeys(name for row in rows for name in row["zones"])
    return {
        name: _hours(section, [row for row in rows if name in row["zones"]], simulated=simulated)
        for name in names
    }


def _rows(section: Section) -> tuple[Section, ...]:
    rows: tuple[Section, ...] | None = section["allowed_hours"]
    return rows or ()


def _hours(section: Section, rows: Iterable[Section], *, simulated: bool) -> AllowedHours:
    hours = AllowedHours(windows=tuple(_window(row) for row in rows))
    if hours.has_whole_day and not simulated:
        expected = "a night without sound; whole days only in the simulated profile"
        raise section.refused(Problem.NOT_ALLOWED, "allowed_hours", expected=expected)
    return hours


def _window(row: Section) -> Window:
    days = frozenset(itertools.chain.from_iterable(row["days"]))
    try:
        return Window(start_minute=row["from"], end_minute=row["to"], days=days)
    except ValueError as problem:
        raise row.refused(Problem.WRONG_VALUE, "to", expected=str(problem)) from None
