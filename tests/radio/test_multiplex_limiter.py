"""The deviation limiter by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.multiplex_limiter import (
    STEP_SAMPLES,
    DeviationLimiter,
    Samples,
    delay_samples,
)

RATE_HZ = 192_000
STEP = STEP_SAMPLES[RATE_HZ]


def limited(audio: Samples, *, ceiling: float = 0.9, steps: int = 100) -> Samples:
    limiter = DeviationLimiter(rate_hz=RATE_HZ, ceiling=ceiling)
    size = steps * STEP
    return np.concatenate(
        [limiter.feed(audio[at : at + size]) for at in range(0, len(audio) - size + 1, size)]
    )


def test_what_stays_below_comes_out_as_it_went_in() -> None:
    audio = np.random.default_rng(1).uniform(-0.9, 0.9, 100 * STEP * 4).astype(np.float32)
    delay = delay_samples(RATE_HZ)
    assert np.array_equal(limited(audio)[delay:], audio[:-delay])


@pytest.mark.parametrize("rate_hz", STEP_SAMPLES)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), loud=st.floats(0.1, 1e6), share=st.floats(0, 1))
def test_nothing_passes_the_ceiling(rate_hz: int, seed: int, loud: float, share: float) -> None:
    random = np.random.default_rng(seed)
    size = 400 * STEP_SAMPLES[rate_hz]
    peaks = random.random(size) < share
    audio = (random.uniform(-1, 1, size) * np.where(peaks, loud, 0.1)).astype(np.float32)
    limiter = DeviationLimiter(rate_hz=rate_hz, ceiling=0.8)
    out = np.concatenate([limiter.feed(part) for part in np.split(audio, 4)])
    assert abs(out).max() <= 0.8 * (1 + 1e-6)


def test_peaks_between_the_samples_count() -> None:
    silence = np.zeros(400 * STEP, dtype=np.float32)
    audio, between = silence + np.float32(0.5), silence.copy()
    between[2_000] = 1.8
    limiter = DeviationLimiter(rate_hz=RATE_HZ, ceiling=0.9)
    out = limiter.feed(audio, between)
    assert out[2_000 + delay_samples(RATE_HZ)] <= 0.25 * (1 + 1e-6)


def test_it_ducks_before_the_peak_and_comes_back_by_60_db_a_second() -> None:
    audio = np.full(11_000 * STEP, 0.5, dtype=np.float32)
    audio[48_000] = 9.0
    gains = limited(audio, steps=1000) / 0.5
    peak_at = 48_000 + delay_samples(RATE_HZ)
    assert gains[peak_at] * 0.5 <= 0.9 * (1 + 1e-6)
    assert gains[peak_at - 2 * delay_samples(RATE_HZ)] == pytest.approx(1.0)
    half_way = 20 * np.log10(gains[peak_at + RATE_HZ // 6])
    assert half_way == pytest.approx(-20 + 10.1, abs=1.5)
    assert gains[-1] == pytest.approx(1.0)
    assert abs(np.diff(gains[peak_at + 1 :])).max() < 1e-3


def test_it_tells_what_it_does() -> None:
    limiter = DeviationLimiter(rate_hz=RATE_HZ, ceiling=0.5)
    assert limiter.gain == 1.0
    for _ in range(4):
        limiter.feed(np.full(100 * STEP, 1.0, dtype=np.float32))
    assert limiter.gain == pytest.approx(0.5, rel=1e-5)
