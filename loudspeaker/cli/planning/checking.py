"""A schedule file held against everything else that is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.cli.call import Call
from loudspeaker.cli.planning.source import planned_of, station_rows
from loudspeaker.cli.timetable_view import Timetable
from loudspeaker.config.shipped import files
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import iso
from loudspeaker.station.drafting import script_of
from loudspeaker.timetable.plan import Change, Planned, change, clashes, days_over
from loudspeaker.timetable.schedule import Schedule
from loudspeaker.timetable.timing import Timing

LOOK_AHEAD = timedelta(days=35)
CHANGES_WITHIN = timedelta(hours=24)
MOST_DATES = 10
MOST_CLASHES = 20


def check(call: Call, timetable: Timetable, path: Path) -> dict[str, Any]:
    """Return when a schedule would sound, what is against it, and what it changes.

    Raises ConfigurationRefused (the file), TextRefused (what is to be said).
    """
    schedule = timetable.load(path)
    content, length = timetable.content(schedule), timetable.length(schedule)
    until = timetable.now + LOOK_AHEAD
    due = list(schedule.between(timetable.now, until))
    station = timetable.facts.station
    rows = station_rows(call, timetable.now, LOOK_AHEAD)
    own = _Own(schedule=schedule, due=due, length=length, timetable=timetable)
    around = [*own.planned(), *_others(timetable, schedule, until), *_single(rows)]
    found = clashes(around)
    hours = timetable.facts.hours.at(content.points)
    quiet = [moment for moment in due if not hours.covers(moment, length)]
    own_days = {moment.date() for moment in due}
    over = {d: s for d, s in days_over(around, station.day_budget).items() if d in own_days}
    return {
        "file": str(path),
        "title": schedule.title,
        "paused": schedule.paused,
        "programme": content.programme.to_values() if content.programme else None,
        "script": script_of(content).spoken,
        "points": list(content.points),
        "duration_estimate_s": round(length.total_seconds(), 1),
        "next": [iso(moment) for moment in due[:MOST_DATES]],
        "outside_hours": [iso(moment) for moment in quiet[:MOST_DATES]],
        "mourned": [iso(m) for m in due if station.mourning.touches(m, length)][:MOST_DATES],
        "over_limit": [
            {"day": str(day), "minutes": round(used_s / 60, 1)} for day, used_s in over.items()
        ][:MOST_DATES],
        "limit_minutes": station.day_budget.limit_minutes,
        "clashes": list(_clashes(found, schedule.name))[:MOST_CLASHES],
        "announcements_known": rows is not None,
        "change": _change(timetable, schedule, approved=rows),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    schedule: Schedule
    due: list[datetime]
    length: timedelta
    timetable: Timetable

    def planned(self) -> Iterator[Planned]:
        mourning = self.timetable.facts.station.mourning
        for moment in self.due:
            yield Planned(
                due=moment,
                length=self.length,
                name=self.schedule.name,
                title=self.schedule.title,
                priority=self.schedule.priority,
                mourned=mourning.touches(moment, self.length),
            )


def _others(timetable: Timetable, schedule: Schedule, until: datetime) -> Iterator[Planned]:
    """Yield the other files' airings, approved or not: they are meant to sound one day."""
    for other in timetable.all():
        if other.name == schedule.name or other.paused:
            continue
        due = list(other.between(timetable.now, until))
        if due:
            own = _Own(schedule=other, due=due, length=timetable.length(other), timetable=timetable)
            yield from own.planned()


def _single(rows: list[dict[str, Any]] | None) -> list[Planned]:
    """Return the single announcements; none are known while the station is down."""
    return planned_of(row for row in rows or () if row["schedule"] is None)


def _clashes(found: tuple[Any, ...], name: str) -> Iterator[dict[str, Any]]:
    for clash in found:
        if name in (clash.first.name, clash.second.name):
            yield {
                "at": iso(clash.second.due),
                "first": clash.first.name,
                "first_title": clash.first.title,
                "second": clash.second.name,
                "second_title": clash.second.title,
                "overlap_s": round(clash.overlap.total_seconds(), 1),
            }


def _change(
    timetable: Timetable, schedule: Schedule, *, approved: list[dict[str, Any]] | None
) -> dict[str, Any]:
    """Return what would change within a day if this file were approved in place of what is."""
    installed = _installed(timetable, schedule.name)
    if approved is not None and not any(row["schedule"] == schedule.name for row in approved):
        installed = None  # it is not approved, or paused: nothing of it sounds now
    end = timetable.now + CHANGES_WITHIN
    after = None if schedule.paused else schedule.timing
    found: Change = change(installed, after, timetable.now, end)
    return {
        "from": iso(timetable.now),
        "to": iso(end),
        "is_new": installed is None,
        "added": [iso(each) for each in found.added],
        "dropped": [iso(each) for each in found.dropped],
        "kept": [iso(each) for each in found.kept],
    }


def _installed(timetable: Timetable, name: str) -> Timing | None:
    path = files("schedules", timetable.home.root).get(name)
    try:
        schedule = None if path is None else timetable.load(path)
    except LoudspeakerError:
        return None
    return None if schedule is None or schedule.paused else schedule.timing
