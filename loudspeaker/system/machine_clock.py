"""What Linux knows of its own clock: whether it is steered, and what the clock chip shows."""

from __future__ import annotations

import ctypes
from datetime import UTC, datetime
from pathlib import Path

RTC_FOLDER = Path("/sys/class/rtc")
_STA_UNSYNC = 0x0040  # sys/timex.h


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex`` (adjtimex(2)); the kernel may write up to 208 bytes."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 208),
    )


def is_steered() -> bool:
    """Tell whether something (NTP) keeps the clock right now: the kernel counts its error.

    Setting the clock by hand, or hours without the network, ends that.
    """
    answer = _Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(answer))
    except (OSError, AttributeError):
        return False
    return bool(state >= 0 and not answer.status & _STA_UNSYNC)


def chip_time(folder: Path = RTC_FOLDER) -> datetime | None:
    """Return the time of the first clock chip that answers, None without one.

    Linux has it count UTC; ``since_epoch`` is read from the chip at every call.
    """
    for chip in sorted(folder.glob("rtc*")):
        try:
            seconds = int((chip / "since_epoch").read_text("ascii"))
            return datetime.fromtimestamp(seconds, UTC)
        except (OSError, ValueError, OverflowError):
            continue
    return None
