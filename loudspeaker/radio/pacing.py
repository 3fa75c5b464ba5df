"""How fast commands may be given to an encoder that queues only four groups.

The encoder sends one group every 87.58 ms at moments of its own, and takes the next waiting group
at each of them.  Nothing tells us where in that rhythm it is, so the worst case counts.
"""

from __future__ import annotations

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
