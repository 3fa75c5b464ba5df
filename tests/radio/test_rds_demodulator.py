"""Bits out of the composite signal, against theory and everything a receiver may meet."""

from __future__ import annotations

import math

import numpy as np
import pytest

from loudspeaker.radio.composite import Frames
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.rds_blocks import Words
from loudspeaker.radio.rds_demodulator import RdsDemodulator
from tests.radio.reference_modulator import Signal, at_rate, noise_for, rds_signal

LEAD = 4  # bits of silence that the modulator sends first
SETTLING = 60  # bits after which carrier and clock must be known


def random_bits(count: int) -> list[int]:
    bits: list[int] = np.random.default_rng(count).integers(0, 2, count).tolist()
    return bits


def demodulate(signal: Signal, rate_hz: int) -> tuple[Words, Words]:
    """Return the bits and where they end."""
    demodulator = RdsDemodulator(rate_hz)
    frames = Frames(rate_hz, before=demodulator.before, after=demodulator.after)
    silence = np.zeros(rate_hz // 5)
    samples = np.concatenate([signal, silence]).astype(np.float32)
    pairs = [demodulator.push(window, demodulator.before) for window in frames.feed(samples)]
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def wrong_share(
    sent: list[int], signal: Signal, rate_hz: int, *, clock: float = 1.0
) -> tuple[float, float]:
    """Return the share of wrong bits and the largest error of their ends, in bits.

    ``clock`` tells how much longer than at 1187.5 bit/s by our clock a bit takes.
    """
    bits, ends = demodulate(signal, rate_hz)
    places = ends / (rate_hz / 1187.5 * clock) - LEAD - 1
    numbers = np.rint(places).astype(int)
    inside = (numbers >= SETTLING) & (numbers < len(sent))
    assert numbers[inside].tolist() == list(range(SETTLING, len(sent)))  # none twice, none left out
    errors = bits[inside] != np.array(sent)[numbers[inside]]
    return float(np.mean(errors)), float(np.abs(places - numbers)[inside].max())


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("clock_ppm", [-200, 0, 200])
def test_every_rate_and_clock(rate_hz: int, clock_ppm: float) -> None:
    sent = random_bits(1500)
    signal = at_rate(rds_signal(sent, phase_deg=20), rate_hz, clock_ppm=clock_ppm)
    wrong, away = wrong_share(sent, signal, rate_hz, clock=1 + clock_ppm * 1e-6)
    assert wrong == 0
    assert away < 0.02


@pytest.mark.parametrize("phase_deg", range(0, 360, 40))
def test_every_phase_and_so_either_polarity(phase_deg: int) -> None:
    sent = random_bits(600)
    signal = at_rate(rds_signal(sent, phase_deg=phase_deg), 192_000)
    assert wrong_share(sent, signal, 192_000)[0] == 0


@pytest.mark.parametrize(
    ("off_hz", "clock_ppm"), [(6, 0), (-6, 0), (6, 200), (-6, -200), (6, -200)]
)
def test_a_free_running_carrier(off_hz: float, clock_ppm: float) -> None:
    """Six hertz of the sender and 200 ppm of our clock, for us or against us."""
    sent = random_bits(1500)
    signal = at_rate(rds_signal(sent, off_hz=off_hz), 192_000, clock_ppm=clock_ppm)
    clock = (1 + clock_ppm * 1e-6) * 57_000 / (57_000 + off_hz)
    wrong, away = wrong_share(sent, signal, 192_000, clock=clock)
    assert wrong == 0
    assert away < 0.02


@pytest.mark.parametrize("level", [1.0 / 75, 2.0 / 75, 7.5 / 75, 1e-4])
def test_every_level(level: float) -> None:
    sent = random_bits(600)
    signal = at_rate(rds_signal(sent, level=level), 192_000)
    assert wrong_share(sent, signal, 192_000)[0] == 0


@pytest.mark.parametrize("factor", [0.05, 20.0])
def test_a_sudden_change_of_level(factor: float) -> None:
    sent = random_bits(1500)
    signal = at_rate(rds_signal(sent, level=0.005), 192_000)
    signal[len(signal) // 2 :] *= factor
    assert wrong_share(sent, signal, 192_000)[0] <= 4 / len(sent)


@pytest.mark.slow
@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("ratio_db", [4.0, 6.0])
def test_errors_in_noise_are_as_few_as_can_be(rate_hz: int, ratio_db: float) -> None:
    """Antipodal symbols, each error of which spoils two bits in the differential code."""
    sent = random_bits(20_000)
    signal = at_rate(rds_signal(sent, off_hz=-4), rate_hz, clock_ppm=100)
    noise = noise_for(
        signal,
        rate_hz=rate_hz,
        ratio_db=ratio_db,
        bits=len(sent),
        generator=np.random.default_rng(int(ratio_db)),
    )
    clock = (1 + 1e-4) * 57_000 / 56_996
    wrong, _ = wrong_share(sent, signal + noise, rate_hz, clock=clock)
    symbol = 0.5 * math.erfc(math.sqrt(10 ** (ratio_db / 10)))
    best = 2 * symbol * (1 - symbol)
    counting = math.sqrt(2 / (best * len(sent)))  # they come in pairs
    assert wrong / best == pytest.approx(1, abs=0.05 + 3 * counting)


def test_silence_gives_some_bits_and_no_trouble() -> None:
    bits, ends = demodulate(np.zeros(192_000), 192_000)
    assert set(bits.tolist()) <= {0, 1}
    assert (np.diff(ends) > 0).all()
