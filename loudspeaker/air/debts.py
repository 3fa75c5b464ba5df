"""Writes that the disk does not take: owed, in order, and counted as written meanwhile."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)


class Debts:
    """Writes to the journal for who must not wait for a disk, or fail with it."""

    def __init__(self, journal: Journal, faults: Faults) -> None:
        self._journal = journal
        self._faults = faults
        self._owed: deque[Callable[[], object]] = deque()
        self._begun: set[tuple[str, int]] = set()
        """Attempts whose start is owed, by occurrence and number."""
        self._positions: dict[tuple[str, int], int] = {}
        """Positions that are owed, in frames."""
        self._paying = threading.Lock()

    def record(self, body: dict[str, Any]) -> None:
        """Append a record."""
        self._owed.append(lambda: self._journal.record(body))
        self.pay()

    def owe_start(self, body: dict[str, Any]) -> None:
        """Append the record of a start later, which the disk has just refused."""
        with self._paying:
            self._begun.add((body["occurrence"], body["attempt"]))
            self._owed.append(lambda: self._journal.record(body))

    def position(self, occurrence: str, attempt: int, frames: int) -> None:
        """Replace the position of an attempt."""
        with self._paying:
            self._positions[occurrence, attempt] = frames
            self._owed.append(lambda: self._journal.commit_position(occurrence, attempt, frames))
        self.pay()

    def committed(self, occurrence: str) -> tuple[int, ...]:
        """Return the position of every attempt in frames, whether the disk has it yet or not."""
        with self._paying:
            found = dict.fromkeys((n for name, n in self._begun if name == occurrence), 0)
            found |= enumerate(self._journal.committed(occurrence), 1)
            found |= {n: at for (name, n), at in self._positions.items() if name == occurrence}
        return tuple(found[attempt] for attempt in sorted(found))

    def pay(self) -> bool:
        """Write what is owed, in order, and tell whether nothing is left; from any thread."""
        with self._paying:
            while self._owed:
                try:
                    self._owed[0]()
                except LoudspeakerError as error:
                    self._faults.report("journal", str(error))
                    return False
                self._owed.popleft()
            self._begun.clear()
            self._positions.clear()
        self._faults.clear("journal")
        return True

    def close(self, make_room: Callable[[], None]) -> None:
        """Write what is owed before the process ends, in the room kept for emergencies if need be.

        What is not written now is forgotten, and an announcement that was heard on a full disk is
        aired a second time.  Whoever starts there gives that room up anyway.
        """
        if self.pay():
            return
        make_room()
        if not self.pay():
            log.error("the disk does not take what was aired last")
