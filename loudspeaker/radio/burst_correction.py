"""Mending blocks with one burst of up to five wrong bits, which is what the code can do."""

from __future__ import annotations

from functools import cache

from loudspeaker.radio.rds import BLOCK_BITS, check_word

LONGEST_BURST_BITS = 5
_CHECK_BITS, _CHECK_MASK = 10, 0x3FF


def syndrome(block: int) -> int:
    """Return what the check bits of a 26-bit block differ by, its offset word among it."""
    return check_word(block >> _CHECK_BITS) ^ (block & _CHECK_MASK)


def mended(block: int, offset: int) -> int | None:
    """Return the block with its burst taken out, None when no short burst explains the error."""
    wrong = syndrome(block) ^ offset
    if not wrong:
        return block
    burst = _bursts().get(wrong)
    return None if burst is None else block ^ burst


@cache
def _bursts() -> dict[int, int]:
    """Return every burst by its syndrome; no two of them have the same."""
    shapes = range(1, 1 << LONGEST_BURST_BITS, 2)  # the first wrong bit is wrong
    bursts = {
        shape << shift
        for shape in shapes
        for shift in range(BLOCK_BITS)
        if shape << shift < 1 << BLOCK_BITS
    }
    return {syndrome(burst): burst for burst in bursts}
