"""What a wall clock leaves out when it is set, or while nobody believes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from loudspeaker.timetable.trust import STEP_S, Reading

_NS = 1_000_000_000


class ClockSteps:
    """Compares both clocks each time it is shown them; one moment after another, one boot."""

    def __init__(self) -> None:
        self._before: Reading | None = None
        self._doubted_from: datetime | None = None
        self._gaps: tuple[tuple[datetime, datetime], ...] = ()

    def look(self, reading: Reading, *, doubted: bool) -> float:
        """Return by how many seconds the wall clock was set since the last look; 0: it was not.

        What lies between the time as it was believed last and the time as it is now is skipped.
        """
        before, self._before = self._before, reading
        expected = reading.wall if before is None else before.wall + _passed(before, reading)
        if doubted:
            self._doubted_from = self._doubted_from or expected
        else:
            self._skip(self._doubted_from or expected, reading.wall)
            self._doubted_from = None
        step_s = (reading.wall - expected).total_seconds()
        return step_s if abs(step_s) > STEP_S else 0.0

    def _skip(self, begin: datetime, end: datetime) -> None:
        if (end - begin).total_seconds() > STEP_S:
            self._gaps = (*self._gaps[-7:], (begin, end))

    def skipped(self, moment: datetime) -> bool:
        """Tell whether the clock never showed this moment while it was believed."""
        return any(begin < moment <= end for begin, end in self._gaps)


def _passed(before: Reading, now: Reading) -> timedelta:
    return timedelta(seconds=(now.mono_ns - before.mono_ns) / _NS)
