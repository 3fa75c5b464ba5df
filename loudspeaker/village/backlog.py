"""What reached the points, kept until the signal of that time has been demodulated.

Groups in a composite signal are known a fraction of a second after they were on the air.  Points
must not decide anything beyond that, so carriers and deadlines wait for them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from loudspeaker.village.receivers import AnyPoint

Act = Callable[[AnyPoint, int], None]
"""Called with a point and the time at which it happens."""
Only = Sequence[AnyPoint] | None


class Backlog:
    """Events in the order of their time; of the same time, in the order in which they came."""

    def __init__(self) -> None:
        self._events: list[tuple[int, int, Act, Only]] = []
        self._number = count()
        self.settled_ns = 0

    def add(self, mono_ns: int, act: Act, only: Only = None) -> None:
        """Note what points (all of them, or ``only`` some) are to be told.

        What comes too late counts from where the points have got to.
        """
        event = (max(mono_ns, self.settled_ns), next(self._number), act, only)
        heapq.heappush(self._events, event)

    def settle(self, until_ns: int) -> Iterator[tuple[int, Act, Only]]:
        """Yield everything up to a time, which lies at or after the last one."""
        self.settled_ns = max(until_ns, self.settled_ns)
        while self._events and self._events[0][0] <= self.settled_ns:
            mono_ns, _, act, only = heapq.heappop(self._events)
            yield mono_ns, act, only
