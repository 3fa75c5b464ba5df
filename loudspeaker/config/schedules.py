"""``schedules/*.yaml``: recurring announcements, one a file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.config.kinds import cron_line, exception, point_numbers
from loudspeaker.config.problems import Problem, nearest
from loudspeaker.config.reader import Section, read_file
from loudspeaker.model.points import PointPlan
from loudspeaker.model.priority import Priority
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Setting,
    Table,
    choice,
    day,
    file_name,
    flag,
    line_of_text,
    lines_of_text,
    whole,
)
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.schedule import Schedule

LONGEST_LUNAR_MONTH = 30

# An emergency never carries a timer (design, rule 7).
_PRIORITIES = (Priority.NORMAL, Priority.PRIORITY)


def _check(values: Mapping[str, Any]) -> Misfit | None:
    if values["zone"] is not None and any(values["points"]):
        return Misfit("points", "either points or zone")
    first, last = values["valid_from"], values["valid_to"]
    if first is not None and last is not None and last < first:
        return Misfit("valid_to", "a day on or after valid_from")
    return None


SCHEDULE_KEYS = Table(
    (
        Setting("title", line_of_text(200)),
        Setting("cron", ListOf(item=cron_line(), fewest=1, most=20, or_one=True)),
        Setting("text", lines_of_text(30_000)),
        Setting(
            "points",
            ListOf(item=point_numbers(), fewest=1, or_one=True),
            default=((),),
        ),
        Setting("zone", line_of_text(60), default=None),
        Setting("priority", choice(_PRIORITIES), default=Priority.NORMAL),
        Setting("repeat", whole(1, 10), default=None),
        Setting("voice", file_name(), default=None),
        Setting("valid_from", day(), default=None),
        Setting("valid_to", day(), default=None),
        Setting(
            "lunar_days",
            ListOf(item=whole(1, LONGEST_LUNAR_MONTH), fewest=1, most=30, or_one=True),
            default=(),
        ),
        Setting("except", ListOf(item=exception(), fewest=1, most=200, or_one=True), default=()),
        Setting("paused", flag(), default=False),
    ),
    check=_check,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFile:
    """A schedule and the place where each of its keys stands."""

    schedule: Schedule
    section: Section


def load_schedule(path: Path) -> ScheduleFile:
    """Read one schedule; its name is the file's.  Raise ConfigurationRefused."""
    section = read_file(path, SCHEDULE_KEYS)
    schedule = Schedule(
        name=path.stem,
        title=section["title"],
        crons=section["cron"],
        text=section["text"],
        points=_points(section["points"]),
        zone=section["zone"],
        priority=Priority(section["priority"]),
        repeat=section["repeat"],
        voice=section["voice"],
        valid_from=section["valid_from"],
        valid_to=section["valid_to"],
        days=Days(frozenset(section["lunar_days"]), tuple(section["except"])),
        paused=section["paused"],
    )
    return ScheduleFile(schedule=schedule, section=section)


def check_targets(
    loaded: ScheduleFile,
    plan: PointPlan,
    voices: tuple[str, ...],
    *,
    is_barred: Callable[[str], bool],
) -> None:
    """Refuse points, a zone or a voice that the station does not have or may not use."""
    schedule, section = loaded.schedule, loaded.section
    if plan.unknown(schedule.points):
        expected = ", ".join(str(number) for number in plan.numbers)
        raise section.refused(Problem.UNKNOWN_NAME, "points", expected=expected)
    names = [zone.name for zone in plan.zones]
    if schedule.zone is not None and plan.zone_named(schedule.zone) is None:
        _refuse_name(section, "zone", names)
    if schedule.voice is not None and schedule.voice not in voices:
        _refuse_name(section, "voice", list(voices))
    if schedule.voice is not None and is_barred(schedule.voice):
        fit = ", ".join(voice for voice in voices if not is_barred(voice))
        raise section.refused(Problem.NOT_ALLOWED, "voice", expected=fit)


def _refuse_name(section: Section, key: str, known: list[str]) -> None:
    near = nearest(section[key], known)
    raise section.refused(Problem.UNKNOWN_NAME, key, expected=", ".join(known), nearest=near)


def _points(written: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    if () in written:
        return ()
    return tuple(sorted(set(itertools.chain.from_iterable(written))))
