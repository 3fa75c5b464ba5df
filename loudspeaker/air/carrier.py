"""The carrier is held by a block of code *and* by sound that really goes out.

Leaving the block drops it.  Inside, only ``beat`` re-arms the timed relay, and playout calls it
only after a block of sound was accepted: a loop that hangs, or sound that stalls, lets the relay
fall by itself (design, rule 1).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

from loudspeaker.devices.transmitter.base import Transmitter
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
_NS = 1_000_000_000
BEAT_NS = _NS // 2
SOUND_IS_RECENT_NS = _NS // 2
PATIENCE_NS = _NS
LONGEST_KEY_S = 7200.0
KEY_MARGIN_S = 60.0


class CarrierLost(Exception):
    """The relay has fallen, or must be taken as fallen, under what is on air."""


class Carrier:
    """Keyed from ``__enter__`` to ``__exit__``, for ``limit_s`` at the longest.

    ``taken`` tells that somebody has dropped it for good: then it is not keyed again.
    """

    def __init__(
        self,
        transmitter: Transmitter,
        time: TimeSource,
        *,
        sound_s: float,
        taken: Callable[[], bool] = lambda: False,
    ) -> None:
        self._transmitter = transmitter
        self._time = time
        self._taken = taken
        self._allowed_ns = 0
        self._limit_ns = 0
        self._armed_ns = 0
        self._sound_ns = 0
        self._keyed_ns = 0
        self.allow(sound_s)

    def allow(self, sound_s: float) -> None:
        """Allow to stay keyed for a rundown of this length from now (at most 2 h)."""
        self._allowed_ns, self._limit_ns = self._time.mono_ns(), 0
        self.grown(sound_s)

    def grown(self, sound_s: float) -> None:
        """Allow for a rundown that has grown to this length since it was allowed."""
        limit_s = min(sound_s + KEY_MARGIN_S, LONGEST_KEY_S)
        self._limit_ns = max(self._limit_ns, self._allowed_ns + round(limit_s * _NS))

    def __enter__(self) -> Self:
        """Key up; DeviceFailure if the transmitter does not answer."""
        try:
            self._arm()
        except DeviceFailure:
            self._drop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop the carrier, whatever happened."""
        self._drop()

    def _arm(self) -> None:
        self._armed_ns = self._time.mono_ns()
        self._transmitter.arm()

    def _drop(self) -> None:
        try:
            self._transmitter.off()
        except DeviceFailure as error:
            log.warning("carrier off failed, it falls by its dead-man: %s", error)

    def stands(self) -> bool:
        """Tell whether the last order to stay keyed was answered, and still holds."""
        since_ns = self._time.mono_ns() - self._armed_ns
        return not self._taken() and since_ns < self._transmitter.deadman_s * _NS

    def sounded(self) -> None:
        """Note that sound, or delivered silence, has just gone out."""
        self._sound_ns = self._time.mono_ns()

    def beat(self) -> None:
        """Re-arm when it is time; CarrierLost when that came too late or is not allowed."""
        now_ns = self._time.mono_ns()
        since_ns = now_ns - self._armed_ns
        if since_ns < BEAT_NS:
            return
        if self._taken():
            raise CarrierLost("taken away by stop")
        if since_ns >= self._transmitter.deadman_s * _NS:
            raise CarrierLost("the dead-man's time has passed")
        if now_ns > self._limit_ns:
            raise CarrierLost("the longest key time has passed")
        if now_ns - self._sound_ns <= SOUND_IS_RECENT_NS:
            self._re_arm(since_ns)

    def _re_arm(self, since_ns: int) -> None:
        """Arm again; one lost answer costs nothing while the relay still has time left."""
        before_ns = self._armed_ns
        try:
            self._arm()
        except DeviceFailure:
            self._armed_ns = before_ns
            if since_ns >= PATIENCE_NS:
                raise
            return
        if self._taken():  # meanwhile: leaving the block drops it again
            raise CarrierLost("taken away by stop")
        # The process may have been stopped between the look at the clock and the switch.
        if self._time.mono_ns() - before_ns >= self._transmitter.deadman_s * _NS:
            raise CarrierLost("stopped while re-arming")
