"""Compares what a point heard with what it should have heard, block by block."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

RATE_HZ = 48_000
BLOCK = RATE_HZ // 4
REACH = RATE_HZ // 50
LEAST_CORRELATION = 0.95
SILENT_DBFS = -60.0

Sound = npt.NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Where the expected sound begins in what was heard, and what is wrong with it."""

    offset: int
    worst_correlation: float = 1.0
    wrong_blocks: list[str] = field(default_factory=list)
    foreign_blocks: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Tell whether exactly the expected sound was heard."""
        return not self.wrong_blocks and not self.foreign_blocks


def level_dbfs(block: Sound) -> float:
    """Return the block's level; −200 for digital silence or nothing."""
    power = float(np.mean(block**2)) if len(block) else 0.0
    return 10 * np.log10(power) if power > 1e-20 else -200.0


def compare(expected: Sound, heard: Sound) -> Comparison:
    """Find ``expected`` in ``heard``; both are mono at 48 kHz, full scale ±1."""
    result = Comparison(offset=_best_offset(expected, heard))
    for start in range(0, len(expected), BLOCK):
        block = expected[start : start + BLOCK]
        correlation = _found(block, heard, result.offset + start)
        result.worst_correlation = min(result.worst_correlation, correlation)
        if correlation < LEAST_CORRELATION:
            at_ms = start * 1000 // RATE_HZ
            result.wrong_blocks.append(f"{at_ms} ms: correlation {correlation:.2f}")
    _look_outside(heard, result, len(expected))
    return result


def _best_offset(expected: Sound, heard: Sound) -> int:
    """Return where the whole correlates best, by FFT."""
    size = 1 << (len(expected) + len(heard)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(expected, size))
    lags = np.fft.irfft(product, size)
    best = int(np.argmax(lags))
    return best if best < len(heard) else best - size


def _found(block: Sound, heard: Sound, at: int) -> float:
    """Return the best correlation of a block within 20 ms; a silent block must be silent."""
    if level_dbfs(block) < SILENT_DBFS:
        there = heard[max(0, at) : at + len(block)]
        return 1.0 if level_dbfs(there) < SILENT_DBFS else 0.0
    lags = (at, *(at + step for reach in range(1, REACH, 48) for step in (-reach, reach)))
    best = 0.0
    for lag in lags:
        best = max(best, _correlation(block, heard[max(0, lag) : lag + len(block)]))
        if best >= LEAST_CORRELATION:
            break
    return best


def _correlation(block: Sound, there: Sound) -> float:
    if len(there) != len(block):
        return 0.0
    norm = float(np.linalg.norm(block) * np.linalg.norm(there))
    return float(np.dot(block, there)) / norm if norm else 0.0


def _look_outside(heard: Sound, result: Comparison, length: int) -> None:
    """Note every block that is neither expected nor silent."""
    before, after = heard[: max(0, result.offset)], heard[result.offset + length :]
    for name, part in (("before", before), ("after", after)):
        for start in range(0, len(part), BLOCK):
            level = level_dbfs(part[start : start + BLOCK])
            if level > SILENT_DBFS:
                at_ms = start * 1000 // RATE_HZ
                result.foreign_blocks.append(f"{name} {at_ms} ms: {level:.0f} dBFS")
