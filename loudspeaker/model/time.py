"""Time as a value: nothing in the core asks a clock."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class TimeSource(Protocol):
    """What the shell asks for time; tests pass one that they move by hand."""

    def wall(self) -> datetime:
        """Return the wall clock as an aware time in the station's zone (CLOCK_REALTIME)."""
        ...

    def mono_ns(self) -> int:
        """Return nanoseconds since boot that never jump (CLOCK_MONOTONIC)."""
        ...


def iso(moment: datetime) -> str:
    """Return ISO 8601 with offset, to the millisecond."""
    return moment.astimezone(STATION_ZONE).isoformat(timespec="milliseconds")


def from_iso(text: str) -> datetime:
    """Read what ``iso`` wrote; a time without offset is refused with ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no UTC offset in {text!r}")
    return moment.astimezone(STATION_ZONE)
