"""The RDS subcarrier: groups become bits, bits become shaped biphase symbols on 57 kHz.

EN 50067, 1.4-1.7.  Nineteen bits last 16 ms, which is 912 cycles of the subcarrier and a whole
number of samples at every rate: their waveform is the product of their signs with one table.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite_rates import check_rate
from loudspeaker.radio.multiplex_tables import Matrix
from loudspeaker.radio.rds import GROUP_BITS, Group, to_bits

SUBCARRIER_HZ = 57_000
BITS_PER_CHUNK = 19
_HALF_BITS = 4  # how far a pulse reaches; beyond, it is below -60 dB
_BEFORE, _AFTER = _HALF_BITS + 1, _HALF_BITS
_BIT_RATE_TIMES_2 = 2375
MEAN_SQUARE = 0.24
"""Of the subcarrier at peak 1, over any groups, within 0.3 dB."""

Samples = npt.NDArray[np.float32]
NextGroup = Callable[[int], Group]
"""Asked for the group whose first bit begins at that sample."""


def chunk_samples(rate_hz: int) -> int:
    """Return how many samples 19 bits take."""
    return rate_hz * 16 // 1000


def bit_sample(bit: int, rate_hz: int) -> int:
    """Return the first sample at or after the beginning of a bit, exact for any number."""
    return -(-bit * 2 * rate_hz // _BIT_RATE_TIMES_2)


def _pulse(times: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the impulse response of H(f) = cos(pi f td / 4) up to 2/td; times in bits."""
    singular = np.isclose(np.abs(times), 0.125)
    safe = np.where(singular, 0.0, times)
    shape = np.cos(4 * np.pi * safe) / (1 - 64 * safe**2)
    reach = np.clip(1 - (times / _HALF_BITS) ** 2, 0, None)
    taper = np.i0(2.0 * np.sqrt(reach)) / np.i0(2.0) * (reach > 0)
    tapered: npt.NDArray[np.floating] = np.where(singular, np.pi / 4, shape) * taper
    return tapered


def symbol_table(rate_hz: int) -> Matrix:
    """Return modulated symbols, one row each: those that reach into 19 bits, earliest first.

    Scaled so that no sequence of bits goes beyond 1.
    """
    samples = chunk_samples(rate_hz)
    times = np.arange(samples) * (BITS_PER_CHUNK / samples)
    rows = np.arange(-_BEFORE, BITS_PER_CHUNK + _AFTER)
    offset = times[np.newaxis, :] - rows[:, np.newaxis]
    symbols = _pulse(offset) - _pulse(offset - 0.5)
    turns = np.arange(samples, dtype=np.int64) * SUBCARRIER_HZ % rate_hz
    carrier = np.sin(turns * (2 * np.pi / rate_hz))
    table: Matrix = (symbols / np.abs(symbols).sum(axis=0).max() * carrier).astype(np.float32)
    return table


class RdsSubcarrier:
    """Pulls groups as their turn comes and returns the subcarrier at ±1, phase-continuous."""

    def __init__(self, rate_hz: int, next_group: NextGroup) -> None:
        check_rate(rate_hz)
        self._rate_hz = rate_hz
        self._next_group = next_group
        self._table = symbol_table(rate_hz)
        self.restart()

    def restart(self) -> None:
        """Begin anew with the first bit of the next group, at sample 0."""
        self._signs = np.zeros(_BEFORE, dtype=np.float32)  # from the earliest still needed on
        self._last_sign = np.float32(1)
        self._groups = 0
        self._ready = np.zeros(0, dtype=np.float32)

    def take(self, samples: int) -> Samples:
        """Return the next so many samples."""
        missing = samples - len(self._ready)
        if missing > 0:
            chunks = -(-missing // self._table.shape[1])
            self._ready = np.concatenate([self._ready, self._make(chunks)])
        taken, self._ready = self._ready[:samples], self._ready[samples:]
        return taken

    def _make(self, chunks: int) -> Samples:
        needed = chunks * BITS_PER_CHUNK + _BEFORE + _AFTER
        while len(self._signs) < needed:
            self._signs = np.concatenate([self._signs, self._group_signs()])
        starts = np.arange(chunks)[:, np.newaxis] * BITS_PER_CHUNK
        rows = self._signs[starts + np.arange(self._table.shape[0])]
        self._signs = self._signs[chunks * BITS_PER_CHUNK :]
        wave: Samples = (rows @ self._table).reshape(-1)
        return wave

    def _group_signs(self) -> Samples:
        """Return the 104 differentially coded bits of the next group as signs (1.6)."""
        group = self._next_group(bit_sample(self._groups * GROUP_BITS, self._rate_hz))
        self._groups += 1
        raw = to_bits(group).to_bytes(GROUP_BITS // 8, "big")
        bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8))
        signs: Samples = np.cumprod(1 - 2 * bits.astype(np.float32)) * self._last_sign
        self._last_sign = signs[-1]
        return signs
