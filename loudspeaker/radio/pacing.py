"""How fast groups may be given to an encoder that queues only a few.

The encoder sends one group every 87.58 ms at moments of its own, and takes the next waiting group
at each of them.  Nothing tells us where in that rhythm it is, so the worst case counts.
"""

from __future__ import annotations

from collections import deque

from loudspeaker.radio.rds import groups_ns

_BITS_A_BYTE = 10  # start, eight data, stop
_SECOND_NS = 1_000_000_000
GUARD_NS = 20_000_000  # how late bytes may reach an encoder that does not answer


def serial_ns(byte_count: int, *, baud: int) -> int:
    """Return how long so many bytes take on a serial line (8N1)."""
    return -(-byte_count * _BITS_A_BYTE * _SECOND_NS // baud)


SLOT_LIMIT_NS = groups_ns(1) + 20_000  # the standard's 0.125 bit/s, and as much again
FILL = 2
"""How many groups of ours wait at the most: enough that no slot stays empty, few enough that an
encoder may queue less than four, and that an all-stop does not stand behind many."""


class FreeGroups:
    """What is surely known of the queue of an encoder that was given groups one by one.

    One that answers has a group when it says so, another one a little after the line has it.
    """

    def __init__(self, fill: int = FILL) -> None:
        self._taken_ns: deque[int] = deque(maxlen=fill)

    @property
    def room_ns(self) -> int:
        """From when on one more group may arrive."""
        return self._taken_ns[0] if len(self._taken_ns) == self._taken_ns.maxlen else 0

    @property
    def left_ns(self) -> int:
        """From when on all that was given has wholly left the antenna."""
        return self._taken_ns[-1] + SLOT_LIMIT_NS if self._taken_ns else 0

    def arrived(self, by_ns: int) -> None:
        """Note that one more group is in the queue since ``by_ns`` at the latest.

        It is taken at the first slot after that, or one slot behind the group before it.
        """
        before_ns = self._taken_ns[-1] if self._taken_ns else 0
        self._taken_ns.append(max(by_ns, before_ns) + SLOT_LIMIT_NS)
