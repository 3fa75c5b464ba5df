"""Alternative frequencies, written and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds_frequencies import FrequencyList, alternative_pairs, frequency_code

frequencies = st.lists(
    st.integers(1, 204).map(lambda code: 87_500 + 100 * code), max_size=25, unique=True
).map(tuple)


def test_codes() -> None:
    assert frequency_code(87_600) == 1
    assert frequency_code(107_900) == 204


@pytest.mark.parametrize("frequency_khz", [0, 87_500, 100_150, 108_000, -5])
def test_frequencies_without_a_code_are_refused(frequency_khz: int) -> None:
    with pytest.raises(ValueError, match="kHz"):
        frequency_code(frequency_khz)


@pytest.mark.parametrize(
    ("listed", "blocks"),
    [
        ((), (0xE0CD,)),
        ((87_600,), (0xE101,)),
        ((87_600, 107_900), (0xE201, 0xCCCD)),
        ((87_600, 107_900, 100_000), (0xE301, 0xCC7D)),
    ],
)
def test_blocks_of_a_list(listed: tuple[int, ...], blocks: tuple[int, ...]) -> None:
    assert alternative_pairs(listed) == blocks


def test_no_more_than_25() -> None:
    with pytest.raises(ValueError, match="26"):
        alternative_pairs(range(90_000, 92_600, 100))


@given(frequencies, st.integers(0, 12))
def test_a_list_is_heard_from_any_group_on(listed: tuple[int, ...], start: int) -> None:
    blocks = alternative_pairs(listed)
    heard = FrequencyList()
    answers = [heard.hear(block) for block in (blocks * 3)[start % len(blocks) :]]
    assert [answer for answer in answers if answer is not None][-1] == tuple(sorted(listed))


def test_a_list_with_a_hole_is_not_told() -> None:
    heard = FrequencyList()
    assert [heard.hear(block) for block in (0xE37D, 0xE37D)] == [None, None]
    assert heard.hear(0x7E7F) == (100_000, 100_100, 100_200)


def test_halves_of_two_rounds_are_no_list() -> None:
    heard = FrequencyList()
    answers = [heard.hear(block) for block in (0xE401, 0x0203, 0x0203, 0xE401, 0x0203, 0x04CD)]
    assert answers == [None] * 5 + [(87_600, 87_700, 87_800, 87_900)]


def test_method_b_names_each_frequency_once() -> None:
    heard = FrequencyList()
    answers = [heard.hear(block) for block in (0xE50A, 0x0A14, 0x1E0A)]
    assert answers[-1] == (88_500, 89_500, 90_500)


def test_medium_wave_is_counted_and_skipped() -> None:
    heard = FrequencyList()
    assert heard.hear(0xE27D) is None
    assert heard.hear(0xFA10) == (100_000,)


@given(st.lists(st.integers(0, 0xFFFF)))
def test_any_blocks_give_frequencies_or_nothing(blocks: list[int]) -> None:
    heard = FrequencyList()
    for block in blocks:
        answer = heard.hear(block)
        assert answer is None or all(87_600 <= frequency <= 107_900 for frequency in answer)
