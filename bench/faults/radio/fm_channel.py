"""The way from the exciter to a receiver's demodulator: FM, noise, a filter, a discriminator.

White noise is added to the modulated carrier, so what comes out has a noise that rises with the
frequency, and below the threshold of FM it has clicks: what reaches RDS at 57 kHz is what a weak
transmitter gives, not merely white noise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite import Composite

DEVIATION_HZ = 75_000.0
NOISE_BANDWIDTH_HZ = 200_000.0
"""In which the carrier-to-noise ratio is meant."""
_UP = 2
_TAPS = 63
_IF_EDGE_HZ = 115_000.0
_COMPOSITE_EDGE_HZ = 75_000.0
Complex = npt.NDArray[np.complex64]


class FmChannel:
    """Turns composite blocks (± 1 = ± 75 kHz) into what a receiver's discriminator gives of them.

    Blocks of any size; what comes out is as long as what goes in and a few samples late.
    """

    def __init__(self, rate_hz: int, *, carrier_to_noise_db: float, seed: int) -> None:
        self._rate_hz = rate_hz * _UP
        self._noise = np.random.default_rng(seed)
        density = 10 ** (-carrier_to_noise_db / 10) / NOISE_BANDWIDTH_HZ
        self._sigma = np.float32(np.sqrt(density * self._rate_hz / 2))
        edge = _COMPOSITE_EDGE_HZ / self._rate_hz
        self._upwards = _Filter(_low_pass(edge) * _UP)
        self._intermediate = _Filter(_low_pass(_IF_EDGE_HZ / self._rate_hz))
        self._downwards = _Filter(_low_pass(edge))
        self._phase = 0.0
        self._last = np.complex64(1.0)

    def feed(self, composite: Composite) -> Composite:
        """Send a block."""
        spread = np.zeros(len(composite) * _UP, dtype=np.float32)
        spread[::_UP] = composite
        received = self._intermediate.feed(self._with_noise(self._modulated(spread)))
        steps = received * np.conj(np.concatenate([[self._last], received[:-1]]))
        self._last = received[-1] if len(received) else self._last
        turned = np.angle(steps) * (self._rate_hz / (2 * np.pi * DEVIATION_HZ))
        out: Composite = self._downwards.feed(turned)[::_UP].real.astype(np.float32)
        return out

    def _modulated(self, spread: Composite) -> Complex:
        steps = self._upwards.feed(spread).real * (2 * np.pi * DEVIATION_HZ / self._rate_hz)
        phases = self._phase + np.cumsum(steps)
        self._phase = float(phases[-1] % (2 * np.pi)) if len(phases) else self._phase
        carrier: Complex = np.exp(1j * phases).astype(np.complex64)
        return carrier

    def _with_noise(self, carrier: Complex) -> Complex:
        noise = self._noise.standard_normal((2, len(carrier)), dtype=np.float32) * self._sigma
        noisy: Complex = (carrier + noise[0] + 1j * noise[1]).astype(np.complex64)
        return noisy


class _Filter:
    """A filter of so many taps that remembers the end of the block before."""

    def __init__(self, taps: npt.NDArray[np.float64]) -> None:
        self._taps = taps.astype(np.float32)
        self._before = np.zeros(len(taps) - 1, dtype=np.complex64)

    def feed(self, block: npt.NDArray[np.generic]) -> Complex:
        samples = np.concatenate([self._before, block]).astype(np.complex64)
        self._before = samples[len(samples) - len(self._before) :]
        return np.convolve(samples, self._taps, "valid").astype(np.complex64)


def _low_pass(edge: float) -> npt.NDArray[np.float64]:
    """Return a windowed sinc; ``edge`` is in parts of the sampling rate."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps: npt.NDArray[np.float64] = np.sinc(2 * edge * at) * np.blackman(_TAPS)
    taps /= taps.sum()
    return taps
