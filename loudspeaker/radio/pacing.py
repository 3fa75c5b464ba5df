"""How fast groups may be given to an encoder that queues only a few.

The encoder sends one group every 87.58 ms at moments of its own, and takes the next waiting group
at each of them.  Nothing tells us where in that rhythm it is, so the worst case counts.

``Handover`` paces whole commands that are given over in one piece, ``FreeGroups`` single groups
to an encoder that says when it has taken each.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from loudspeaker.radio.fragments import FRAGMENTS
from loudspeaker.radio.rds import groups_ns

_BITS_A_BYTE = 10  # start, eight data, stop
_SECOND_NS = 1_000_000_000
GUARD_NS = 20_000_000  # how unevenly bytes may reach the encoder; wrong only costs one copy


def serial_ns(byte_count: int, *, baud: int) -> int:
    """Return how long so many bytes take on a serial line (8N1)."""
    return -(-byte_count * _BITS_A_BYTE * _SECOND_NS // baud)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A command of four groups, given to the port from ``start_ns`` on, for ``line_ns``."""

    start_ns: int
    line_ns: int = 0

    @property
    def next_ns(self) -> int:
        """When the next command may be begun: four slots have passed, so four places are free.

        The first group can have missed a slot by the time the line needs for it; the next
        command's first group needs the same, so the two cancel but for ``GUARD_NS``.
        """
        return self.start_ns + max(groups_ns(FRAGMENTS), self.line_ns) + GUARD_NS

    @property
    def left_ns(self) -> int:
        """When the last group has surely left: it just missed a slot, and then four went out."""
        return self.start_ns + self.line_ns + groups_ns(1 + FRAGMENTS)


def copies(count: int, *, start_ns: int, line_ns: int) -> tuple[Handover, ...]:
    """Return when each of ``count`` copies is given over, one right behind the other."""
    first = Handover(start_ns=start_ns, line_ns=line_ns)
    step = first.next_ns - start_ns
    return tuple(
        Handover(start_ns=start_ns + number * step, line_ns=line_ns) for number in range(count)
    )


SLOT_LIMIT_NS = groups_ns(1) + 20_000  # the standard's 0.125 bit/s, and as much again
FILL = 2
"""How many groups of ours wait at the most: enough that no slot stays empty, few enough that an
encoder may queue less than four, and that an all-stop does not stand behind many."""


class FreeGroups:
    """What is surely known of the queue of an encoder that was given groups one by one."""

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
