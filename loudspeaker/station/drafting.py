"""From what an official typed to the exact content that two people will answer for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import NotFound, QuietHours, UsageRefused
from loudspeaker.model import PointPlan, Priority, TimeSource, from_iso, iso
from loudspeaker.model.announcement import Content
from loudspeaker.station.cues import AFTER_OPENING_MS
from loudspeaker.text import make_script
from loudspeaker.text.script import Script, script_from_values
from loudspeaker.timetable.when import read_when

TITLE_CHARS = 60
MOST_REPEATS = 10
OPENING_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An announcement as it was asked for; None means the station's default."""

    text: str
    title: str | None = None
    at: str | None = None
    points: str | None = None
    zone: str | None = None
    priority: str = Priority.NORMAL.value
    repeat: int | None = None
    voice: str | None = None
    not_after: str | None = None
    kept: bool = False
    """It was accepted before, while ``station`` was down: its time may have passed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is at this station right now."""

    station: StationConfig
    plan: PointPlan
    voices: Collection[str]


class Drafting:
    """Checks a draft against the station and reads it into a script."""

    def __init__(self, facts: Callable[[], Facts], time: TimeSource) -> None:
        self._facts = facts
        self._time = time

    def content(self, draft: Draft) -> Content:
        """Return the content; raise what is wrong with it, the text before the circumstances."""
        facts = self._facts()
        script = make_script(draft.text, limit_chars=facts.station.text_limit_chars)
        priority = _priority(draft.priority)
        due = self._due(draft, priority)
        content = Content(
            title=title_of(draft.title or draft.text),
            text=draft.text,
            script=script.to_values(),
            priority=priority,
            points=points_of(draft.points, draft.zone, facts.plan),
            repeat=_repeat(draft.repeat, facts.station),
            voice=_known("voice", draft.voice or facts.station.voice, facts.voices),
            due=due,
            not_after=self._not_after(draft, due),
        )
        if due is not None and not draft.kept:
            self.check_hours(content, due)
        return content

    def _due(self, draft: Draft, priority: Priority) -> datetime | None:
        if draft.at is None:
            return None
        if priority is Priority.EMERGENCY:
            raise UsageRefused(option="--at", problem="an emergency carries no timer")
        return from_iso(draft.at) if draft.kept else read_when(draft.at, self._time.wall())

    def _not_after(self, draft: Draft, due: datetime | None) -> datetime | None:
        if draft.not_after is None:
            return None
        now = self._time.wall()
        limit = from_iso(draft.not_after) if draft.kept else read_when(draft.not_after, now)
        if due is not None and limit < due:
            raise UsageRefused(option="--not-after", problem="before the time of the announcement")
        return limit

    def check_hours(self, content: Content, due: datetime) -> None:
        """Raise QuietHours if an ordinary announcement would not fit into allowed hours."""
        if content.priority is Priority.EMERGENCY:
            return
        hours = self._facts().station.allowed_hours
        length = timedelta(seconds=self.duration_s(content))
        if not hours.covers(due, length):
            free = hours.next_allowed(due + length if hours.is_allowed(due) else due)
            raise QuietHours(due=iso(due), next_allowed=iso(free) if free else None)

    def duration_s(self, content: Content) -> float:
        """Return about how long the announcement takes, opening, repeats and gaps included."""
        station = self._facts().station
        opening_s = OPENING_S + AFTER_OPENING_MS / 1000 if self._has_opening(content) else 0.0
        spoken_s = script_of(content).duration_s * content.repeat
        return opening_s + spoken_s + (content.repeat - 1) * station.playout.gap_ms / 1000

    def _has_opening(self, content: Content) -> bool:
        return content.priority is Priority.EMERGENCY or self._facts().station.chime is not None


def script_of(content: Content) -> Script:
    """Return the content's script."""
    return script_from_values(content.script)


def _priority(name: str) -> Priority:
    try:
        return Priority(name)
    except ValueError:
        known = ", ".join(Priority)
        raise UsageRefused(option="--priority", problem=f"{name!r} is none of {known}") from None


def _repeat(repeat: int | None, station: StationConfig) -> int:
    if repeat is None:
        return station.playout.repeat
    if not 1 <= repeat <= MOST_REPEATS:
        raise UsageRefused(option="--repeat", problem=f"1 to {MOST_REPEATS}")
    return repeat


def _known(kind: str, name: str, known: Collection[str]) -> str:
    if name not in known:
        raise NotFound(kind=kind, name=name, known=sorted(known))
    return name


def title_of(text: str) -> str:
    """Return the title of an announcement without one: the beginning of its text."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


def points_of(points: str | None, zone: str | None, plan: PointPlan) -> tuple[int, ...]:
    """Return point numbers for ``all``, ``1,4`` or a zone's name; NotFound, UsageRefused."""
    if zone is not None:
        if points is not None:
            raise UsageRefused(option="--zone", problem="not together with --points")
        found = plan.zone_named(zone)
        if found is None:
            known = [each.name for each in plan.zones]
            raise NotFound(kind="zone", name=zone, known=known)
        return plan.in_zone(found.number)
    if points is None or points.strip() == "all":
        return plan.numbers
    return _numbered(points, plan)


def _numbered(points: str, plan: PointPlan) -> tuple[int, ...]:
    try:
        numbers = sorted({int(part) for part in points.split(",")})
    except ValueError:
        raise UsageRefused(option="--points", problem="all, or numbers such as 1,4") from None
    unknown = plan.unknown(numbers)
    if unknown:
        known = [str(number) for number in plan.numbers]
        raise NotFound(kind="point", name=", ".join(map(str, unknown)), known=known)
    return tuple(numbers)
