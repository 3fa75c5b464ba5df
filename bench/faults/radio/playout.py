"""Playout itself, rules and timing included, over a clock that moves with the sound it sends."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from bench.faults.radio.hearing import Carrier
from bench.faults.radio.station import EVERY_POINT
from loudspeaker.air.accepted import Accepted
from loudspeaker.air.deck import Deck, PointsState
from loudspeaker.air.interlock import Limits
from loudspeaker.air.journal import Journal
from loudspeaker.air.ledger import Ledger
from loudspeaker.air.orders import Orders
from loudspeaker.air.playout import Playout
from loudspeaker.air.positions import PositionWriter
from loudspeaker.air.records import Stamp
from loudspeaker.air.volumes import Volumes
from loudspeaker.air.watch import Watch
from loudspeaker.audio.wav_header import build_header
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.simulated import MemoryTransmitter, StandingClock
from loudspeaker.devices.sound.base import Sound
from loudspeaker.model import Priority
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind, Rundown
from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.system.faults import Faults
from loudspeaker.system.watched_clock import WatchedClock
from loudspeaker.timetable.hours import AllowedHours, DayBudget, Window
from loudspeaker.timetable.zone_hours import HoursAtPoints

_LEVEL = 3000
_HALF_PERIOD = 48  # frames
_ALWAYS = Limits(
    hours=HoursAtPoints(
        general=AllowedHours(windows=(Window(start_minute=0, end_minute=24 * 60),))
    ),
    budget=DayBudget(limit_minutes=None),
)


class _TimedOrders(Orders):
    """Orders whose waiting passes time on the standing clock."""

    def __init__(self, stop_file: Path, clock: StandingClock) -> None:
        super().__init__(stop_file)
        self._clock = clock

    def wait(self, seconds: float) -> None:
        super().wait(0.0)
        self._clock.advance_s(seconds)


@dataclass(slots=True)
class Moments:
    """Things to do at times on the standing clock."""

    clock: StandingClock
    due: list[tuple[int, Callable[[], object]]] = field(default_factory=list)

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something so long from now."""
        self.due.append((self.clock.mono_ns() + round(seconds * 1e9), action))

    def __call__(self) -> None:
        """Do what is due."""
        for entry in [one for one in self.due if one[0] <= self.clock.mono_ns()]:
            self.due.remove(entry)
            entry[1]()


class PlayoutInTime:
    """One station's playout; the clock passes at the pace of what it plays or waits for."""

    def __init__(
        self, home: Path, clock: StandingClock, *, points: PointCommands, sound: Sound
    ) -> None:
        self.clock = clock
        self.transmitter = MemoryTransmitter(clock)
        self.orders = _TimedOrders(home / "stop", clock)
        self.moments = Moments(clock)
        clock.watchers.append(self.moments)
        self._clips = home / "clips"
        self._clips.mkdir()
        self._numbers = count(1)
        self._journal = Journal(home / "journal.db", bytes(32))
        self._writer = PositionWriter(self._journal)
        self._accepted = Accepted(self._journal, clock)
        faults = Faults(clock)
        ledger = Ledger(self._journal, self._accepted, Stamp(time=clock, boot_id="boot"), faults)
        trust = ClockTrust(clock, home / "clock.json", boot_id="boot", needs_proof=lambda: False)
        deck = Deck(
            transmitter=self.transmitter,
            points=points,
            sound=sound,
            time=clock,
            clock=WatchedClock(trust, faults),
            orders=self.orders,
            positions=self._writer,
            clips=self._clips,
            tapes=home / "live",
            limits=lambda: _ALWAYS,
            breaks_in=lambda rundown: self._playout.selection.breaks_in(rundown),  # noqa: PLW0108 - made below
            points_state=PointsState(maybe_open=frozenset()),
            volumes=Volumes(self._journal, clock),
        )
        watch = Watch(deck, self._journal, faults)
        self._playout = Playout(deck, self._accepted, ledger, self._journal, watch, faults)

    @property
    def carriers(self) -> list[Carrier]:
        """When the carrier rose and fell."""
        return [(at_ns, what == "on") for at_ns, what in self.transmitter.log]

    def close(self) -> None:
        """End the thread and close the journal."""
        self._writer.close()
        self._journal.close()

    def offer(self, seconds: float, *, priority: Priority = Priority.NORMAL) -> None:
        """Have something aired at once to all points."""
        number = next(self._numbers)
        now = self.clock.wall()
        rundown = Rundown(
            occurrence=f"a-{number}",
            item=f"a{number}",
            title="Họp thôn",
            priority=priority,
            due=now,
            not_after=now + timedelta(minutes=10),
            points=EVERY_POINT,
            cues=(self._cue(seconds),),
            text_sha256="1" * 64,
            author="soan",
            approver="duyet",
            immediate=True,
        )
        self._accepted.offer(rundown)
        self.orders.wake()

    def _cue(self, seconds: float) -> Cue:
        """Make a clip of a loud tone; one file for each length."""
        frames = round(seconds * PROGRAMME_RATE_HZ)
        period = [_LEVEL] * _HALF_PERIOD + [-_LEVEL] * _HALF_PERIOD
        samples = array("h", (period * (frames // len(period) + 1))[:frames])
        data = build_header(frames=frames, rate_hz=PROGRAMME_RATE_HZ) + samples.tobytes()
        name = hashlib.sha256(data).hexdigest()
        path = self._clips / f"{name}.wav"
        if not path.exists():
            path.write_bytes(data)
        return Cue(kind=CueKind.SPEECH, frames=frames, sha256=name)

    def run(self, seconds: float) -> None:
        """Let playout do what is due for a while."""
        end_ns = self.clock.mono_ns() + round(seconds * 1e9)
        while self.clock.mono_ns() < end_ns:
            self._playout.play_next()

    def air(self, seconds: float, *, priority: Priority = Priority.NORMAL) -> None:
        """Air something of that length, from the carrier's rise to its fall."""
        self.offer(seconds, priority=priority)
        risen = len(self.transmitter.log)
        while len(self.transmitter.log) < risen + 2:
            self._playout.play_next()
