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
_BYTE_SIGNS: Samples = 1 - 2 * np.unpackbits(
    np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1
).astype(np.float32)
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


def _differential(bits: int, before: int) -> int:
    """Return a group's 104 bits, each added to the coded one before it (EN 50067, 1.6)."""
    coded = bits ^ (before << (GROUP_BITS - 1))
    for reach in (1, 2, 4, 8, 16, 32, 64):
        coded ^= coded >> reach
    return coded


class RdsSubcarrier:
    """Pulls groups as their turn comes and gives the subcarrier at ±``peak``, phase-continuous."""

    def __init__(self, rate_hz: int, next_group: NextGroup, *, peak: float = 1.0) -> None:
        check_rate(rate_hz)
        self._rate_hz = rate_hz
        self._next_group = next_group
        self._table = symbol_table(rate_hz) * np.float32(peak)
        self._made = np.zeros((0, chunk_samples(rate_hz)), dtype=np.float32)
        self.restart()

    def restart(self) -> None:
        """Begin anew with the first bit of the next group, at sample 0."""
        self._signs = np.zeros(_BEFORE, dtype=np.float32)  # from the earliest still needed on
        self._last_bit = 0
        self._groups = 0
        self._ready = np.zeros(0, dtype=np.float32)

    def take(self, samples: int) -> Samples:
        """Return the next so many samples."""
        wave = np.zeros(samples, dtype=np.float32)
        self.add_to(wave)
        return wave

    def add_to(self, composite: Samples) -> None:
        """Add the next samples to these."""
        rest = composite
        while rest.size:
            if not self._ready.size:
                self._ready = self._make(-(-len(rest) // self._table.shape[1]))
            part = self._ready[: len(rest)]
            rest[: len(part)] += part
            self._ready, rest = self._ready[len(part) :], rest[len(part) :]

    def _make(self, chunks: int) -> Samples:
        """Return the next 19 bits so many times, good until the next call."""
        needed = chunks * BITS_PER_CHUNK + _BEFORE + _AFTER
        groups = -(-max(0, needed - len(self._signs)) // GROUP_BITS)
        self._signs = np.concatenate([self._signs, *(self._group_signs() for _ in range(groups))])
        starts = np.arange(chunks)[:, np.newaxis] * BITS_PER_CHUNK
        rows = self._signs[starts + np.arange(self._table.shape[0])]
        self._signs = self._signs[chunks * BITS_PER_CHUNK :]
        if len(self._made) != chunks:
            self._made = np.empty((chunks, self._table.shape[1]), dtype=np.float32)
        np.matmul(rows, self._table, out=self._made)
        return self._made.reshape(-1)

    def _group_signs(self) -> Samples:
        """Return the 104 differentially coded bits of the next group as signs."""
        group = self._next_group(bit_sample(self._groups * GROUP_BITS, self._rate_hz))
        self._groups += 1
        coded = _differential(to_bits(group), self._last_bit)
        self._last_bit = coded & 1
        raw = np.frombuffer(coded.to_bytes(GROUP_BITS // 8, "big"), dtype=np.uint8)
        signs: Samples = _BYTE_SIGNS[raw].reshape(-1)
        return signs
