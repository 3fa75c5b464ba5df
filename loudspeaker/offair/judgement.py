"""From verdicts about two seconds to what people are told: faults, and whether we were heard.

One wrong verdict raises nothing: a fault needs eight seconds of it, and goes when we are heard.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.audio.offair import STRETCH_S, Stretch, Verdict

_RAISES = 4
_CLEARS = 2
_QUIET_AGAIN = 5


class OffAirFault(StrEnum):
    """What the watch finds wrong."""

    DEAD_AIR = "dead_air"
    FOREIGN_AUDIO = "foreign_audio"
    FOREIGN_RDS = "foreign_rds"


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of one airing: how long we must have been heard, and how long we were."""

    ours_s: float = 0.0
    same_s: float = 0.0

    def add(self, stretch: Stretch) -> None:
        """Count a stretch; only where we sounded throughout does it tell anything."""
        if stretch.ours:
            self.ours_s += STRETCH_S
            self.same_s += STRETCH_S if stretch.verdict is Verdict.SAME else 0.0


class Judgement:
    """The faults that verdicts in a row amount to."""

    def __init__(self) -> None:
        self._runs: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
        self.faults: dict[OffAirFault, str] = {}
        """What is wrong now, each with a detail."""

    def take(self, stretch: Stretch) -> None:
        """Follow one more verdict; one that is unsure neither raises nor clears anything."""
        verdict = stretch.verdict
        if verdict is Verdict.UNSURE:
            return
        self._runs = {v: n + 1 if v is verdict else 0 for v, n in self._runs.items()}
        self._raise(verdict)
        self._clear()

    def _raise(self, verdict: Verdict) -> None:
        if self._runs[verdict] < _RAISES:
            return
        if verdict is Verdict.DEAD:
            self.faults[OffAirFault.DEAD_AIR] = "our programme is not heard"
        elif verdict is Verdict.FOREIGN:
            self.faults[OffAirFault.FOREIGN_AUDIO] = "other sound in place of our programme"
        elif verdict is Verdict.FOREIGN_IDLE:
            self.faults[OffAirFault.FOREIGN_AUDIO] = "sound while nothing is sent"

    def _clear(self) -> None:
        heard = self._runs[Verdict.SAME] >= _CLEARS
        if heard:
            self.faults.pop(OffAirFault.DEAD_AIR, None)
        if heard or self._runs[Verdict.SILENT] >= _QUIET_AGAIN:
            self.faults.pop(OffAirFault.FOREIGN_AUDIO, None)


class RdsWatch:
    """Tells of programme identifications that are not ours.

    A single wrong group may be noise; ten within some seconds are a transmitter.
    """

    _WINDOW_S = 5.0
    _FOREIGN = 10

    def __init__(self, pi: int | None) -> None:
        self._pi = pi
        self._heard: deque[tuple[float, int]] = deque()

    def take(self, pi: int, at_s: float) -> None:
        """Note the identification in a whole group."""
        self._heard.append((at_s, pi))

    def foreign(self, now_s: float) -> int | None:
        """Return the identification of a stranger who sends now, or None."""
        while self._heard and self._heard[0][0] < now_s - self._WINDOW_S:
            self._heard.popleft()
        strangers = [pi for _, pi in self._heard if pi != self._pi]
        if self._pi is None or len(strangers) < self._FOREIGN:
            return None
        return max(set(strangers), key=strangers.count)
