"""Groups out of a stream of bits that begins and breaks anywhere (EN 50067, annex C).

Every bit is looked at as the possible end of every block.  Three right blocks among the last five
that lie on one grid give synchronisation, also while there is one already: a slip of the bit clock
is mended as soon as the new grid has more right blocks than the old one.  In random bits that
happened 16 times in 234 hours, and never gave a group with four right blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loudspeaker.radio.rds import BLOCK_BITS, GROUP_BITS, Group
from loudspeaker.radio.rds_blocks import NO_PLACE, Words, places_of, read_group

EVIDENCE_BLOCKS = 5
ENOUGH_RIGHT = 3
LOST_BITS = 4 * GROUP_BITS  # without any right block
_BLOCKS = 4
_MEMORY_BITS = 2 * GROUP_BITS
_POWERS = 1 << np.arange(BLOCK_BITS, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A group off the air and the composite sample at which its last bit ended.

    A bit begins with the first impulse of its pair and ends where the next begins.
    """

    group: Group
    end_sample: int


class BlockSync:
    """Finds the groups in bits that come in any portions; keeps two groups' worth of them.

    ``correct_bursts`` mends blocks whose error could be one burst of up to five bits.  Of blocks
    that are pure noise it would pass every third, so it is off unless asked for.
    """

    def __init__(self, *, correct_bursts: bool = False) -> None:
        self._correct_bursts = correct_bursts
        self._bits = np.zeros(BLOCK_BITS - 1, dtype=np.int64)
        # for every bit, the block that ends with it, its place if it is right, and its own end
        self._blocks = np.zeros(_MEMORY_BITS, dtype=np.int64)
        self._places = np.full(_MEMORY_BITS, NO_PLACE, dtype=np.int64)
        self._ends = np.zeros(_MEMORY_BITS, dtype=np.int64)
        self._group_end: int | None = None  # where in these; None without synchronisation
        self._right_end = self._given_end = 0  # of the last group with a right block; given at all

    @property
    def synchronised(self) -> bool:
        """Whether it is known where groups begin."""
        return self._group_end is not None

    def push(self, bits: Words, ends: Words) -> list[Received]:
        """Take bits (0 or 1) and the samples at which they end; return the groups now complete.

        At a new synchronisation the group before it is given too, if anything in it is right.
        """
        if not len(bits):
            return []
        self._remember(bits, ends)
        groups: list[Received] = []
        for hit in np.flatnonzero(self._places[_MEMORY_BITS:] != NO_PLACE).tolist():
            groups += self._complete(_MEMORY_BITS + hit - 1)
            groups += self._consider(_MEMORY_BITS + hit)
        groups += self._complete(len(self._ends) - 1)
        self._forget(len(bits))
        return groups

    def _remember(self, bits: Words, ends: Words) -> None:
        stream = np.concatenate([self._bits, bits])
        blocks = np.convolve(stream, _POWERS, "valid")
        self._bits = stream[len(bits) :]
        self._blocks = np.concatenate([self._blocks, blocks])
        self._places = np.concatenate([self._places, places_of(blocks)])
        self._ends = np.concatenate([self._ends, ends])

    def _forget(self, count: int) -> None:
        self._blocks, self._places = self._blocks[count:], self._places[count:]
        self._ends = self._ends[count:]
        self._right_end -= count
        self._given_end -= count
        if self._group_end is not None:
            self._group_end -= count

    def _consider(self, hit: int) -> list[Received]:
        """Move the grid to a right block that does not lie on it, if there is more for the new."""
        place, evidence = int(self._places[hit]), ENOUGH_RIGHT
        if self._group_end is not None:
            blocks_left = -((hit - self._group_end) // BLOCK_BITS)
            end, own_place = self._group_end - blocks_left * BLOCK_BITS, _place(-1 - blocks_left)
            if (end, own_place) == (hit, place):
                return []
            evidence = max(evidence, 1 + self._right_before(end, own_place))
        return self._move(hit, place) if self._right_before(hit, place) >= evidence else []

    def _right_before(self, end: int, place: int) -> int:
        """Count the right blocks among the last five if one of that place ended there."""
        found = self._places[end - (EVIDENCE_BLOCKS - 1) * BLOCK_BITS : end + 1 : BLOCK_BITS]
        return sum(right == _place(place - back) for back, right in enumerate(found[::-1].tolist()))

    def _move(self, hit: int, place: int) -> list[Received]:
        end = hit + (_BLOCKS - 1 - place) * BLOCK_BITS
        self._group_end, self._right_end = end, hit
        before = end - GROUP_BITS
        if before - GROUP_BITS < self._given_end - BLOCK_BITS:
            return []  # most of it was given already, on the old grid
        received = self._group_ending(before)
        return [received] if any(received.group.ok) else []

    def _complete(self, until: int) -> list[Received]:
        """Return the groups that end up to and including ``until``."""
        groups: list[Received] = []
        while self._group_end is not None and self._group_end <= until:
            end = self._given_end = self._group_end
            groups.append(self._group_ending(end))
            if any(groups[-1].group.ok):
                self._right_end = end
            lost = end - self._right_end >= LOST_BITS
            self._group_end = None if lost else end + GROUP_BITS
        return groups

    def _group_ending(self, end: int) -> Received:
        blocks = self._blocks[end - (_BLOCKS - 1) * BLOCK_BITS : end + 1 : BLOCK_BITS].tolist()
        group = read_group(blocks, correct_bursts=self._correct_bursts)
        return Received(group=group, end_sample=int(self._ends[end]))


def _place(number: int) -> int:
    return number % _BLOCKS
