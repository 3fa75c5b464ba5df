"""Cutting and cleaning what comes in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from loudspeaker.radio.composite import FRAME_MS, LARGEST, Bank, Frames, sane
from loudspeaker.radio.composite_rates import RATES_HZ, check_rate
from loudspeaker.radio.kernels import Span, filter_matrix, pilot_kernel

RATE_HZ = 171_000
STEP = RATE_HZ * FRAME_MS // 1000


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_three_rates_are_taken(rate_hz: int) -> None:
    check_rate(rate_hz)


@pytest.mark.parametrize("rate_hz", [0, -192_000, 48_000, 191_999, 384_000])
def test_other_rates_are_refused_by_name(rate_hz: int) -> None:
    with pytest.raises(ValueError, match=f"{rate_hz} Hz.*171000, 192000, 228000"):
        check_rate(rate_hz)


@given(arrays.arrays(np.float64, st.integers(0, 50), elements=st.floats(width=64)))
def test_any_numbers_become_sane(samples: np.ndarray) -> None:
    result = sane(samples)
    assert result.dtype == np.float32
    assert len(result) == len(samples)
    assert (np.abs(result) <= LARGEST).all()


@given(arrays.arrays(np.float32, st.integers(0, 50), elements=st.floats(-4, 4, width=32)))
def test_sensible_numbers_stay(samples: np.ndarray) -> None:
    assert np.array_equal(sane(samples), samples)


def test_each_sample_is_judged_alone() -> None:
    found = sane([0.5, np.nan, np.inf, -np.inf, 1e300, -7.0])
    assert found.tolist() == [0.5, 0.0, LARGEST, -LARGEST, LARGEST, -LARGEST]


def test_cleaning_leaves_the_callers_array_alone() -> None:
    samples = np.array([np.nan, 9.0], dtype=np.float32)
    sane(samples)
    assert np.isnan(samples[0])
    assert samples[1] == 9.0


def test_only_one_row_is_a_signal() -> None:
    with pytest.raises(ValueError, match="2 dimensions"):
        sane(np.zeros((4, 2)))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 3 * STEP), max_size=8), st.integers(0, 900), st.integers(0, 900))
def test_windows_do_not_depend_on_the_blocks(sizes: list[int], before: int, after: int) -> None:
    signal = np.arange(1, sum(sizes) + 1, dtype=np.float32)
    frames = Frames(RATE_HZ, before=before, after=after)
    windows, start = [], 0
    for size in sizes:
        windows += [window.copy() for window in frames.feed(signal[start : start + size])]
        start += size
    padded = np.concatenate([np.zeros(before, dtype=np.float32), signal])
    assert len(windows) == max(0, (len(signal) - after) // STEP)
    for number, window in enumerate(windows):
        first = number * STEP
        assert np.array_equal(window, padded[first : first + before + STEP + after])


def test_memory_does_not_grow() -> None:
    frames = Frames(RATE_HZ, before=300, after=200)
    for size in (1, STEP, 10 * STEP, 7, STEP - 1) * 3:
        list(frames.feed(np.zeros(size, dtype=np.float32)))
        assert len(frames._kept) < 300 + STEP + 200


def test_a_bank_is_its_matrix_at_every_stretch() -> None:
    kernel, span = pilot_kernel(), Span(rate_hz=RATE_HZ, milliseconds=4, outputs=2)
    matrix = filter_matrix(kernel, span)
    bank, early = Bank(kernel, span, matrix), 700
    signal = np.random.default_rng(1).standard_normal(early + STEP + 700).astype(np.float32)
    rows = bank.run(signal, early)
    for row in range(FRAME_MS // 4):
        start = early - bank.before + row * span.samples
        wanted = signal[start : start + len(matrix)] @ matrix
        assert rows[row] == pytest.approx(wanted, abs=1e-5)
