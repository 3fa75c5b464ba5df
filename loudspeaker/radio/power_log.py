"""Deviation and multiplex power of a signal, second by second (ITU-R BS.412-9, 2.5.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.multiplex_power import (
    FULL_DEVIATION_KHZ,
    WINDOW_S,
    PowerMeter,
    power_dbr,
)

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second of signal (the last one may be shorter).

    ``minute_dbr`` is the power of the 60 s that end with it, None before there are so many.
    """

    power_dbr: float
    minute_dbr: float | None
    peak_khz: float


class PowerLog:
    """Takes a signal of ±1 = ±75 kHz in any blocks; ``seconds`` are those that are over."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._meter = PowerMeter()
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._energy, self._samples = 0.0, 0
        self.seconds: list[Second] = []

    def feed(self, block: Samples) -> None:
        """Take the next samples."""
        held = np.concatenate([self._rest, block])
        whole = len(held) - len(held) % self._rate_hz
        for start in range(0, whole, self._rate_hz):
            self._count(held[start : start + self._rate_hz])
        self._rest = held[whole:]

    def finish(self) -> None:
        """Count what is left of the last second."""
        if len(self._rest):
            self._count(self._rest)
            self._rest = self._rest[:0]

    @property
    def mean_dbr(self) -> float:
        """The power of the whole signal."""
        return power_dbr(self._energy / self._samples if self._samples else 0.0)

    @property
    def highest_minute_dbr(self) -> float | None:
        """The power of the strongest 60 s, None of a shorter signal."""
        minutes = [s.minute_dbr for s in self.seconds if s.minute_dbr is not None]
        return max(minutes, default=None)

    @property
    def peak_khz(self) -> float:
        """The largest deviation of a sample."""
        return max((second.peak_khz for second in self.seconds), default=0.0)

    def _count(self, samples: Samples) -> None:
        energy = float(np.square(samples, dtype=np.float64).sum())
        power, seconds = energy / len(samples), len(samples) / self._rate_hz
        self._energy += energy
        self._samples += len(samples)
        self._meter.add(power, seconds)
        has_minute = self._samples >= WINDOW_S * self._rate_hz
        self.seconds.append(
            Second(
                power_dbr=power_dbr(power),
                minute_dbr=self._meter.dbr if has_minute else None,
                peak_khz=float(np.abs(samples).max()) * FULL_DEVIATION_KHZ,
            )
        )
