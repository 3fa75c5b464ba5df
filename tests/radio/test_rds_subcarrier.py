"""The RDS subcarrier against EN 50067, chapter 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.rds import GROUP_BITS, Group, group_from_hex, to_bits
from loudspeaker.radio.rds_subcarrier import (
    MEAN_SQUARE,
    RdsSubcarrier,
    Samples,
    bit_sample,
    chunk_samples,
)
from tests.radio.composite import STATION, in_turn, share_db


def baseband(wave: Samples, rate_hz: int) -> npt.NDArray[np.floating]:
    """Mix 57 kHz down coherently and keep what is below 2.4 kHz."""
    mixed = wave * 2 * np.sin(2 * np.pi * 57_000 * np.arange(len(wave)) / rate_hz)
    spectrum = np.fft.rfft(mixed)
    spectrum[np.fft.rfftfreq(len(wave), 1 / rate_hz) > 2_400] = 0
    return np.fft.irfft(spectrum, len(wave))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_standard_group_gives_the_standard_bits(rate_hz: int) -> None:
    group = group_from_hex("7F2B 0460 E0CD 4441".replace(" ", ""))
    assert f"{to_bits(group):026X}" == "7F2B3F4118018E0CD7A51105AD"
    wave = RdsSubcarrier(rate_hz, in_turn([group])).take(rate_hz // 2)
    base = baseband(wave, rate_hz)
    starts = [bit * rate_hz / 1187.5 for bit in range(GROUP_BITS)]
    half = rate_hz / 2375
    bits = [int(base[round(at)] < base[round(at + half)]) for at in starts]
    differential = int("".join(map(str, bits)), 2)
    wanted, flipped = 0x55CDD581EFFEF4089AC61E06C9, (1 << GROUP_BITS) - 1
    assert differential in {wanted, wanted ^ flipped}


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_power_outside_2400_hz_is_below_60_db(rate_hz: int) -> None:
    wave = RdsSubcarrier(rate_hz, in_turn()).take(4 * rate_hz)
    assert share_db(wave, rate_hz, lambda f: abs(f - 57_000) > 2_400) < -65


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_carrier_itself_is_suppressed(rate_hz: int) -> None:
    wave = RdsSubcarrier(rate_hz, in_turn()).take(4 * rate_hz)
    assert share_db(wave, rate_hz, lambda f: abs(f - 57_000) < 2) < -50


def test_no_groups_go_beyond_1_and_the_power_is_as_told() -> None:
    random = np.random.default_rng(1)

    def any_group(_sample: int) -> Group:
        one, two, three, four = (int(word) for word in random.integers(0, 1 << 16, 4))
        return Group(blocks=(one, two, three, four))

    wave = RdsSubcarrier(192_000, any_group).take(20 * 192_000)
    assert 0.9 < abs(wave).max() <= 1.0
    assert np.mean(wave**2) == pytest.approx(MEAN_SQUARE, rel=0.07)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_pieces_of_any_size_make_one_wave(rate_hz: int) -> None:
    whole = RdsSubcarrier(rate_hz, in_turn()).take(rate_hz)
    pieces, left = RdsSubcarrier(rate_hz, in_turn()), rate_hz
    parts = []
    for size in [1, 2, 999, 3840, chunk_samples(rate_hz), 50_000]:
        parts.append(pieces.take(size))
        left -= size
    parts.append(pieces.take(left))
    assert np.allclose(np.concatenate(parts), whole, atol=1e-6)


def test_a_group_is_asked_for_when_it_is_due() -> None:
    asked: list[int] = []

    def group(sample: int) -> Group:
        asked.append(sample)
        return STATION[0]

    subcarrier = RdsSubcarrier(192_000, group)
    for _ in range(50):
        subcarrier.take(3_840)
        assert asked[-1] <= 3_840 * 50 + 192_000 * 0.025
    assert asked == [bit_sample(number * GROUP_BITS, 192_000) for number in range(len(asked))]
    assert asked[1] == 16_816  # 104 bits of 161.68 samples


def test_bits_keep_their_time_for_years() -> None:
    year_s = 365 * 24 * 3600
    bits = year_s * 2375 // 2
    assert bit_sample(bits, 192_000) == year_s * 192_000
