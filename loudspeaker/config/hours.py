"""The key ``allowed_hours`` of ``station.yaml``."""

from __future__ import annotations

import itertools

from loudspeaker.config.kinds import weekdays
from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section
from loudspeaker.model.settings import ListOf, Setting, Table, minute_of_day
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
    )
)


def read_hours(section: Section, *, simulated: bool) -> AllowedHours:
    """Return the allowed hours; a whole day is refused on a real station."""
    rows: tuple[Section, ...] | None = section["allowed_hours"]
    if rows is None:
        return DEFAULT_HOURS
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
