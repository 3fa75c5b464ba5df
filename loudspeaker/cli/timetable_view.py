"""Schedule files looked at without a running station: which are valid, and when they are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.chimes import own_chimes
from loudspeaker.bootstrap.init import require_home
from loudspeaker.bootstrap.manners import LiveManners
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bootstrap.voices import is_barred, voice_names
from loudspeaker.config.schedules import check_targets, load_schedule
from loudspeaker.config.shipped import files
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import iso
from loudspeaker.model.announcement import Content
from loudspeaker.station.drafting import Draft, Drafting, Facts, points_of
from loudspeaker.station.programme_sound import with_addresses
from loudspeaker.system.home import Home
from loudspeaker.system.time import SystemTime
from loudspeaker.timetable.lateness import occurrences
from loudspeaker.timetable.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All schedule files of a home that are valid."""

    home: Home
    facts: Facts
    now: datetime

    @property
    def drafting(self) -> Drafting:
        """What checks an announcement against the station."""
        return Drafting(lambda: self.facts, SystemTime())

    def load(self, path: Path) -> Schedule:
        """Return one schedule; raise ConfigurationRefused for a bad file."""
        loaded = load_schedule(path)
        check_targets(
            loaded,
            self.facts.plan,
            tuple(self.facts.voices),
            is_barred=self.facts.is_barred,
            sounds=self.facts.sounds(),
            sources=self.facts.station.relay.names,
        )
        return loaded.schedule

    def all(self) -> Iterator[Schedule]:
        """Yield the valid ones; the others are named by ``schedule check`` and by a fault."""
        for path in files("schedules", self.home.root).values():
            try:
                yield self.load(path)
            except LoudspeakerError:
                continue

    def content(self, schedule: Schedule) -> Content:
        """Return what would be said; raise TextRefused."""
        draft = Draft(
            text=schedule.text,
            title=schedule.title,
            points=",".join(map(str, schedule.points)) or None,
            zone=schedule.zone,
            priority=schedule.priority.value,
            repeat=schedule.repeat if schedule.programme is None else 1,
            voice=schedule.voice,
        )
        programme = schedule.programme
        if programme is not None:
            programme = with_addresses(programme, self.facts.station.relay)
        return replace(self.drafting.content(draft), programme=programme)

    def length(self, schedule: Schedule) -> timedelta:
        """Return about how long it sounds."""
        return timedelta(seconds=self.drafting.duration_s(self.content(schedule)))


def timetable_of(home: Home) -> Timetable:
    """Return the timetable of a home; ConfigurationRefused."""
    require_home(home)
    settings = load_settings(home)
    facts = Facts(
        station=settings.station,
        plan=settings.hardware.points.plan,
        hours=settings.hours,
        voices=voice_names(home),
        is_barred=lambda voice: is_barred(home, voice, settings.station),
        manner=LiveManners(home).manner,
        sounds=lambda: own_chimes(home),
    )
    return Timetable(home=home, facts=facts, now=SystemTime().wall())


def list_files(timetable: Timetable) -> list[dict[str, Any]]:
    """Return the schedules as ``station`` lists them; their approval is not known here."""
    return [
        {
            "name": schedule.name,
            "title": schedule.title,
            "cron": list(schedule.crons),
            "state": None,
            "paused": schedule.paused,
            "next": None if schedule.paused else _next(schedule, timetable.now),
        }
        for schedule in timetable.all()
    ]


def _next(schedule: Schedule, now: datetime) -> str | None:
    return _iso(schedule.next_after(now))


def next_from_files(timetable: Timetable, hours: float) -> dict[str, Any]:
    """Return what would sound if every schedule is approved."""
    until = timetable.now + timedelta(hours=hours)
    rows = rows_between(timetable, timetable.now, until)
    return {"from": iso(timetable.now), "to": iso(until), "items": rows}


def rows_between(timetable: Timetable, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return what would sound in a stretch of time, as ``station`` lists it."""
    mourning = timetable.facts.station.mourning
    schedules = list(timetable.all())
    lengths = {each.name: timetable.length(each).total_seconds() for each in schedules}
    return [
        {
            "id": None,
            "due": iso(each.due),
            "title": each.schedule.title,
            "priority": each.schedule.priority.value,
            "points": list(_points(timetable, each.schedule)),
            "repeat": each.schedule.repeat,
            "voice": each.schedule.voice,
            "schedule": each.schedule.name,
            "state": None,
            "mourning_until": _iso(mourning.until(each.due)),
            "duration_estimate_s": round(lengths[each.schedule.name], 1),
            "text": each.schedule.text,
        }
        for each in occurrences(schedules, start, end)
    ]


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _points(timetable: Timetable, schedule: Schedule) -> tuple[int, ...]:
    points = ",".join(map(str, schedule.points)) or None
    return points_of(points, schedule.zone, timetable.facts.plan)
