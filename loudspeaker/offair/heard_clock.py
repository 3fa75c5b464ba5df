"""When what a receiver gives was heard: its samples counted on our clock."""

from __future__ import annotations

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ

_GAP_S = 2.0
_OFF_S = 0.5
_WINDOW = 200


class HeardClock:
    """Sound comes in bursts and late, never early: what comes soonest tells the time."""

    def __init__(self) -> None:
        self._start_s: float | None = None
        self._frames = 0
        self._last_s = 0.0
        self._soonest_s = 0.0
        self._blocks = 0

    @property
    def end_s(self) -> float:
        """When the last sample was heard."""
        return (self._start_s or 0.0) + self._frames / PROGRAMME_RATE_HZ

    def take(self, frames: int, now_s: float, *, may_set: bool) -> float | None:
        """Count frames that came just now; return when the first was heard if that is set anew.

        It is at the beginning and after a gap, and where it has run away while ``may_set``.
        """
        length_s = frames / PROGRAMME_RATE_HZ
        has_gap = self._start_s is None or now_s - self._last_s > _GAP_S
        self._last_s = now_s
        if has_gap or (may_set and self._is_off):
            self._start_s, self._frames = now_s - length_s, frames
            self._blocks, self._soonest_s = 0, 0.0
            return self._start_s
        self._frames += frames
        late_s = now_s - self.end_s
        self._soonest_s = late_s if self._blocks % _WINDOW == 0 else min(self._soonest_s, late_s)
        self._blocks += 1
        return None

    @property
    def _is_off(self) -> bool:
        """Tell, at the end of a window, whether even what came soonest did not come in time."""
        return self._blocks % _WINDOW == 0 and self._blocks > 0 and abs(self._soonest_s) > _OFF_S
