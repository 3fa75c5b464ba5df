"""How loud sound is in nine bands, fifty times a second: what survives a radio link.

One band below 300 Hz (hum) and eight between 300 and 3400 Hz, which every receiver passes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples

FRAME_S = 0.02
SILENCE_DB = -120.0
EDGES_HZ = (40.0, 300.0, 406.0, 550.0, 745.0, 1009.0, 1366.0, 1850.0, 2505.0, 3392.0)
BANDS = len(EDGES_HZ) - 1
HUM = 0
"""The band below 300 Hz; the others follow."""

Levels = npt.NDArray[np.float32]
"""Frames by bands, dB below full scale: a full-scale sine has -3 in its band."""


class BandLevels:
    """Takes sound in blocks of any length; frame n is about sound from n · 20 ms on, 40 ms long."""

    def __init__(self, rate_hz: int = PROGRAMME_RATE_HZ) -> None:
        self._hop = round(FRAME_S * rate_hz)
        window = np.hanning(2 * self._hop + 1)[:-1]
        self._window = window.astype(np.float32)
        frequencies = np.fft.rfftfreq(2 * self._hop, 1 / rate_hz)
        band = np.searchsorted(EDGES_HZ, frequencies, side="right") - 1
        self._mix = np.equal.outer(band, np.arange(BANDS)).astype(np.float32)
        self._scale = 2 / (2 * self._hop * float(np.sum(np.square(window))))
        self._kept = np.zeros(0, dtype=np.float32)

    def feed(self, samples: Samples) -> Levels:
        """Return the frames that are complete now, possibly none."""
        self._kept = np.concatenate((self._kept, samples.astype(np.float32)))
        count = max(0, len(self._kept) // self._hop - 1)
        if not count:
            return np.zeros((0, BANDS), dtype=np.float32)
        every = np.lib.stride_tricks.sliding_window_view(self._kept, 2 * self._hop)
        frames = every[: (count - 1) * self._hop + 1 : self._hop] * self._window
        self._kept = self._kept[count * self._hop :]
        power = np.square(np.abs(np.fft.rfft(frames, axis=1))) @ self._mix * self._scale
        levels: Levels = 10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10)))
        return levels.astype(np.float32)
