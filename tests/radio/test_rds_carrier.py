"""The carrier, from baseband made by its definition."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.rds_carrier import LARGEST_OFFSET_HZ, Carrier, CarrierRecovery

RATE_HZ, FRAME = 9500.0, 304


def frames(
    count: int, *, off_hz: float, phase: float, noise: float = 0.0, seed: int = 1
) -> list[np.ndarray]:
    """Return frames of random real data on a carrier that has ``phase`` at the first sample."""
    generator = np.random.default_rng(seed)
    at = np.arange(count * FRAME) / RATE_HZ
    data = np.repeat(generator.choice([-1.0, 1.0], count * FRAME // 8), 8)
    signal = data * np.exp(1j * (2 * np.pi * off_hz * at + phase))
    signal += noise * (generator.standard_normal((2, len(at))).T @ [1, 1j])
    return np.split(signal.astype(np.complex64), count)


def follow(parts: list[np.ndarray]) -> list[Carrier]:
    recovery = CarrierRecovery(rate_hz=RATE_HZ, frame=FRAME)
    return [recovery.push(part, float(np.vdot(part, part).real)) for part in parts]


def phase_error(carrier: Carrier, number: int, *, off_hz: float, phase: float) -> float:
    """Return the error of what was told with frame ``number``, in halves of a turn."""
    middle = (number - 1 + 0.5) * FRAME - 0.5
    wanted = phase + 2 * math.pi * off_hz * middle / RATE_HZ
    return math.remainder(carrier.phase - wanted, math.pi)


@settings(max_examples=40)
@given(st.floats(-LARGEST_OFFSET_HZ, LARGEST_OFFSET_HZ), st.floats(-3, 3))
def test_any_offset_and_phase(off_hz: float, phase: float) -> None:
    told = follow(frames(20, off_hz=off_hz, phase=phase))
    assert told[-1].offset_hz == pytest.approx(off_hz, abs=0.05)
    assert abs(phase_error(told[-1], 19, off_hz=off_hz, phase=phase)) < 0.03


@pytest.mark.parametrize("off_hz", [-17.4, -6.0, 0.0, 6.0, 17.4])
def test_the_second_frame_will_do(off_hz: float) -> None:
    told = follow(frames(2, off_hz=off_hz, phase=1.0))
    assert abs(phase_error(told[-1], 1, off_hz=off_hz, phase=1.0)) < 0.3


def test_no_half_turns_on_the_way() -> None:
    """A half turn would change the sign of all data from there on."""
    told = follow(frames(60, off_hz=5.0, phase=0.3))
    steps = [
        math.remainder(after.phase - before.phase - 2 * math.pi * 5 * FRAME / RATE_HZ, 2 * math.pi)
        for before, after in pairwise(told[3:])
    ]
    assert max(abs(step) for step in steps) < 0.1


def test_in_noise() -> None:
    told = follow(frames(60, off_hz=-9.0, phase=0.0, noise=1.5))
    errors = [phase_error(told[at], at, off_hz=-9.0, phase=0.0) for at in range(20, 60)]
    assert max(abs(error) for error in errors) < 0.35


def test_after_a_jump_of_phase_and_level() -> None:
    before = frames(20, off_hz=3.0, phase=0.0)
    after = [part / 100 for part in frames(20, off_hz=3.0, phase=1.2, seed=2)]
    told = follow(before + after)
    assert abs(phase_error(told[27], 7, off_hz=3.0, phase=1.2)) < 0.15


def test_silence_is_no_trouble() -> None:
    told = follow([np.zeros(FRAME, dtype=np.complex64)] * 3)
    assert all(math.isfinite(carrier.phase) for carrier in told)
    assert all(abs(carrier.offset_hz) <= LARGEST_OFFSET_HZ + 1 for carrier in told)
