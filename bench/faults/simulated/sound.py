"""A sound card that plays at the pace of the clock and notes what was heard when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.devices.simulated import MemoryTransmitter, StandingClock
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label
from loudspeaker.model import STATION_ZONE

_NS = 1_000_000_000
_GAP_NS = _NS // 1000


@dataclass(slots=True, kw_only=True)
class Stretch:
    """Sound of one occurrence without a break, while nobody set the clock."""

    occurrence: str
    begin: datetime
    begin_ns: int
    end_ns: int
    position_frames: int
    """Where in the occurrence it began."""

    @property
    def seconds(self) -> float:
        """Return how long it lasted."""
        return (self.end_ns - self.begin_ns) / _NS

    @property
    def end(self) -> datetime:
        """Return when it ended, by the wall clock that it began by."""
        return self.begin + timedelta(microseconds=(self.end_ns - self.begin_ns) / 1000)


class HeardSound:
    """``Sound`` for one playout; what is heard is kept over its death in ``stretches``.

    Only what comes under a carrier is heard.
    """

    latency_frames = 0
    rate_hz = RATE_HZ

    def __init__(self, clock: StandingClock, transmitter: MemoryTransmitter) -> None:
        self._clock = clock
        self._transmitter = transmitter
        self._queue: list[tuple[bytes, Label]] = []
        self._queued_frames = 0
        self._offset = self._offset_now()
        self.stretches: list[Stretch] = []
        self.when_begins: Callable[[], None] = lambda: None
        """Called when something begins to be heard."""
        self.off_air_frames = 0
        """Labelled sound that went out without a carrier."""

    def _offset_now(self) -> timedelta:
        return self._clock.wall() - _moment(self._clock.mono_ns())

    def open(self) -> None:
        """Be there."""

    def start(self) -> None:
        """Be there."""

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue a block; time passes while the queue is too full."""
        while self._queued_frames > ahead_frames:
            self._play_one()
        self._queue.append((pcm, label))
        self._queued_frames += len(pcm) // BYTES_PER_FRAME

    def _play_one(self) -> None:
        pcm, label = self._queue.pop(0)
        frames = len(pcm) // BYTES_PER_FRAME
        self._queued_frames -= frames
        if label.occurrence is not None:
            self._note(label.occurrence, label.position_frames, frames)
        self._clock.advance_s(frames / RATE_HZ)

    def _note(self, occurrence: str, position: int, frames: int) -> None:
        if not self._transmitter.keyed:
            self.off_air_frames += frames
            return
        begin_ns, offset = self._clock.mono_ns(), self._offset_now()
        end_ns = begin_ns + frames * _NS // RATE_HZ
        last = self.stretches[-1] if self.stretches and offset == self._offset else None
        goes_on = (
            last is not None
            and last.occurrence == occurrence
            and begin_ns - last.end_ns < _GAP_NS
            and abs(position - last.position_frames - round(last.seconds * RATE_HZ)) < RATE_HZ // 50
        )
        if last is not None and goes_on:
            last.end_ns = end_ns
            return
        self._offset = offset
        self.stretches.append(
            Stretch(
                occurrence=occurrence,
                begin=self._clock.wall(),
                begin_ns=begin_ns,
                end_ns=end_ns,
                position_frames=position,
            )
        )
        self.when_begins()

    def queued_frames(self) -> int:
        """Return what is queued."""
        return self._queued_frames

    def discard(self) -> None:
        """Drop what is queued."""
        self._queue.clear()
        self._queued_frames = 0

    def idle(self) -> None:
        """Stop running."""
        self.discard()

    def close(self) -> None:
        """Nothing to give back."""


def _moment(mono_ns: int) -> datetime:
    return datetime(2000, 1, 1, tzinfo=STATION_ZONE) + timedelta(microseconds=mono_ns // 1000)
