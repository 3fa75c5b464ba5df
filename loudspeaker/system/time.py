"""The machine's two clocks."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from loudspeaker.model import STATION_ZONE

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemTime:
    """CLOCK_REALTIME for schedules, CLOCK_MONOTONIC for durations, both through libc."""

    def wall(self) -> datetime:
        """Return the wall clock in the station's zone."""
        return datetime.fromtimestamp(time.time(), STATION_ZONE)

    def mono_ns(self) -> int:
        """Return nanoseconds of the monotonic clock."""
        return time.monotonic_ns()


def boot_id() -> str:
    """Return the kernel's name of this boot: monotonic times of two boots do not compare."""
    return _BOOT_ID.read_text("ascii").strip()
