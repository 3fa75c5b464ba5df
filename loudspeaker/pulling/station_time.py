"""The station's time at a kiosk, whose own clock may show anything: a Pi has no clock chip.

It is what the newest manifest says, carried on by the monotonic clock.  After a power cut without
network it goes on from where it was last, unless NTP steers the machine's clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from loudspeaker.model import TimeSource

CUT_NS: Final = 180_000_000_000
"""A station signs anew every minute; who has heard nothing for three is cut off."""
SET_BACK: Final = timedelta(minutes=3)
"""A manifest may be on its way for a while; one that is so much behind tells of a clock set back.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """At ``mono_ns`` of a boot the station's clock showed ``reached``.

    What is shown was whole at ``made``, which was taken at ``taken_ns`` of that boot.
    """

    boot_id: str
    mono_ns: int
    reached: datetime
    made: datetime | None = None
    taken_ns: int | None = None


class StationTime:
    """A TimeSource; read by any thread, moved by one."""

    def __init__(
        self,
        machine: TimeSource,
        *,
        boot_id: str,
        mark: Mark | None,
        is_steered: Callable[[], bool],
    ) -> None:
        self._machine = machine
        self._is_steered = is_steered
        self._is_guess = mark is None or mark.boot_id != boot_id
        now_ns = machine.mono_ns()
        if mark is None:
            mark = Mark(boot_id=boot_id, mono_ns=now_ns, reached=machine.wall())
        elif self._is_guess:
            mark = replace(mark, boot_id=boot_id, mono_ns=now_ns, taken_ns=None)
        self._mark = mark

    def wall(self) -> datetime:
        """Return the station's time."""
        return self._at(self._machine.mono_ns())

    def mono_ns(self) -> int:
        """Return the machine's monotonic time."""
        return self._machine.mono_ns()

    def _at(self, mono_ns: int) -> datetime:
        return self._mark.reached + timedelta(microseconds=(mono_ns - self._mark.mono_ns) // 1000)

    def heard(self, made: datetime) -> None:
        """Take the time of a manifest that is newer than all before.

        It was made some while ago, so it sets the time forward, and back only by much.
        """
        now_ns = self._machine.mono_ns()
        told = self._at(now_ns)
        if self._is_guess or not timedelta(0) <= told - made <= SET_BACK:
            told = made
        self._is_guess = False
        self._mark = replace(self._mark, mono_ns=now_ns, reached=told)

    def whole(self, made: datetime) -> None:
        """Note that all is here that the manifest of this time names."""
        self._mark = replace(self._mark, made=made, taken_ns=self._machine.mono_ns())

    def look(self) -> None:
        """Believe the machine's clock, until the station is heard, where NTP steers it."""
        if self._is_guess and self._is_steered():
            wall = self._machine.wall()
            if wall > self.wall():
                now_ns = self._machine.mono_ns()
                self._mark = replace(self._mark, mono_ns=now_ns, reached=wall)

    def cut_off(self) -> datetime | None:
        """Return from when what is shown is, if the station has not been heard for minutes."""
        mark = self._mark
        if mark.taken_ns is not None and self._machine.mono_ns() - mark.taken_ns < CUT_NS:
            return None
        return mark.made

    def mark(self) -> Mark:
        """Return what is to be kept over a power cut: the time as it is now."""
        now_ns = self._machine.mono_ns()
        return replace(self._mark, mono_ns=now_ns, reached=self._at(now_ns))
