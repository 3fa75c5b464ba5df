"""Sound, measured with tones whose size and phase are known."""

from __future__ import annotations

import numpy as np
import pytest

from loudspeaker.radio.audio_demodulator import (
    AUDIO_RATE_HZ,
    Audio,
    MonoDemodulator,
    StereoDemodulator,
)
from loudspeaker.radio.composite import Frames
from loudspeaker.radio.composite_rates import RATES_HZ
from tests.radio.reference_modulator import (
    BIT_SAMPLES,
    RATE_HZ,
    Signal,
    at_rate,
    music,
    pre_emphasised,
    programme_signal,
    rds_signal,
)

SECONDS = 1.024  # 32 frames
TONES_HZ = (100, 1_000, 5_000, 10_000, 14_900)


def sound(signal: Signal, rate_hz: int, kind: type[MonoDemodulator | StereoDemodulator]) -> Audio:
    demodulator = kind(rate_hz)
    frames = Frames(rate_hz, before=demodulator.before, after=demodulator.after)
    padded = np.concatenate([signal, np.zeros(rate_hz // 50)]).astype(np.float32)
    return np.concatenate([demodulator.push(w, demodulator.before) for w in frames.feed(padded)])


def tone(hz: float, size: float = 1.0) -> Signal:
    at = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    return size * np.cos(2 * np.pi * hz * at)


def component(audio: Audio, hz: float) -> complex:
    """Return size and phase of a tone in the later half, a whole number of tenths of a second."""
    first = AUDIO_RATE_HZ // 2
    at = np.arange(first, first + 4 * AUDIO_RATE_HZ // 10)
    turns = np.exp(-2j * np.pi * hz * at / AUDIO_RATE_HZ)
    return complex(2 * np.mean(audio[at] * turns))


def level_db(value: complex) -> float:
    return float(20 * np.log10(abs(value) + 1e-12))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_mono_has_the_documented_scale_and_no_delay(rate_hz: int) -> None:
    """0.9 of composite is 1.0 of sound at low frequencies."""
    at = np.arange(round(SECONDS * rate_hz)) / rate_hz
    audio = sound(0.9 * np.cos(2 * np.pi * 100 * at), rate_hz, MonoDemodulator)
    assert component(audio, 100) == pytest.approx(1 / (1 + 2j * np.pi * 100 * 50e-6), abs=1e-3)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("hz", TONES_HZ)
def test_what_was_pre_emphasised_comes_out_as_it_went_in(rate_hz: int, hz: float) -> None:
    side = pre_emphasised(tone(hz, 0.2))
    signal = at_rate(programme_signal(side, side, pilot=0.0), rate_hz)
    audio = sound(signal, rate_hz, MonoDemodulator)
    assert component(audio, hz) == pytest.approx(0.2, abs=2e-4)


@pytest.mark.parametrize("hz", [10_000.0])
def test_the_delay_is_none_to_the_microsecond(hz: float) -> None:
    side = pre_emphasised(tone(hz, 0.2))
    audio = sound(at_rate(programme_signal(side, side), 192_000), 192_000, MonoDemodulator)
    delay_s = -np.angle(component(audio, hz)) / (2 * np.pi * hz)
    assert abs(delay_s) < 1e-7


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("clock_ppm", [-200.0, 0.0, 200.0])
def test_separation(rate_hz: int, clock_ppm: float) -> None:
    """At least 50 dB is wanted; the left carries tones, the right nothing."""
    left = sum(pre_emphasised(tone(hz, 0.1)) for hz in TONES_HZ)
    signal = at_rate(
        programme_signal(np.asarray(left), np.zeros(len(tone(1)))), rate_hz, clock_ppm=clock_ppm
    )
    audio = sound(signal, rate_hz, StereoDemodulator)
    for hz in TONES_HZ:
        heard_hz = hz / (1 + clock_ppm * 1e-6)
        left_db, right_db = (level_db(component(audio[:, side], heard_hz)) for side in (0, 1))
        assert left_db == pytest.approx(-20, abs=0.1)
        assert left_db - right_db > 55


@pytest.mark.parametrize("kind", [MonoDemodulator, StereoDemodulator])
def test_pilot_and_subcarriers_are_not_heard(
    kind: type[MonoDemodulator | StereoDemodulator],
) -> None:
    silence = np.zeros(round(SECONDS * RATE_HZ))
    bits = np.random.default_rng(1).integers(0, 2, len(silence) // BIT_SAMPLES - 8).tolist()
    signal = programme_signal(silence, silence)
    rds = rds_signal(bits)
    signal[: len(rds)] += rds
    audio = sound(at_rate(signal, 192_000), 192_000, kind).reshape(-1, len(kind.shape) + 1)
    assert level_db(component(audio[:, 0], 19_000)) - level_db(0.1) < -60
    loudest = np.abs(audio[AUDIO_RATE_HZ // 4 : AUDIO_RATE_HZ * 3 // 4]).max()
    assert level_db(loudest) < (-80 if kind is MonoDemodulator else -70)


def test_mono_hears_both_sides_of_stereo() -> None:
    left, right = pre_emphasised(tone(1_000, 0.3)), pre_emphasised(tone(2_000, 0.3))
    signal = at_rate(programme_signal(left, right), 192_000)
    audio = sound(signal, 192_000, MonoDemodulator)
    assert [abs(component(audio, hz)) for hz in (1_000, 2_000)] == pytest.approx(
        [0.15, 0.15], abs=2e-4
    )


def test_without_a_pilot_both_sides_are_alike() -> None:
    sides = music(round(SECONDS * RATE_HZ), seed=1)
    signal = at_rate(programme_signal(sides.left, sides.right, pilot=0.0), 192_000)
    audio = sound(signal, 192_000, StereoDemodulator)
    assert np.array_equal(audio[:, 0], audio[:, 1])
    mono = sound(signal, 192_000, MonoDemodulator)[: len(audio)]
    assert np.abs(audio[: len(mono), 0] - mono).max() < 0.01  # but for the last kHz


def test_stereo_comes_with_the_pilot_and_goes_with_it_without_a_click() -> None:
    left = pre_emphasised(tone(400, 0.5))
    signal = at_rate(programme_signal(left, -left, pilot=0.0), 192_000)
    pilot = at_rate(programme_signal(0 * left, 0 * left), 192_000)
    third = len(signal) // 3
    signal[third : 2 * third] += pilot[third : 2 * third]
    audio = sound(signal, 192_000, StereoDemodulator)[:, 0]
    assert np.abs(audio[AUDIO_RATE_HZ // 10 : AUDIO_RATE_HZ // 4]).max() < 1e-3
    assert np.abs(audio[AUDIO_RATE_HZ // 2 :][: AUDIO_RATE_HZ // 20]).max() > 0.4
    assert np.abs(audio[-AUDIO_RATE_HZ // 20 :]).max() < 0.03
    steepest = 0.5 * 2 * np.pi * 400 / AUDIO_RATE_HZ
    inner = audio[AUDIO_RATE_HZ // 10 : -AUDIO_RATE_HZ // 20]
    assert np.abs(np.diff(inner)).max() < 1.5 * steepest
