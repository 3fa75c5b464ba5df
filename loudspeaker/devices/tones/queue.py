"""Tones that wait for silence in the programme, and whom to tell what became of them.

One thread plays; commands come from any.  Tones go out only where playout sends silence: what
still waits when sound begins is dropped, and so is everything when a session ends, because what
was meant for one airing must not open the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from loudspeaker.devices.sound.base import RATE_HZ
from loudspeaker.model import TimeSource
from loudspeaker.radio.tones import Samples

_NS = 1_000_000_000
_FADE_FRAMES = 240
_UNSQUELCH_FRAMES = RATE_HZ * 3 // 10
"""Receivers need a moment after the carrier before they hear anything."""
NOT_SENDING = "no sound is being sent"
SOUND_BEGINS = "sound has begun"
CUT = "dropped with the sound"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Burst:
    """Tones with the silence behind them; no samples at all just wait for their turn.

    ``left`` is called with the time at which the last sample will have left, ``dropped`` with the
    reason when it will not, or not after all.
    """

    samples: Samples
    left: Callable[[int], None]
    dropped: Callable[[str], None]


class ToneQueue:
    """What is to be sent between programmes.

    ``pause_s`` is the silence that receivers take as the end of a code.
    """

    def __init__(self, time: TimeSource, *, pause_s: float) -> None:
        self._time = time
        self._pause_frames = round(pause_s * RATE_HZ)
        self._turn = threading.Lock()
        self._waiting: deque[Burst] = deque()
        self._at = 0  # of the first of them: how many of its frames are out
        self._leaving: deque[tuple[int, Burst]] = deque()  # handed on, perhaps not played yet
        self._silent_frames = 0  # still to come before the first tone
        self._sending = False

    # --- the thread that plays ------------------------------------------------------------------

    def start(self) -> None:
        """Begin a session, unless it has begun: a moment of silence, then whatever is ordered."""
        with self._turn:
            if not self._sending:
                self._sending, self._silent_frames = True, _UNSQUELCH_FRAMES

    def stop(self, problem: str = NOT_SENDING) -> None:
        """End the session; whatever waits, or was handed on and not played, is told so."""
        with self._turn:
            self._sending = False
            lost = self._unplayed()
        _drop(lost, problem)

    def cut(self) -> None:
        """Forget what was handed on and is not to be played, and what is half out."""
        with self._turn:
            half_out = [self._waiting.popleft()] if self._at else []
            self._break_off()
            self._forget_left()
            lost = [*(burst for _, burst in self._leaving), *half_out]
            self._leaving.clear()
        _drop(lost, CUT)

    def _break_off(self) -> None:
        """Leave what is half out, so that what comes next is not taken for its continuation."""
        if self._at:
            self._at, self._silent_frames = 0, max(self._silent_frames, self._pause_frames)

    def _unplayed(self) -> list[Burst]:
        self._forget_left()
        lost = [*(burst for _, burst in self._leaving), *self._waiting]
        self._leaving.clear()
        self._waiting.clear()
        self._at = 0
        return lost

    def _forget_left(self) -> None:
        now_ns = self._time.mono_ns()
        while self._leaving and self._leaving[0][0] <= now_ns:
            self._leaving.popleft()

    def fill(self, frames: int, *, plays_at_ns: int) -> bytes:
        """Return so many frames of tones, and of silence where there are none.

        A code begins in a block of its own: who waits for the end of one can let sound follow.
        """
        out = np.zeros(frames, dtype=np.float32)
        with self._turn:
            at = min(frames, self._silent_frames)
            self._silent_frames -= at
            if self._waiting and self._rest():
                at += self._take(out[at:])
            while self._waiting and not self._rest():
                self._completed(plays_at_ns + at * _NS // RATE_HZ)
        return _pcm(out)

    def _rest(self) -> int:
        return len(self._waiting[0].samples) - self._at

    def _take(self, room: Samples) -> int:
        taken = min(len(room), self._rest())
        room[:taken] = self._waiting[0].samples[self._at : self._at + taken]
        self._at += taken
        return taken

    def _completed(self, left_ns: int) -> None:
        burst, self._at = self._waiting.popleft(), 0
        self._forget_left()
        self._leaving.append((left_ns, burst))
        burst.left(left_ns)

    def give_way(self) -> bytes:
        """Drop what waits, for sound that begins now; return the end of a tone cut short."""
        with self._turn:
            waiting, at = list(self._waiting), self._at
            self._waiting.clear()
            self._at = 0
        for burst in waiting:
            if len(burst.samples):
                burst.dropped(SOUND_BEGINS)
            else:
                burst.left(self._time.mono_ns())
        return _fading(waiting[0].samples[at:]) if at else b""

    # --- any thread -----------------------------------------------------------------------------

    def enqueue(self, burst: Burst) -> None:
        """Send it when it is its turn."""
        with self._turn:
            sending = self._sending
            if sending:
                self._waiting.append(burst)
        if not sending:
            burst.dropped(NOT_SENDING)

    def drop_waiting(self, problem: str) -> None:
        """Let everything that is not wholly handed on not go out."""
        with self._turn:
            dropped = list(self._waiting)
            self._waiting.clear()
            self._break_off()
        _drop(dropped, problem)


def _drop(bursts: list[Burst], problem: str) -> None:
    for burst in bursts:
        burst.dropped(problem)


def _fading(rest: Samples) -> bytes:
    """Return a few milliseconds that go on where a tone was left, down to nothing."""
    short = rest[:_FADE_FRAMES]
    return _pcm(short * np.linspace(1.0, 0.0, len(short), dtype=np.float32))


def _pcm(samples: Samples) -> bytes:
    return bytes(np.rint(samples * np.float32(32767)).astype("<i2").tobytes())
