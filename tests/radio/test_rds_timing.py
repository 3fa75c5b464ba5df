"""The bit clock, from power made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds_timing import BitTiming

BIT, FRAME = 8, 304


def power(frame: int, *, middle: float, fast_by: float = 0.0, size: float = 1.0) -> np.ndarray:
    """Return power that is full in the middle of bits and half as much between them."""
    at = np.arange(FRAME) + frame * FRAME
    swing = np.cos(2 * np.pi * (at * (1 + fast_by) - middle) / BIT)
    return (size * (0.75 + 0.25 * swing)).astype(np.float32)


def away(found: float, wanted: float) -> float:
    return abs(math.remainder(found - wanted, BIT))


@given(st.floats(0, 8))
def test_the_middle_is_found_at_once(middle: float) -> None:
    timing = BitTiming(samples_per_bit=BIT, frame=FRAME)
    part = power(0, middle=middle)
    assert away(timing.push(part, float(part.sum()), fast_by=0.0), middle) < 0.01


@pytest.mark.parametrize("fast_by", [-4e-4, 4e-4])
def test_a_clock_that_is_off_is_followed_without_lag(fast_by: float) -> None:
    timing = BitTiming(samples_per_bit=BIT, frame=FRAME)
    found = 0.0
    for frame in range(100):
        part = power(frame, middle=3.0, fast_by=fast_by)
        found = timing.push(part, float(part.sum()), fast_by=fast_by)
    middle_of_the_frame_before = 98.5 * FRAME
    wanted = 3.0 - middle_of_the_frame_before * fast_by
    assert away(found, wanted) < 0.02


def test_weak_and_strong_count_the_same() -> None:
    timing = BitTiming(samples_per_bit=BIT, frame=FRAME)
    found = 0.0
    for frame in range(40):
        strong = frame < 20
        part = power(frame, middle=1.0 if strong else 5.0, size=1e4 if strong else 1e-4)
        found = timing.push(part, float(part.sum()), fast_by=0.0)
    assert away(found, 5.0) < 0.1


def test_silence_is_no_trouble() -> None:
    timing = BitTiming(samples_per_bit=BIT, frame=FRAME)
    assert 0 <= timing.push(np.zeros(FRAME, dtype=np.float32), 0.0, fast_by=0.0) <= BIT
