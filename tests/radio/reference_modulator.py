"""A slow second opinion on the multiplex: straight from EN 50067 and ITU-R BS.450, no tricks.

Everything is made at 228 kHz (192 samples a bit, 4 a carrier cycle), shaped in the frequency domain
over the whole signal, and brought to the wanted rate and clock by cutting or padding its spectrum.
What the transform wraps round is what is missing at the other end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.rds import GROUP_BITS, Group, to_bits

Signal = npt.NDArray[np.float64]
Transfer = npt.NDArray[Any]

RATE_HZ = 228_000
BIT_SAMPLES = 192
BIT_S = 1 / 1187.5
TWO_KHZ = 2.0 / 75.0
PILOT = 0.09
PROGRAMME = 0.9
_DE_EMPHASIS_S = 50e-6
_EDGE_HZ = 2 / BIT_S


def bits_of(groups: Sequence[Group]) -> list[int]:
    """Return the bits of the groups as they are sent, before differential coding."""
    return [to_bits(group) >> shift & 1 for group in groups for shift in range(GROUP_BITS)[::-1]]


def rds_signal(
    bits: Sequence[int],
    *,
    level: float = TWO_KHZ,
    phase_deg: float = 0.0,
    lead_bits: int = 4,
    tail_bits: int = 4,
    off_hz: float = 0.0,
) -> Signal:
    """Return RDS at 228 kHz whose first bit begins ``lead_bits`` after the first sample.

    A bit begins with the first impulse of its pair.
    ``level`` is the largest peak, ``phase_deg`` 0 for in phase with the third harmonic of the
    pilot; ``off_hz`` moves carrier and bit clock together, as they are one clock.
    """
    impulses = np.zeros((lead_bits + len(bits) + tail_bits) * BIT_SAMPLES)
    coded = 0
    for number, bit in enumerate(bits):
        coded ^= bit
        first = (lead_bits + number) * BIT_SAMPLES
        impulses[first] += 1.0 if coded else -1.0
        impulses[first + BIT_SAMPLES // 2] -= 1.0 if coded else -1.0
    shaped = _filtered(impulses, _shape)
    shaped /= _largest_peak()
    at = np.arange(len(shaped)) / RATE_HZ
    sent = level * shaped * np.sin(2 * np.pi * 57_000 * at + np.radians(phase_deg))
    return stretched(sent, 57_000 / (57_000 + off_hz)) if off_hz else sent


def _largest_peak() -> float:
    """Return the peak of a single shaped pair, to which levels refer."""
    impulses = np.zeros(64 * BIT_SAMPLES)
    impulses[32 * BIT_SAMPLES], impulses[32 * BIT_SAMPLES + BIT_SAMPLES // 2] = 1.0, -1.0
    return float(np.abs(_filtered(impulses, _shape)).max())


def _shape(hz: Transfer) -> Transfer:
    return np.where(hz <= _EDGE_HZ, np.cos(np.pi * hz * BIT_S / 4), 0.0)


def _filtered(
    samples: Signal, response: Callable[[Transfer], Transfer], rate_hz: float = RATE_HZ
) -> Signal:
    spectrum = np.fft.rfft(samples) * response(np.fft.rfftfreq(len(samples), 1 / rate_hz))
    return np.fft.irfft(spectrum, len(samples))


def pre_emphasised(programme: Signal, rate_hz: float = RATE_HZ) -> Signal:
    """Return the programme with 50 us of pre-emphasis and nothing above 15 kHz."""
    return _filtered(
        programme,
        lambda hz: np.where(hz <= 15_000, 1 + 2j * np.pi * hz * _DE_EMPHASIS_S, 0.0),
        rate_hz,
    )


def programme_signal(
    left: Signal, right: Signal, *, pilot: float = PILOT, pilot_deg: float = 0.0
) -> Signal:
    """Return stereo (or, with equal sides and no pilot, mono) at 228 kHz, without RDS.

    Sides are ± 1 after pre-emphasis, which is up to the caller.
    """
    phase = 2 * np.pi * 19_000 * np.arange(len(left)) / RATE_HZ + np.radians(pilot_deg)
    difference = (left - right) / 2 * np.sin(2 * phase)
    composite: Signal = PROGRAMME * ((left + right) / 2 + difference) + pilot * np.sin(phase)
    return composite


def stretched(samples: Signal, factor: float) -> Signal:
    """Return the signal as a clock that is ``factor`` times as fast would have sampled it."""
    return resized(samples, round(len(samples) * factor))


def resized(samples: Signal, count: int) -> Signal:
    """Return the same stretch of time in so many samples."""
    spectrum = np.fft.rfft(samples)
    return np.fft.irfft(spectrum, count) * (count / len(samples))


def at_rate(samples: Signal, rate_hz: int, *, clock_ppm: float = 0.0) -> Signal:
    """Bring 228 kHz to another rate, seen by a sampling clock that is fast by so much."""
    return stretched(samples, rate_hz / RATE_HZ * (1 + clock_ppm * 1e-6))


def noise_for(
    samples: Signal, *, rate_hz: float, ratio_db: float, bits: int, generator: np.random.Generator
) -> Signal:
    """Return white noise that puts the energy of a bit ``ratio_db`` above the noise density.

    ``samples`` hold RDS alone, ``bits`` of them.
    """
    energy = float(np.sum(samples**2)) / rate_hz / bits
    density = energy / 10 ** (ratio_db / 10)
    noise: Signal = generator.standard_normal(len(samples)) * np.sqrt(density * rate_hz / 2)
    return noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Two sides of sound, pre-emphasised, that fill a given number of samples."""

    left: Signal
    right: Signal


def music(count: int, *, seed: int, rate_hz: float = RATE_HZ) -> Programme:
    """Return two sides of loud, busy sound: chords that change and hiss that comes and goes."""
    generator = np.random.default_rng(seed)
    at = np.arange(count) / rate_hz
    sides = [_busy(at, generator) for _ in range(2)]
    loud = [pre_emphasised(side, rate_hz) for side in sides]
    peak = max(float(np.abs(side).max()) for side in loud)
    return Programme(left=loud[0] / peak, right=loud[1] / peak)


def _busy(at: Signal, generator: np.random.Generator) -> Signal:
    sound = 0.3 * generator.standard_normal(len(at)) * np.abs(np.sin(2 * np.pi * 2.1 * at))
    for _ in range(12):
        hz, swing = generator.uniform(80, 8000), generator.uniform(0.2, 5)
        sound += np.sin(2 * np.pi * hz * at + generator.uniform(0, 6)) * np.sin(
            2 * np.pi * swing * at
        )
    return sound
