"""``schedules/*.yaml``: recurring announcements, one a file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.config.kinds import cron_line, plain_times, point_numbers, some_days, yearly_days
from loudspeaker.config.problems import Problem, nearest
from loudspeaker.config.programmes import (
    PROGRAMME_SETTINGS,
    check_programme,
    check_relays,
    check_sounds,
    programme_of,
)
from loudspeaker.config.reader import Section, read_file, read_table
from loudspeaker.config.strict_yaml import parse
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
from loudspeaker.timetable.dated import said
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.schedule import Schedule
from loudspeaker.timetable.timing import Season

LONGEST_LUNAR_MONTH = 30
TEXT_OR_PROGRAMME = "either text or programme"
APART_EXPECTED = "seasons that have no day in common"

# An emergency never carries a timer (design, rule 7).
_PRIORITIES = (Priority.NORMAL, Priority.PRIORITY)


def _check(values: Mapping[str, Any]) -> Misfit | None:
    if values["zone"] is not None and any(values["points"]):
        return Misfit("points", "either points or zone")
    if not _has_times(values) and not values["seasons"]:
        return Misfit("times", "times, cron or seasons")
    first, last = values["valid_from"], values["valid_to"]
    if first is not None and last is not None and last < first:
        return Misfit("valid_to", "a day on or after valid_from")
    if bool(values["text"]) is bool(values["programme"]):
        return Misfit("text", TEXT_OR_PROGRAMME)
    return check_programme(values)


def _has_times(values: Mapping[str, Any]) -> bool:
    return bool(values["times"] or values["cron"])


def _check_season(values: Mapping[str, Any]) -> Misfit | None:
    return None if _has_times(values) else Misfit("times", "times or cron")


_TIMES = (
    Setting("times", ListOf(item=plain_times(), fewest=1, most=20, or_one=True), default=()),
    Setting("cron", ListOf(item=cron_line(), fewest=1, most=20, or_one=True), default=()),
)
_DAYS = ListOf(item=some_days(), fewest=1, most=400, or_one=True)
SEASON_KEYS = Table(
    (Setting("days", ListOf(item=yearly_days(), fewest=1, most=20, or_one=True)), *_TIMES),
    check=_check_season,
)
SCHEDULE_KEYS = Table(
    (
        Setting("title", line_of_text(200)),
        *_TIMES,
        Setting("seasons", ListOf(item=SEASON_KEYS, fewest=1, most=12), default=()),
        Setting("text", lines_of_text(30_000), default=None),
        *PROGRAMME_SETTINGS,
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
        Setting("only", _DAYS, default=()),
        Setting("except", _DAYS, default=()),
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
    return _schedule(read_file(path, SCHEDULE_KEYS), path.stem)


def parse_schedule(data: bytes, *, name: str, file: str) -> ScheduleFile:
    """Read one schedule from a file's bytes; errors name it ``file``.  ConfigurationRefused."""
    return _schedule(read_table(parse(data, file=file), SCHEDULE_KEYS, file=file), name)


def _schedule(section: Section, name: str) -> ScheduleFile:
    programme = programme_of(section)
    schedule = Schedule(
        name=name,
        title=section["title"],
        crons=_crons(section),
        seasons=_seasons(section),
        text=section["text"] if programme is None else said(programme),
        programme=programme,
        points=_points(section["points"]),
        zone=section["zone"],
        priority=Priority(section["priority"]),
        repeat=section["repeat"],
        voice=section["voice"],
        valid_from=section["valid_from"],
        valid_to=section["valid_to"],
        days=Days(
            lunar=frozenset(section["lunar_days"]),
            exceptions=tuple(section["except"]),
            only=tuple(section["only"]),
        ),
        paused=section["paused"],
    )
    return ScheduleFile(schedule=schedule, section=section)


def check_targets(
    loaded: ScheduleFile,
    plan: PointPlan,
    voices: tuple[str, ...],
    *,
    is_barred: Callable[[str], bool],
    sounds: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> None:
    """Refuse points, a zone, a voice, a sound or a source that there is not, or may not be used."""
    schedule, section = loaded.schedule, loaded.section
    if plan.unknown(schedule.points):
        expected = ", ".join(str(number) for number in plan.numbers)
        raise section.refused(Problem.UNKNOWN_NAME, "points", expected=expected)
    names = [zone.name for zone in plan.zones]
    if schedule.zone is not None and plan.zone_named(schedule.zone) is None:
        _refuse_name(section, "zone", names)
    if schedule.voice is not None and schedule.voice not in voices:
        _refuse_name(section, "voice", list(voices))
    check_sounds(section, sounds)
    check_relays(section, sources, _numbers(schedule, plan), plan)
    if schedule.voice is not None and is_barred(schedule.voice):
        fit = ", ".join(voice for voice in voices if not is_barred(voice))
        raise section.refused(Problem.NOT_ALLOWED, "voice", expected=fit)


def _numbers(schedule: Schedule, plan: PointPlan) -> tuple[int, ...]:
    zone = plan.zone_named(schedule.zone) if schedule.zone is not None else None
    return plan.in_zone(zone.number) if zone else schedule.points or plan.numbers


def _refuse_name(section: Section, key: str, known: list[str]) -> None:
    near = nearest(section[key], known)
    raise section.refused(Problem.UNKNOWN_NAME, key, expected=", ".join(known), nearest=near)


def _crons(section: Section) -> tuple[str, ...]:
    plain = itertools.chain.from_iterable(section["times"])
    return tuple(dict.fromkeys([*plain, *section["cron"]]))


def _seasons(section: Section) -> tuple[Season, ...]:
    """Return the seasons; refuse a day that is in two of them."""
    seasons: list[Season] = []
    for row in section["seasons"]:
        season = Season(ranges=tuple(row["days"]), crons=_crons(row))
        if any(season.meets(other) for other in seasons):
            raise row.refused(Problem.WRONG_VALUE, "days", expected=APART_EXPECTED)
        seasons.append(season)
    return tuple(seasons)


def _points(written: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    if () in written:
        return ()
    return tuple(sorted(set(itertools.chain.from_iterable(written))))
