"""Single blocks and single groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import (
    BLOCK_BITS,
    GROUP_BITS,
    Group,
    Version,
    check_word,
    from_bits,
    group_from_hex,
    make_group,
    to_bits,
)
from loudspeaker.radio.rds_blocks import NO_PLACE, places_of, read_group

words = st.integers(0, 0xFFFF)
groups = st.tuples(words, words, words, words).map(lambda blocks: Group(blocks=blocks))


def blocks_of(group: Group) -> list[int]:
    bits = to_bits(group)
    return [bits >> shift & (1 << BLOCK_BITS) - 1 for shift in (78, 52, 26, 0)]


@given(groups)
def test_a_right_group_is_read(group: Group) -> None:
    assert read_group(blocks_of(group), correct_bursts=False) == group


@given(groups)
def test_right_blocks_know_their_place(group: Group) -> None:
    assert places_of(np.array(blocks_of(group))).tolist() == [0, 1, 2, 3]


@given(st.integers(0, (1 << GROUP_BITS) - 1))
def test_what_is_right_of_anything_is_what_the_definition_says(bits: int) -> None:
    blocks = [bits >> shift & (1 << BLOCK_BITS) - 1 for shift in (78, 52, 26, 0)]
    found, wanted = read_group(blocks, correct_bursts=False), from_bits(bits)
    assert found.blocks == wanted.blocks
    if wanted.ok[1]:
        assert found.ok == wanted.ok


def test_a_place_is_by_chance_in_five_of_1024() -> None:
    blocks = np.random.default_rng(1).integers(0, 1 << BLOCK_BITS, 200_000)
    share = np.mean(places_of(blocks) != NO_PLACE)
    assert share == pytest.approx(5 / 1024, rel=0.1)


@pytest.mark.parametrize("version", [Version.A, Version.B])
def test_the_version_decides_what_the_third_block_must_be(version: Version) -> None:
    group = make_group(pi=0x7F2B, kind=11, version=version, block_3=0x7F2B, block_4=0x1234)
    blocks = blocks_of(group)
    other = make_group(
        pi=0x7F2B, kind=11, version=Version(1 - version), block_3=0x7F2B, block_4=0x1234
    )
    swapped = [*blocks[:2], blocks_of(other)[2], blocks[3]]
    assert read_group(blocks, correct_bursts=False).ok == (True, True, True, True)
    assert read_group(swapped, correct_bursts=False).ok == (True, True, False, True)


@pytest.mark.parametrize("text", ["7F2B 0C61 7F2B 4920", "7F2B 0460 E0CD 4441"])
def test_without_the_second_block_the_third_may_be_either(text: str) -> None:
    blocks = blocks_of(group_from_hex(text))
    blocks[1] ^= 0x2A85
    assert read_group(blocks, correct_bursts=False).ok == (True, False, True, True)


def test_bursts_are_mended_only_when_asked() -> None:
    group = group_from_hex("7F2B 0C61 7F2B 4920")
    blocks = blocks_of(group)
    blocks[0] ^= 0b10101 << 7
    blocks[2] ^= 0b11111
    assert read_group(blocks, correct_bursts=False).ok == (False, True, False, True)
    assert read_group(blocks, correct_bursts=True) == group


def test_a_word_without_offset_has_no_place() -> None:
    assert places_of(np.array([0x1234 << 10 | check_word(0x1234), 0])).tolist() == [-1, -1]
