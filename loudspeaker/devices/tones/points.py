"""Opening and closing old receivers by tones.

There is nothing to sign, nothing to hold and no time to live: a receiver that has heard its code
stays open until it hears the other one.  Whatever is heard of the tones, *commanded* is all that
can be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial

import numpy as np

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.orders import GAVE_WAY
from loudspeaker.devices.sound.base import RATE_HZ
from loudspeaker.devices.tones.queue import Burst, ToneQueue
from loudspeaker.radio.on_air import OnAir
from loudspeaker.radio.tone_codes import ToneCode, ToneCodes, pause_s
from loudspeaker.radio.tones import Samples, tone_sequence

STOPPED = "all-stop"


class TonePoints:
    """PointCommands over a ``ToneQueue``, which a ``ToneSound`` empties."""

    def __init__(self, queue: ToneQueue, codes: ToneCodes, *, level_dbfs: float) -> None:
        self._queue = queue
        self._codes = codes
        self._samples = cache(partial(_samples, codes, level_dbfs))
        self._stopping: Dispatch | None = None

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:  # noqa: ARG002 - kept by the interface
        """Open exactly these points; a dispatch that has failed where no codes do that."""
        try:
            groups = self._codes.opening(points)
        except ValueError as error:
            dispatch = Dispatch()
            dispatch.failed(f"no code opens only these points: {error}")
            return dispatch
        return self._order([group.open for group in groups], copies)

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points, and others where there is no other way."""
        return self._close(self._codes.closing(points), copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        return self._close(self._codes.closing(self._codes.points), copies)

    def hold(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing: they stay open."""
        return self._order([], 1)

    def tell_time(self) -> Dispatch:
        """Do nothing: they have no clock."""
        return self._order([], 1)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing: their volume is set by hand."""
        return self._order([], 1)

    def all_stop(self, *, copies: int) -> Dispatch:
        """Close every point, ahead of all that waits."""
        self._queue.drop_waiting(STOPPED)
        self._stopping = self.close_all(copies=copies)
        return self._stopping

    def give_way(self) -> None:
        """Give up what waits, and break off the code that is half out."""
        if self._stopping is None or not self._stopping.is_waiting:
            self._queue.drop_waiting(GAVE_WAY)

    def announce(self, on_air: OnAir) -> None:
        """Do nothing: they have no display."""

    def problem(self) -> str | None:
        """Return nothing: what can fail is the sound, which tells by itself."""
        return None

    def complaint(self) -> str | None:
        """Return nothing: there is no other side."""
        return None

    def close(self) -> None:
        """Let what waits fail."""
        self._queue.stop()

    def _close(self, groups: Iterable[ToneCode], copies: int) -> Dispatch:
        return self._order([group.close for group in groups], copies)

    def _order(self, texts: Sequence[str], copies: int) -> Dispatch:
        """Send codes one behind the other, copy after copy; with none, wait for the turn."""
        dispatch = Dispatch()
        sounds = [self._samples(text) for text in texts] or [np.zeros(0, dtype=np.float32)]
        for copy in range(copies):
            for number, samples in enumerate(sounds, start=1):
                ends_copy = number == len(sounds)
                first, last = ends_copy and copy == 0, ends_copy and copy == copies - 1
                burst = Burst(
                    samples=samples,
                    left=partial(_left, dispatch, first=first, last=last),
                    dropped=partial(_dropped, dispatch, first=first, last=last),
                )
                self._queue.enqueue(burst)
        return dispatch


def _samples(codes: ToneCodes, level_dbfs: float, text: str) -> Samples:
    """Return a code's tones and the silence that a receiver takes as its end."""
    silence = np.zeros(round(pause_s(codes.system) * RATE_HZ), dtype=np.float32)
    return np.concatenate((tone_sequence(codes.system, text, level_dbfs=level_dbfs), silence))


def _left(dispatch: Dispatch, mono_ns: int, *, first: bool, last: bool) -> None:
    if first:
        dispatch.first_out_ns = mono_ns
    if last:
        dispatch.all_out_ns = mono_ns


def _dropped(dispatch: Dispatch, problem: str, *, first: bool, last: bool) -> None:
    """Take back what was promised by these tones: what was handed on is not always played."""
    if first:
        dispatch.first_out_ns = None
    if last:
        dispatch.all_out_ns = None
    dispatch.failed(problem)
