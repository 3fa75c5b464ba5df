"""A test of points: a fixed text, one person, and only when it is in nobody's way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from loudspeaker import trial
from loudspeaker.config.roles import permit
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import (
    DayLimit,
    LoudspeakerError,
    NotNow,
    SoundRefused,
    Stopped,
)
from loudspeaker.model import Caller, PointPlan, Priority, TimeSource, iso
from loudspeaker.model.announcement import Item, ItemState, Occurrence
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind, Rundown
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.phrases import Phrase, of_script
from loudspeaker.speech.rendered import RenderedClip, SoundFile
from loudspeaker.station import arguments as given
from loudspeaker.station.air_link import Air
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.drafting import Drafting, check_moment
from loudspeaker.station.ids import new_id
from loudspeaker.station.points import point_of
from loudspeaker.station.sounds import speech_cue
from loudspeaker.store.items import Items
from loudspeaker.timetable.zone_hours import HoursAtPoints

ACTION = "points_test"
SOON = timedelta(seconds=30)
"""A test is over by then, lead-in included; what is due within it goes first."""
WINDOW = timedelta(seconds=20)
MINUTE_S = 60


class QuietSpeech(Protocol):
    """What a test asks of speech; LoudspeakerError."""

    def clip(
        self, phrases: Sequence[Phrase], voice: Voice, *, quieter_db: float = 0.0
    ) -> RenderedClip:
        """Return all phrases as one finished file, so far below announcements."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Airs tests; ``resting`` are the occurrences of paused schedules."""

    air: Air
    speech: QuietSpeech
    drafting: Drafting
    voices: Callable[[str], Voice]
    embedded: Voice
    plan: Callable[[], PointPlan]
    hours: Callable[[], HoursAtPoints]
    station: Callable[[], StationConfig]
    time: TimeSource
    items: Items
    resting: Callable[[], list[Occurrence]]

    def planned(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return what ``test`` with the same arguments would say, and where."""
        permit(caller, "points_trial")
        points = self._points(arguments)
        return {"points": list(points), "text": trial.text_of(points)}

    def test(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Air a test at one point, or at all, now.

        Raises NotFound, Stopped, NotNow (``on_air``, ``emergency``, ``soon``), QuietHours,
        MourningDays, DayLimit, and what speech fails with.
        """
        permit(caller, ACTION)
        points = self._points(arguments)
        self._check_free()
        voice, file = self._spoken(trial.text_of(points))
        self._check_time(file, points)
        rundown = self._rundown(caller, points, file)
        self.air.offer(rundown)
        return {
            "occurrence": rundown.occurrence,
            "points": list(points),
            "text": trial.text_of(points),
            "voice": voice,
            "duration_s": round(_seconds(file), 1),
            "due": iso(rundown.due),
        }

    def _points(self, arguments: Arguments) -> tuple[int, ...]:
        number = given.whole_or_none(arguments, "point")
        plan = self.plan()
        return plan.numbers if number is None else (point_of(plan, number).number,)

    def _check_free(self) -> None:
        """Refuse while something is on air, is about to be, or may not be at all."""
        status = self.air.status()
        if status["stopped_since"]:
            raise Stopped(since=str(status["stopped_since"]))
        if (on_air := status["on_air"]) is not None:
            urgent = on_air.get("priority") == Priority.EMERGENCY
            title = str(on_air.get("title") or "")
            raise NotNow(action=ACTION, problem="emergency" if urgent else "on_air", detail=title)
        for item in self._due_soon():
            urgent = item.content.priority is Priority.EMERGENCY
            problem = "emergency" if urgent else "soon"
            raise NotNow(action=ACTION, problem=problem, detail=item.content.title)

    def _due_soon(self) -> list[Item]:
        """Return the approved announcements that are due, or will be before a test is over."""
        resting = {occurrence.id for occurrence in self.resting()}
        due = self.items.open_occurrences(due_before=self.time.wall() + SOON)
        items = (self.items.get(each.item) for each in due if each.id not in resting)
        found = [item for item in items if item and item.state is ItemState.APPROVED]
        return sorted(found, key=lambda item: item.content.priority.rank)

    def _check_time(self, file: SoundFile, points: tuple[int, ...]) -> None:
        station, now, length_s = self.station(), self.time.wall(), _seconds(file)
        if length_s > trial.LONGEST_S:
            raise SoundRefused(path="", problem="too_long", measured=f"{length_s:.1f} s")
        length = timedelta(seconds=length_s)
        check_moment(self.hours().at(points), station.mourning, now, length)
        used_s, limit = self.air.status().get("used_today_s", 0.0), station.day_budget
        if limit.limit_minutes is not None and not limit.fits(used_s, length_s):
            raise DayLimit(
                used_minutes=round(used_s / MINUTE_S, 1), limit_minutes=limit.limit_minutes
            )

    def _spoken(self, text: str) -> tuple[str, SoundFile]:
        """Return the test's sound, from the embedded voice if the station's fails."""
        name = self.station().voice
        phrases = of_script(self.drafting.read(text, name).script)
        try:
            wanted = self.voices(name)
            return wanted.id, self._clip(phrases, wanted)
        except LoudspeakerError:
            return self.embedded.id, self._clip(phrases, self.embedded)

    def _clip(self, phrases: Sequence[Phrase], voice: Voice) -> SoundFile:
        return self.speech.clip(phrases, voice, quieter_db=trial.QUIETER_DB).file

    def _rundown(self, caller: Caller, points: tuple[int, ...], file: SoundFile) -> Rundown:
        now, item = self.time.wall(), new_id()
        return Rundown(
            occurrence=f"{item}-1",
            item=item,
            title=trial.text_of(points).partition(".")[0],
            priority=Priority.NORMAL,
            due=now,
            not_after=now + WINDOW,
            points=points,
            cues=(speech_cue(file),),
            text_sha256=trial.text_sha256(points),
            author=caller.name,
            approver="",
            immediate=True,
            kind=Kind.TEST,
        )


def _seconds(file: SoundFile) -> float:
    return file.frames / PROGRAMME_RATE_HZ
