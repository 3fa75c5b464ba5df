"""Received blocks of 26 bits: which block of a group they may be, and what a group of them says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.burst_correction import mended, syndrome
from loudspeaker.radio.rds import OFFSET_C_PRIME, OFFSETS, Group, check_word

Words = npt.NDArray[np.int64]

CHECK_BITS = 10
NO_PLACE = -1
_VERSION_BIT = 11


def _check_table() -> Words:
    """Return the check word of every word, put together from those of its bits."""
    words = np.arange(1 << 16, dtype=np.int64)
    table = np.zeros(1 << 16, dtype=np.int64)
    for bit in range(16):
        table ^= np.where(words >> bit & 1, check_word(1 << bit), 0)
    return table


def _place_table() -> Words:
    """Return the place in a group (0-3) for every difference between check words."""
    table = np.full(1 << CHECK_BITS, NO_PLACE, dtype=np.int64)
    table[list(OFFSETS)] = np.arange(len(OFFSETS))
    table[OFFSET_C_PRIME] = 2
    return table


_CHECKS = _check_table()
_PLACES = _place_table()


def places_of(blocks: Words) -> Words:
    """Return for each 26-bit number the place at which it would be a right block, or -1."""
    differences = _CHECKS[blocks >> CHECK_BITS] ^ (blocks & ((1 << CHECK_BITS) - 1))
    places: Words = _PLACES[differences]
    return places


def read_group(blocks: Sequence[int], *, correct_bursts: bool) -> Group:
    """Return the group of four received 26-bit numbers.

    Block 3 is held against the offset word of the version in block 2, or, when block 2 is wrong,
    against both.
    """
    one, two, three, four = blocks
    a, b, c, d = OFFSETS
    second = _read(two, (b,), correct_bursts)
    thirds: tuple[int, ...] = (c, OFFSET_C_PRIME)
    if second is not None:
        thirds = (thirds[second >> _VERSION_BIT & 1],)
    first, third = _read(one, (a,), correct_bursts), _read(three, thirds, correct_bursts)
    fourth = _read(four, (d,), correct_bursts)
    return Group(
        blocks=(_word(first, one), _word(second, two), _word(third, three), _word(fourth, four)),
        ok=(first is not None, second is not None, third is not None, fourth is not None),
    )


def _word(read: int | None, block: int) -> int:
    return block >> CHECK_BITS if read is None else read


def _read(block: int, offsets: tuple[int, ...], correct_bursts: bool) -> int | None:  # noqa: FBT001 - private
    if syndrome(block) in offsets:
        return block >> CHECK_BITS
    repaired = (mended(block, offset) for offset in offsets if correct_bursts)
    word = next((found for found in repaired if found is not None), None)
    return None if word is None else word >> CHECK_BITS
