"""From what an official typed to the exact content that two people will answer for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import (
    ClockUnknown,
    ModelMissing,
    MourningDays,
    NotFound,
    QuietHours,
    SimulatedOnly,
    TextRefused,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.model import STATION_ZONE, PointPlan, Priority, TimeSource, from_iso, iso
from loudspeaker.model.announcement import Content
from loudspeaker.model.live import LONGEST_MIN, Live
from loudspeaker.model.parts import Part, Recorded, by_language
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind
from loudspeaker.station.composing import AskedPart, Composed, compose, require_takers
from loudspeaker.station.cues import (
    AFTER_OPENING_MS,
    ATTENTION_S,
    BETWEEN_LANGUAGES_MS,
    BETWEEN_PARTS_MS,
)
from loudspeaker.station.sirens import siren_of
from loudspeaker.text import read_text
from loudspeaker.text.audit import audit
from loudspeaker.text.findings import Finding
from loudspeaker.text.prepare import clean
from loudspeaker.text.reading import Manner, Reading, shipped_manner
from loudspeaker.text.script import Script, script_from_values
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.when import read_when
from loudspeaker.timetable.zone_hours import CommonHours, HoursAtPoints

TITLE_CHARS = 60
MOST_REPEATS = 10
CHIME_S = 3.0
TURNING_S = 3.0  # at the most, until other points are open
_NUMBERS = re.compile(r"\s*[0-9]{1,5}\s*(?:,\s*[0-9]{1,5}\s*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An announcement as it was asked for; None means the station's default.

    ``parts`` are there instead of the text where it is more than one.
    """

    text: str = ""
    title: str | None = None
    at: str | None = None
    points: str | None = None
    zone: str | None = None
    priority: str = Priority.NORMAL.value
    repeat: int | None = None
    voice: str | None = None
    not_after: str | None = None
    parts: tuple[AskedPart, ...] = ()
    released: bool = False
    """Somebody needs it on air now: a voice whose model is gone is replaced when it is spoken."""
    live: Live | None = None
    """There where a microphone is to be opened behind the text."""
    waits_for: str | None = None
    kept: bool = False
    """It was accepted before, while ``station`` was down: its time may have passed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is at this station right now."""

    station: StationConfig
    plan: PointPlan
    hours: HoursAtPoints
    voices: Collection[str]
    has_model: Callable[[str], bool] = lambda _voice: True
    """Tells whether what a voice needs is installed."""
    is_barred: Callable[[str], bool] = lambda _voice: False
    """Tells whether a voice is for tests only and this is a real station."""
    chime_s: float = CHIME_S
    manner: Callable[[str], Manner] = lambda _voice: shipped_manner()
    """Tells how a text is read for a voice."""
    sounds: Callable[[], Mapping[str, Path]] = dict
    """Tells the sound files of the station by name."""
    room_s: Callable[[str, Priority], float | None] = lambda _programme, _priority: None
    """Tells how long a bulletin may be to be taken by a programme, 0 for none of that level.

    None where nobody knows; NotFound if there is no such programme.
    """


class Drafting:
    """Checks a draft against the station and reads it into a script."""

    def __init__(
        self,
        facts: Callable[[], Facts],
        time: TimeSource,
        *,
        is_time_known: Callable[[], bool] = lambda: True,
    ) -> None:
        self._facts = facts
        self._time = time
        self._is_time_known = is_time_known

    def content(self, draft: Draft) -> Content:
        """Return the content; raise what is wrong with it, the text before the circumstances."""
        facts = self._facts()
        whole = self._composed(draft, facts)
        priority = _priority(draft.priority)
        due = self._due(draft, priority)
        # Points over IP play whole clips: what is being said is not one yet.
        plan = facts.plan.part(over_ip=False) if draft.live else facts.plan
        content = Content(
            title=title_of(draft.title or "") or title_of(whole.text) or _first_title(whole),
            text=whole.text,
            script=whole.script,
            priority=priority,
            points=points_of(draft.points, draft.zone, plan),
            repeat=_repeat(draft.repeat, facts.station),
            voice=_voice(draft.voice, facts, must_speak=not draft.released),
            due=due,
            not_after=self._not_after(draft, due),
            parts=whole.parts,
            live=draft.live,
            waits_for=draft.waits_for,
        )
        _check_live(content)
        self._check_programme(content)
        require_takers(content.parts, content.points, facts.plan)
        if due is not None and not draft.kept:
            self.check_hours(content, due)
        return content

    def _check_programme(self, content: Content) -> None:
        """Refuse what waits for a programme that would never take it."""
        if content.waits_for is None:
            return
        if content.due is not None:
            raise UsageRefused(option="--in, --at", problem="not_together")
        if content.priority is Priority.EMERGENCY:
            raise UsageRefused(option="--in", problem="an emergency waits for no programme")
        room_s = self._facts().room_s(content.waits_for, content.priority)
        length_s = self.duration_s(content)
        if room_s == 0:
            raise UsageRefused(option="--priority", problem="a level that the programme takes")
        if room_s is not None and length_s > room_s:
            length, limit = round(length_s), round(room_s)
            raise TextRefused(problem="longer_than_slot", length=length, limit=limit)

    def _composed(self, draft: Draft, facts: Facts) -> Composed:
        voice = draft.voice or facts.station.voice
        whole = compose(draft.parts or (draft.text,), lambda text: self.read(text, voice))
        limit = facts.station.text_limit_chars
        if len(whole.text) > limit:
            raise TextRefused(problem="too_long", length=len(whole.text), limit=limit)
        return whole

    def read(self, text: str, voice: str) -> Reading:
        """Return how a text is read for a voice, in the commune's own words; TextRefused."""
        facts = self._facts()
        limit = facts.station.text_limit_chars
        return read_text(text, limit_chars=limit, manner=facts.manner(voice))

    def audit(self, content: Content) -> tuple[Finding, ...]:
        """Return what should be looked at before the content is approved, as of today."""
        tables = self._facts().manner(content.voice).tables
        today = self._time.wall().astimezone(STATION_ZONE).date()
        try:
            return audit(self.read(content.text, content.voice), tables, today=today)
        except TextRefused:  # a smaller limit than when it was written
            return ()

    def part_rows(self, content: Content) -> list[dict[str, Any]]:
        """Return the parts as people are shown them, with the points that hear each."""
        plan = self._facts().plan
        return [_row(part, plan.taking(part.language, content.points)) for part in content.parts]

    def _due(self, draft: Draft, priority: Priority) -> datetime | None:
        if draft.at is None:
            return None
        if priority is Priority.EMERGENCY:
            raise UsageRefused(option="--at", problem="an emergency carries no timer")
        return self._moment(draft, draft.at)

    def _moment(self, draft: Draft, text: str) -> datetime:
        """Return the moment of a time as typed; one that was kept is ISO 8601 and may be past."""
        now = self._time.wall()
        if not draft.kept:
            self.check_clock()
            return read_when(text, now)
        try:
            return from_iso(text)
        except ValueError:
            raise TimeRefused(problem="unreadable", given=text[:60], now=iso(now)) from None

    def _not_after(self, draft: Draft, due: datetime | None) -> datetime | None:
        if draft.not_after is None:
            return None
        limit = self._moment(draft, draft.not_after)
        if due is not None and limit < due:
            raise UsageRefused(option="--not-after", problem="before the time of the announcement")
        return limit

    def check_clock(self) -> None:
        """Raise ClockUnknown while nobody knows the time: *mai 17:00* would be some other day."""
        if not self._is_time_known():
            raise ClockUnknown(now=iso(self._time.wall()))

    def check_hours(self, content: Content, due: datetime) -> None:
        """Raise QuietHours or MourningDays if an ordinary announcement may not be heard then."""
        if content.priority is not Priority.EMERGENCY:
            length = timedelta(seconds=self.duration_s(content))
            facts = self._facts()
            check_moment(facts.hours.at(content.points), facts.station.mourning, due, length)

    def mourning(self) -> Mourning:
        """Return the days of mourning that are in force now."""
        return self._facts().station.mourning

    def mourned_until(self, content: Content, due: datetime | None) -> datetime | None:
        """Return the end of the mourning that holds an announcement of this time back, if any."""
        if due is None or content.priority is Priority.EMERGENCY:
            return None
        return self.mourning().until(due)

    def duration_s(self, content: Content) -> float:
        """Return about how long it takes with opening, repeats and gaps, live at the longest."""
        if content.programme is not None:
            return content.programme.minutes * 60.0
        station = self._facts().station
        gap_s = station.playout.gap_ms / 1000
        readings = by_language(content.all_parts).values()
        once_s = [_reading_s(parts) for parts in readings]
        said_s = sum(each * content.repeat + (content.repeat - 1) * gap_s for each in once_s)
        between_s = (len(once_s) - 1) * (BETWEEN_LANGUAGES_MS / 1000 + TURNING_S)
        live_s = content.live.longest_s if content.live else 0
        return self._opening_s(content) + said_s + between_s + live_s

    def _opening_s(self, content: Content) -> float:
        facts = self._facts()
        if content.waits_for is not None:
            return 0.0
        if content.kind is Kind.DRILL or content.priority is Priority.EMERGENCY:
            siren = siren_of(content, facts.station.siren)
            return (siren.seconds if siren else ATTENTION_S) + AFTER_OPENING_MS / 1000
        return facts.chime_s + AFTER_OPENING_MS / 1000 if facts.station.chime else 0.0


def _reading_s(parts: Sequence[Part]) -> float:
    return sum(map(part_s, parts)) + (len(parts) - 1) * BETWEEN_PARTS_MS / 1000


def part_s(part: Part) -> float:
    """Return how long a part takes, about for a text."""
    if isinstance(part, Recorded):
        return part.frames / PROGRAMME_RATE_HZ
    return script_from_values(part.script).duration_s


def _row(part: Part, points: tuple[int, ...]) -> dict[str, Any]:
    row = {
        "kind": "recording" if isinstance(part, Recorded) else "text",
        "language": part.language,
        "said": part.said,
        "length_s": round(part_s(part), 1),
        "points": list(points),
    }
    return row | ({"sha256": part.sha256} if isinstance(part, Recorded) else {})


def _first_title(whole: Composed) -> str:
    titles = (part.title for part in whole.parts if isinstance(part, Recorded))
    return title_of(next(titles, ""))


def check_moment(hours: CommonHours, mourning: Mourning, due: datetime, length: timedelta) -> None:
    """Raise QuietHours or MourningDays if ordinary sound of this length may not begin then."""
    refused: type[QuietHours | MourningDays] | None = None
    if mourning.touches(due, length):
        refused = MourningDays
    elif not hours.covers(due, length):
        refused = QuietHours
    if refused is not None:
        free = hours.next_allowed(due + length if hours.is_allowed(due) else due)
        while free is not None and (end := mourning.until(free)):
            free = hours.next_allowed(end)
        raise refused(due=iso(due), next_allowed=iso(free) if free else None)


def _check_live(content: Content) -> None:
    """Refuse what cannot be live: of no urgency, at a time, or for too long."""
    live = content.live
    if live is None:
        return
    if not content.points:
        raise UsageRefused(option="live", problem="no point has a radio receiver")
    if not live.stands():
        raise UsageRefused(option="--minutes, --reason", problem=f"1 to {LONGEST_MIN}")
    if content.priority is Priority.NORMAL:
        raise UsageRefused(option="--priority", problem="live is priority or emergency")
    if content.due is not None or content.parts:
        raise UsageRefused(option="live", problem="a text alone, and no time")


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


def _voice(wanted: str | None, facts: Facts, *, must_speak: bool = True) -> str:
    """Return the voice; one that was asked for by name must be able and allowed to speak."""
    name = wanted or facts.station.voice
    if not must_speak:
        return name
    if name not in facts.voices:
        raise NotFound(kind="voice", name=name, known=sorted(facts.voices))
    if wanted and facts.is_barred(name):
        raise SimulatedOnly(option=f"--voice {name}")
    if wanted and not facts.has_model(name):
        raise ModelMissing(voice=name)
    return name


def title_of(text: str) -> str:
    """Return one line of at most so many characters, without hidden ones, from any text."""
    line = " ".join(clean(text[: 10 * TITLE_CHARS]).text.split())
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
        if not plan.in_zone(found.number):
            raise UsageRefused(option="--zone", problem="a zone without points")
        return plan.in_zone(found.number)
    if points is None or points.strip() == "all":
        return plan.numbers
    return _numbered(points, plan)


def _numbered(points: str, plan: PointPlan) -> tuple[int, ...]:
    if not _NUMBERS.fullmatch(points):
        raise UsageRefused(option="--points", problem="all, or numbers such as 1,4")
    numbers = sorted({int(part) for part in points.split(",")})
    unknown = plan.unknown(numbers)
    if unknown:
        known = [str(number) for number in plan.numbers]
        raise NotFound(kind="point", name=", ".join(map(str, unknown)), known=known)
    return tuple(numbers)
