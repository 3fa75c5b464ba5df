"""Sound and groups become composite here, block by block, and each group has its time.

One thread renders; point commands and texts come from any.  Nothing goes out while nothing is
rendered, so commands that wait then fail: what was meant for one airing must not open the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from loudspeaker.model import TimeSource
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, Samples, to_int16
from loudspeaker.radio.multiplex_tables import FRAME_RATE_HZ, PERIOD_FRAMES
from loudspeaker.radio.rds import GROUP_BITS, Group
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler
from loudspeaker.radio.rds_subcarrier import bit_sample

_NS = 1_000_000_000
_BYTES_PER_FRAME = 2
_FULL_SCALE = 32768.0
NOT_SENDING = "no signal is being sent"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Burst:
    """Groups that go out one right behind the other, and whom to tell what became of them.

    ``left`` is called with the time at which the last group will have left the antenna, ``dropped``
    with the reason when it will not, or not after all.
    """

    groups: tuple[Group, ...]
    left: Callable[[int], None]
    dropped: Callable[[str], None]


class CompositeEncoder:
    """Multiplex and group scheduler of one station."""

    def __init__(
        self,
        settings: MultiplexSettings,
        programme: Programme,
        *,
        time: TimeSource,
        trusted: Callable[[], datetime | None],
    ) -> None:
        self.settings = settings
        self._time = time
        self._trusted = trusted
        self._turn = threading.Lock()
        self._scheduler = GroupScheduler(programme)
        self._multiplexer = Multiplexer(settings, self._next_group)
        self._pending = b""
        self._sending = False
        self._waiting: list[Burst] = []
        self._leaving: deque[tuple[int, Burst]] = deque()  # rendered, perhaps not played yet
        self._rendered = 0  # composite samples since the last start
        self._zero_ns = 0  # when the first of them plays

    # --- the thread that renders ----------------------------------------------------------------

    def start(self) -> None:
        """Begin a signal: with the first bit of a group, and silence before the first sample."""
        with self._turn:
            self._multiplexer.restart()
            self._pending = bytes(len(self._pending))  # of what was cut, but counted
            self._rendered = 0
            self._sending = True

    def stop(self, problem: str = NOT_SENDING) -> None:
        """End the signal; whatever waits, or was rendered and not sent, is told so."""
        with self._turn:
            self._sending = False
            self._scheduler.break_off()
            self._forget_left()
            lost = [*self._waiting, *(burst for _, burst in self._leaving)]
            self._waiting.clear()
            self._leaving.clear()
        for burst in lost:
            burst.dropped(problem)

    def _forget_left(self) -> None:
        now_ns = self._time.mono_ns()
        while self._leaving and self._leaving[0][0] <= now_ns:
            self._leaving.popleft()

    def render(self, pcm: bytes, *, plays_at_ns: int) -> bytes:
        """Return composite for 48 kHz sound; its first sample plays at ``plays_at_ns``.

        Whole milliseconds come out at once; less than one waits for the next call.
        """
        with self._turn:
            sound = self._pending + pcm
            period_bytes = PERIOD_FRAMES * _BYTES_PER_FRAME
            whole = len(sound) // period_bytes * period_bytes
            self._pending = sound[whole:]
            self._zero_ns = plays_at_ns - self._duration_ns(self._rendered)
            composite = self._multiplexer.feed(_floats(sound[:whole], self.settings.channels))
            self._rendered += len(composite)
        return to_int16(composite)

    def _duration_ns(self, samples: int) -> int:
        return samples * _NS // self.settings.rate_hz

    def _next_group(self, first_sample: int) -> Group:
        begins_ns = self._zero_ns + self._duration_ns(first_sample)
        slot = self._scheduler.next(self._wall_at(begins_ns))
        if isinstance(slot.completed, Burst):
            end_sample = first_sample + bit_sample(GROUP_BITS, self.settings.rate_hz)
            self._completed(slot.completed, self._zero_ns + self._duration_ns(end_sample))
        return slot.group

    def _completed(self, burst: Burst, left_ns: int) -> None:
        self._waiting.remove(burst)
        self._forget_left()
        self._leaving.append((left_ns, burst))
        burst.left(left_ns)

    def _wall_at(self, mono_ns: int) -> datetime | None:
        now = self._trusted()
        if now is None:
            return None
        ahead_us = (mono_ns - self._time.mono_ns()) // 1000
        return now.astimezone(UTC) + timedelta(microseconds=ahead_us)

    @property
    def delay_frames(self) -> int:
        """By how many frames sound comes out later than it goes in."""
        return round(self.settings.delay_s * FRAME_RATE_HZ)

    # --- any thread -----------------------------------------------------------------------------

    def enqueue(self, burst: Burst, *, urgent: bool = False) -> None:
        """Send a burst as soon as it is its turn; urgent ones go before all that wait."""
        with self._turn:
            sending = self._sending
            if sending:
                self._waiting.append(burst)
                self._scheduler.enqueue(burst.groups, burst, urgent=urgent)
        if not sending:
            burst.dropped(NOT_SENDING)

    def drop_waiting(self, problem: str) -> None:
        """Let everything that has not begun not go out."""
        with self._turn:
            tokens = self._scheduler.drop_waiting()
            dropped = [burst for burst in self._waiting if burst in tokens]
            self._waiting = [burst for burst in self._waiting if burst not in tokens]
        for burst in dropped:
            burst.dropped(problem)

    def show(self, programme: Programme) -> None:
        """Tell receivers this about the station from the next group on."""
        with self._turn:
            self._scheduler.set_programme(programme)


def _floats(pcm: bytes, channels: int) -> Samples:
    frames = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(_FULL_SCALE)
    return np.tile(frames, (channels, 1))
