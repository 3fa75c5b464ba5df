"""Who may write when the disk is full: an emergency always, new ordinary work not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from loudspeaker.errors import DiskFull, EmergencyUnkept, StorageFailure
from loudspeaker.model import Priority, TimeSource
from loudspeaker.system.faults import Faults

LOOK_EVERY_S = 5.0


class Spare(Protocol):
    """What is asked of the reserve on the disk."""

    @property
    def missing_bytes(self) -> int:
        """Return how much more must be free until it is whole again; 0 while it is."""
        ...

    def keep(self) -> bool:
        """Make it if it is missing and there is room; tell whether it is there."""
        ...

    def make_room(self) -> None:
        """Give it up if the disk is full."""
        ...


class NoSpare:
    """Nothing is kept free here."""

    missing_bytes = 0

    def keep(self) -> bool:
        """Miss nothing."""
        return True

    def make_room(self) -> None:
        """Have nothing to give."""


class Room:
    """Lets writers in by their level; tells while the reserve is in use."""

    def __init__(self, spare: Spare, faults: Faults, time: TimeSource, *, where: Path) -> None:
        self._spare = spare
        self._where = where
        self._faults = faults
        self._time = time
        self._next_look_ns = 0

    @contextmanager
    def writing(self, priority: Priority) -> Iterator[None]:
        """Let the block write something new; DiskFull for what has to wait.

        An emergency has the reserve, and EmergencyUnkept if that does not help.  What was given up
        for one is not for the next ordinary announcement: nothing would be left for another.
        """
        self.enter(priority)
        try:
            yield
        except StorageFailure as failure:
            if priority is not Priority.EMERGENCY:
                raise
            raise EmergencyUnkept(path=failure.path, problem=failure.problem) from failure

    def enter(self, priority: Priority) -> None:
        """Let in what is about to write; DiskFull for what has to wait."""
        if priority is Priority.EMERGENCY:
            self.enter_urgent()
        elif not self._spare.keep():
            self._tell()
            raise DiskFull(path=str(self._where), problem="full", missing_mb=self._missing_mb())

    def enter_urgent(self) -> None:
        """Let in what nobody may be kept from: an emergency, or taking something back."""
        self._spare.make_room()
        self._tell()

    def look(self) -> None:
        """Make the reserve again as soon as there is room; often called, seldom done."""
        now_ns = self._time.mono_ns()
        if now_ns >= self._next_look_ns:
            self._next_look_ns = now_ns + round(LOOK_EVERY_S * 1e9)
            self._spare.keep()
            self._tell()

    def _tell(self) -> None:
        missing_mb = self._missing_mb()
        self._faults.set("reserve", f"{missing_mb} MB" if missing_mb else None)

    def _missing_mb(self) -> int:
        return -(-self._spare.missing_bytes // 1_000_000)
