"""What the code of the blocks can mend, and that it is not used to invent."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.burst_correction import LONGEST_BURST_BITS, mended, syndrome
from loudspeaker.radio.rds import BLOCK_BITS, OFFSETS, check_word

words = st.integers(0, 0xFFFF)
offsets = st.sampled_from(OFFSETS)


def block_of(word: int, offset: int) -> int:
    return word << 10 | check_word(word, offset)


@given(words, offsets)
def test_a_right_block_stays(word: int, offset: int) -> None:
    block = block_of(word, offset)
    assert syndrome(block) == offset
    assert mended(block, offset) == block


def test_every_burst_of_up_to_five_bits_is_mended() -> None:
    block = block_of(0x7F2B, OFFSETS[1])
    for shape in range(1, 1 << LONGEST_BURST_BITS, 2):
        for shift in range(BLOCK_BITS - shape.bit_length() + 1):
            assert mended(block ^ shape << shift, OFFSETS[1]) == block


@given(words, offsets, st.integers(0, 15), st.integers(0, 15))
def test_bursts_of_six_to_ten_bits_are_never_taken_for_right(
    word: int, offset: int, shift: int, inner: int
) -> None:
    burst = (1 << 9 | inner << 4 | 1) << shift
    assert syndrome(block_of(word, offset) ^ burst) != offset


def test_a_third_of_what_is_random_would_pass() -> None:
    """Which is why it is an option."""
    numbers = random.Random(1)
    blocks = [numbers.getrandbits(BLOCK_BITS) for _ in range(3000)]
    share = sum(mended(block, OFFSETS[0]) is not None for block in blocks) / len(blocks)
    assert 0.3 < share < 0.42
