"""The composite against ITU-R BS.450-4: frequencies, levels, separation, and never too much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, Samples, to_int16
from tests.radio.composite import composite_of, in_turn, level_at, share_db, tone

BARE = MultiplexSettings(pilot_khz=0, rds_khz=0)


def decibels(ratio: float) -> float:
    return 20 * float(np.log10(ratio + 1e-12))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("frequency_hz", [50, 1_000, 5_000, 10_000, 15_000])
def test_sound_has_its_pre_emphasis_and_nothing_else(rate_hz: int, frequency_hz: int) -> None:
    wanted = MultiplexSettings(rate_hz=rate_hz, pilot_khz=0, rds_khz=0)
    composite = composite_of(tone(frequency_hz), wanted)
    level = level_at(composite, frequency_hz, rate_hz) / (0.02 * wanted.audio_ceiling)
    assert decibels(level) == pytest.approx(
        decibels(abs(1 + 2j * np.pi * frequency_hz * 50e-6)), abs=0.01
    )
    rest = share_db(composite[rate_hz // 4 :], rate_hz, lambda f: abs(f - frequency_hz) > 50)
    assert rest < -85


def test_seventy_five_microseconds_for_the_americas() -> None:
    composite = composite_of(tone(15_000), replace(BARE, pre_emphasis_us=75))
    level = level_at(composite, 15_000, 192_000) / (0.02 * BARE.audio_ceiling)
    assert decibels(level) == pytest.approx(17.07, abs=0.02)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_stereo_keeps_left_from_right(rate_hz: int) -> None:
    silence = np.zeros(48_000, dtype=np.float32)
    for frequency_hz in (100, 1_000, 12_000):
        left_only = np.stack([tone(frequency_hz), silence])
        asked = MultiplexSettings(rate_hz=rate_hz, stereo=True, rds_khz=0)
        composite = composite_of(left_only, asked)[-rate_hz // 2 :]
        times = np.arange(len(composite)) / rate_hz
        pilot = np.angle(np.sum(composite * np.exp(-2j * np.pi * 19_000 * times)))
        subcarrier = 2 * np.sin(2 * (2 * np.pi * 19_000 * times + pilot + np.pi / 2))
        right = composite - composite * subcarrier
        left = composite + composite * subcarrier
        separation = level_at(left, frequency_hz, rate_hz) / level_at(right, frequency_hz, rate_hz)
        assert decibels(separation) > 90


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_pilot_has_its_level_and_38_khz_is_suppressed(rate_hz: int) -> None:
    sound = np.stack([tone(700, level=0.5), tone(900, level=0.5)])
    composite = composite_of(sound, MultiplexSettings(rate_hz=rate_hz, stereo=True))
    assert level_at(composite, 19_000, rate_hz) == pytest.approx(0.09, abs=0.0001)
    assert level_at(composite, 38_000, rate_hz) < 0.0001


def test_mono_without_a_pilot_has_none() -> None:
    composite = composite_of(tone(1_000), MultiplexSettings(pilot_khz=0))
    assert level_at(composite, 19_000, 192_000) < 1e-5


@pytest.mark.parametrize("stereo", [False, True])
def test_loud_noise_stays_out_of_pilot_and_rds(stereo: bool) -> None:
    noise = np.random.default_rng(1).standard_normal((1 + stereo, 96_000)).clip(-1, 1)
    asked = MultiplexSettings(stereo=True, rds_khz=0) if stereo else BARE
    composite = composite_of(noise, asked)
    if stereo:
        composite -= composite_of(np.zeros_like(noise), asked)  # leaves the sound alone
    for low, high in ((18_900, 19_100), (54_600, 59_400), (60_000, 96_000)):
        inside = share_db(composite, 192_000, lambda f: (f > low) & (f < high))  # noqa: B023 - used at once
        assert inside < -90


@pytest.mark.parametrize("stereo", [False, True])
@pytest.mark.parametrize("block_frames", [48, 480, 4800])
def test_blocks_of_any_size_give_the_same_signal(stereo: bool, block_frames: int) -> None:
    sound = np.random.default_rng(2).uniform(-1, 1, (2 if stereo else 1, 14_400))
    asked = MultiplexSettings(stereo=stereo)
    whole = composite_of(sound, asked, block_frames=14_400)
    assert np.allclose(composite_of(sound, asked, block_frames=block_frames), whole, atol=2e-6)


def test_sound_comes_out_when_it_is_told() -> None:
    click = np.zeros(9_600, dtype=np.float32)
    click[4_800] = 0.01
    asked = replace(BARE, pre_emphasis_us=0)
    arrival_s = int(np.argmax(np.abs(composite_of(click, asked)))) / asked.rate_hz
    assert arrival_s == pytest.approx(0.1 + asked.delay_s, abs=0.5 / 48_000)


def test_what_is_not_finite_is_silence_and_heals() -> None:
    multiplexer = Multiplexer(BARE, in_turn())
    broken = np.full(960, np.nan, dtype=np.float32)
    broken[::2], broken[1::3] = np.inf, -np.inf
    assert not multiplexer.feed(broken).any()
    later = [multiplexer.feed(tone(1_000, seconds=0.02, level=0.5)) for _ in range(3)]
    assert 0.5 < abs(later[-1]).max() <= 1


SHAPES = st.sampled_from(["noise", "square", "impulses", "sweep", "opposite", "huge"])


def shaped(shape: str, seed: int, channels: int, frames: int) -> Samples:
    random = np.random.default_rng(seed)
    times = np.arange(frames)
    frequency = random.uniform(20, 16_000)
    match shape:
        case "noise":
            sound = random.uniform(-1, 1, (channels, frames))
        case "square":
            sound = np.tile(np.sign(np.sin(times * 2 * np.pi * frequency / 48_000)), (channels, 1))
        case "impulses":
            sound = np.where(random.random((channels, frames)) < 0.01, 1.0, 0.0)
        case "sweep":
            sound = np.tile(np.sin(times**2 * random.uniform(1e-6, 1e-3)), (channels, 1))
        case "opposite":
            wave = np.sign(np.sin(times * 2 * np.pi * frequency / 48_000))
            sound = np.stack([wave, -wave])[:channels]
        case _:
            sound = random.standard_normal((channels, frames)) * 1e30
    quiet_until = random.integers(0, frames)
    sound[:, :quiet_until] *= random.choice([0.0, 0.01, 1.0])
    return sound.astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(
    shape=SHAPES,
    seed=st.integers(0, 2**32 - 1),
    rate_hz=st.sampled_from(RATES_HZ),
    stereo=st.booleans(),
    pilot_khz=st.sampled_from([6.0, 6.75, 7.5]),
    rds_khz=st.sampled_from([0.0, 1.0, 2.0, 7.5]),
    drive_db=st.sampled_from([-6.0, 0.0, 12.0, 40.0]),
    block_ms=st.sampled_from([1, 7, 20]),
)
def test_the_deviation_is_never_passed(
    shape: str,
    seed: int,
    rate_hz: int,
    stereo: bool,
    pilot_khz: float,
    rds_khz: float,
    drive_db: float,
    block_ms: int,
) -> None:
    asked = MultiplexSettings(
        rate_hz=rate_hz, stereo=stereo, pilot_khz=pilot_khz, rds_khz=rds_khz, drive_db=drive_db
    )
    sound = shaped(shape, seed, asked.channels, 48 * 140)
    composite = composite_of(sound, asked, block_frames=48 * block_ms)
    assert abs(composite).max() <= 1.0
    assert len(composite) == rate_hz // 1000 * 140


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("stereo", [False, True])
def test_between_the_samples_too(rate_hz: int, stereo: bool) -> None:
    asked = MultiplexSettings(rate_hz=rate_hz, stereo=stereo)
    for seed, shape in enumerate(["noise", "square", "opposite", "noise", "square"]):
        composite = composite_of(shaped(shape, seed, asked.channels, 19_200), asked)
        finer = np.fft.irfft(np.fft.rfft(composite), 8 * len(composite)) * 8
        edge = 8 * 400  # the transform joins the ends
        assert abs(finer[edge:-edge]).max() < 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_hz": 48_000},
        {"pilot_khz": 9.0},
        {"rds_khz": -1.0},
        {"rds_khz": float("nan")},
        {"stereo": True, "pilot_khz": 0.0},
    ],
)
def test_impossible_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MultiplexSettings(**wrong)  # type: ignore[arg-type]


def test_blocks_are_whole_milliseconds_of_the_right_channels() -> None:
    multiplexer = Multiplexer(MultiplexSettings(), in_turn())
    for shape in ((47,), (2, 48), (3, 48)):
        with pytest.raises(ValueError, match="block"):
            multiplexer.feed(np.zeros(shape, dtype=np.float32))
    assert len(multiplexer.feed(np.zeros(0, dtype=np.float32))) == 0


def test_sixteen_bits_are_full_scale_at_75_khz() -> None:
    samples = np.array([0.0, 1.0, -1.0, 0.5, 7.0, -7.0], dtype=np.float32)
    assert np.frombuffer(to_int16(samples), dtype="<i2").tolist() == [
        0, 32767, -32767, 16384, 32767, -32767,
    ]  # fmt: skip
