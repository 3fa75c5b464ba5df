"""How loud a stretch of sound is told to be."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.meter import LOWEST_DB, rms_db


def sine(peak: float) -> bytes:
    return array("h", [round(peak * math.sin(n / 7)) for n in range(12_000)]).tobytes()


def test_a_sine_at_full_scale_is_three_decibels_below_it() -> None:
    assert rms_db(sine(32_767)) == pytest.approx(-3.0, abs=0.1)
    assert rms_db(sine(3_276.7)) == pytest.approx(-23.0, abs=0.1)


def test_silence_and_nothing_are_the_lowest_there_is() -> None:
    assert rms_db(b"") == rms_db(bytes(1920)) == LOWEST_DB
    assert rms_db(array("h", [1] * 960).tobytes()) == LOWEST_DB


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-32_768, 32_767), max_size=200))
def test_whatever_the_samples_are_the_level_is_on_the_scale(samples: list[int]) -> None:
    assert LOWEST_DB <= rms_db(array("h", samples).tobytes()) <= 0
