"""The comparison of sound finds swaps, cuts and foreign sound."""

from __future__ import annotations

import numpy as np
import pytest

from bench.acceptance.compare import BLOCK, RATE_HZ, Sound, compare

RANDOM = np.random.default_rng(7)


def speech(seconds: float) -> Sound:
    """Return noise with the envelope of words."""
    count = round(seconds * RATE_HZ)
    envelope = np.abs(np.sin(np.arange(count) / RATE_HZ * 2 * np.pi * 1.3))
    return np.asarray(0.2 * envelope * RANDOM.standard_normal(count))


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE_HZ))


ONE, TWO = speech(3.0), speech(2.0)
EXPECTED = np.concatenate([ONE, silence(0.5), TWO])


@pytest.mark.parametrize("lead_s", [0.0, 0.7, 1.234])
def test_the_same_sound_later_is_the_same(lead_s: float) -> None:
    heard = np.concatenate([silence(lead_s), EXPECTED, silence(1.0)])
    found = compare(EXPECTED, heard)
    assert found.same
    assert found.offset == round(lead_s * RATE_HZ)


def test_swapped_clips_are_found() -> None:
    heard = np.concatenate([TWO, silence(0.5), ONE])
    assert not compare(EXPECTED, heard).same


def test_a_cut_of_half_a_second_is_found() -> None:
    heard = np.concatenate([EXPECTED[: 4 * BLOCK], EXPECTED[6 * BLOCK :]])
    assert compare(EXPECTED, heard).wrong_blocks


@pytest.mark.parametrize("part", [slice(BLOCK, None), slice(None, -BLOCK)])
def test_a_missing_beginning_or_end_is_found(part: slice) -> None:
    assert compare(EXPECTED, EXPECTED[part]).wrong_blocks


def test_foreign_sound_before_or_after_is_found() -> None:
    foreign = 0.01 * RANDOM.standard_normal(BLOCK)
    assert compare(EXPECTED, np.concatenate([foreign, silence(1), EXPECTED])).foreign_blocks
    assert compare(EXPECTED, np.concatenate([EXPECTED, silence(1), foreign])).foreign_blocks


def test_sound_where_silence_belongs_is_found() -> None:
    heard = EXPECTED.copy()
    heard[len(ONE) : len(ONE) + BLOCK] += 0.01 * RANDOM.standard_normal(BLOCK)
    assert compare(EXPECTED, heard).wrong_blocks
