"""The loudness of another station: measured in blocks, followed slowly, brought to ours."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.relay_level import (
    LEAST_GAIN_DB,
    MOST_GAIN_DB,
    TARGET_RMS_DB,
    LevelRider,
    measure_block,
    ramped,
)


def square(peak: int, offset: int = 0) -> bytes:
    return array("h", [offset + (peak if at // 24 % 2 else -peak) for at in range(960)]).tobytes()


def test_an_offset_is_no_sound() -> None:
    assert not measure_block(square(0, offset=9000)).sounds
    assert not measure_block(square(90, offset=9000)).sounds
    assert measure_block(square(110, offset=-9000)).sounds
    assert measure_block(square(2000, offset=500)).energy == pytest.approx(4_000_000, rel=0.01)


def test_a_sine_at_full_scale_is_not_clipped_and_a_square_is() -> None:
    sine = (32_767 * np.sin(np.arange(960) * 2 * np.pi * 10 / 960)).astype("<i2").tobytes()
    assert measure_block(sine).clipped < 0.05 * 960
    assert measure_block(square(32_767)).clipped == 960


@pytest.mark.parametrize("peak", [400, 1600, 3277, 12_000, 32_000])
def test_it_is_brought_to_one_level_within_bounds(peak: int) -> None:
    rider = LevelRider()
    for _ in range(200):
        rider.hear(measure_block(square(peak)))
    rider.settle()
    wanted = TARGET_RMS_DB - 20 * np.log10(peak / 32_768)
    assert rider.gain_db == pytest.approx(np.clip(wanted, LEAST_GAIN_DB, MOST_GAIN_DB), abs=0.6)


def test_pauses_and_whispers_do_not_raise_it() -> None:
    rider = LevelRider()
    for at in range(2000):
        rider.hear(measure_block(square(6000 if at < 200 else (0, 150)[at % 2])))
    assert rider.level_db == pytest.approx(-14.7, abs=0.2)


@given(st.lists(st.integers(0, 32_767), min_size=1, max_size=300))
def test_its_gain_never_leaps(peaks: list[int]) -> None:
    rider = LevelRider()
    before = rider.step()
    for peak in peaks:
        rider.hear(measure_block(square(peak)))
        now = rider.step()
        assert abs(now - before) <= 0.021
        before = now


def test_a_ramp_goes_from_one_factor_to_the_other() -> None:
    given_out = array("h", ramped(array("h", [1000] * 100).tobytes(), 0.0, 1.0))
    assert given_out[0] == 0
    assert given_out[50] == 500
    assert list(given_out) == sorted(given_out)
    assert ramped(b"", 0.0, 1.0) == b""
