"""Multiplex power (ITU-R BS.412-9, 2.5.3): the mean over any 60 s, and keeping it below a limit.

0 dBr is the power of a sine of ±19 kHz deviation.  Deviations are shares of ±75 kHz, and the power
of a stretch is the mean square of its deviation.
"""

from __future__ import annotations

import math
from collections import deque

FULL_DEVIATION_KHZ = 75.0
REFERENCE_POWER = (19.0 / FULL_DEVIATION_KHZ) ** 2 / 2
WINDOW_S = 60
_DRAW_S = 10.0  # how fast what is left of the minute may be used up
_SMOOTH_S = 2.0
_SILENT_DBR = -200.0


def power_dbr(mean_square: float) -> float:
    """Return the power of a mean square deviation in dBr; silence is -200."""
    return max(_SILENT_DBR, 10 * math.log10(mean_square / REFERENCE_POWER + 1e-30))


class PowerMeter:
    """The power of the last 60 s, with silence before the beginning, kept second by second."""

    def __init__(self) -> None:
        self._seconds = deque([0.0] * WINDOW_S, maxlen=WINDOW_S)
        self._past = 0.0
        self._current, self._filled_s = 0.0, 0.0

    def add(self, power: float, seconds: float) -> None:
        """Count a stretch of that mean square."""
        while seconds > 0:
            part = min(seconds, 1.0 - self._filled_s)
            self._current += power * part
            self._filled_s += part
            seconds -= part
            if self._filled_s >= 1.0 - 1e-9:
                self._next_second()

    def _next_second(self) -> None:
        self._seconds.append(self._current)
        self._past = math.fsum(self._seconds)
        self._current = self._filled_s = 0.0

    @property
    def energy_s(self) -> float:
        """Power times time, in seconds, of the current second and the 60 full ones before it.

        That is at least the energy of any 60 s that end now.
        """
        return self._past + self._current

    @property
    def dbr(self) -> float:
        """The power of the last 60 s."""
        leaving = self._seconds[0] * self._filled_s
        return power_dbr(max(0.0, self.energy_s - leaving) / WINDOW_S)

    @property
    def leaving(self) -> float:
        """The power of the second that is the next to leave the window."""
        return self._seconds[0]


class PowerLimiter:
    """Chooses a gain for the audio, stretch by stretch, so that no 60 s go beyond the limit.

    A stretch may use what leaves the window meanwhile and a share of what is left of the minute;
    the gain follows the smoothed power, and a stretch that would overdraw is turned down by itself.
    """

    def __init__(self, *, limit_dbr: float, fixed_power: float) -> None:
        """Pilot and RDS, ``fixed_power``, are always there; ValueError when they are too much."""
        self._audio = PowerMeter()
        share = REFERENCE_POWER * 10 ** (limit_dbr / 10) - fixed_power * (WINDOW_S + 1) / WINDOW_S
        if share <= 0:
            raise ValueError(f"pilot and RDS alone are above {limit_dbr} dBr")
        self._budget_s = share * WINDOW_S
        self._smooth = 0.0

    def gain(self, power: float, seconds: float) -> float:
        """Return the gain (0-1) for the next stretch of audio of that power, which counts."""
        self._smooth += (power - self._smooth) * min(1.0, seconds / _SMOOTH_S)
        left_s = max(0.0, self._budget_s - self._audio.energy_s)
        fair = self._audio.leaving + left_s / _DRAW_S
        share = min(_share(fair, self._smooth), _share(left_s / seconds, power))
        self._audio.add(power * share, seconds)
        return math.sqrt(share)


def _share(allowed: float, wanted: float) -> float:
    return 1.0 if wanted <= allowed else allowed / wanted
