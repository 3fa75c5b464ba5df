import math

import numpy as np
import pytest

from loudspeaker.audio.k_weighting import Biquad, k_weighting, weighted_segments
from loudspeaker.audio.pcm import Clip, Samples
from tests.audio.signals import noise


def test_at_48_khz_it_is_the_table_of_the_standard() -> None:
    shelf, high_pass = k_weighting(48_000)
    assert shelf == pytest.approx(
        (1.53512485958697, -2.69169618940638, 1.19839281085285,
         -1.69065929318241, 0.73248077421585), abs=1e-12,
    )  # fmt: skip
    assert high_pass == pytest.approx((1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621))


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100, 96_000])
@pytest.mark.parametrize("hz", [40.0, 100.0, 1_000.0, 3_000.0])
def test_other_rates_weigh_like_48_khz(rate_hz: int, hz: float) -> None:
    assert gain_db(rate_hz, hz) == pytest.approx(gain_db(48_000, hz), abs=0.3)


@pytest.mark.parametrize("frames", [1, 4_799, 4_800, 72_000, 100_001])
def test_the_fast_filter_is_the_recursive_one(frames: int) -> None:
    samples = noise(seconds=frames / 48_000)
    segments = [part.copy() for part in weighted_segments(_clip(samples), 4_800)]
    fast = np.concatenate(segments)[:frames]
    slow = run(samples.astype(np.float64), *k_weighting(48_000))
    assert len(fast) == frames
    assert np.max(np.abs(fast - slow)) < 1e-6


def test_what_wraps_round_is_left_out() -> None:
    """A loud end must not leak into the quiet start of its own segment."""
    samples = np.zeros(72_000, dtype=np.float32)
    samples[-4_800:] = 1.0
    (segment,) = weighted_segments(_clip(samples), 4_800)
    assert np.max(np.abs(segment[:60_000])) < 1e-6


def gain_db(rate_hz: int, hz: float) -> float:
    z = np.exp(-2j * math.pi * hz / rate_hz)
    total = 0.0
    for b0, b1, b2, a1, a2 in k_weighting(rate_hz):
        total += 20 * math.log10(abs((b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z)))
    return total


def run(samples: np.ndarray[tuple[int], np.dtype[np.float64]], *sections: Biquad) -> list[float]:
    """Filter sample by sample, as the standard draws it."""
    signal = samples.tolist()
    for b0, b1, b2, a1, a2 in sections:
        state1 = state2 = 0.0
        for at, sample in enumerate(signal):
            out = b0 * sample + state1
            state1 = b1 * sample - a1 * out + state2
            state2 = b2 * sample - a2 * out
            signal[at] = out
    return signal


def _clip(samples: Samples) -> Clip:
    return Clip(samples=samples, rate_hz=48_000)
