"""The machine itself: clock, clock chip, disk, programs."""

from __future__ import annotations

import ctypes
import shutil
from collections.abc import Iterator
from pathlib import Path

from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.cli.language import _
from loudspeaker.cli.sentences.moments import megabytes
from loudspeaker.system.home import Home

ENOUGH_BYTES = 2_000_000_000
TOO_LITTLE_BYTES = 200_000_000
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


def clock() -> Iterator[Finding]:
    """Tell whether the kernel's clock is steered, and whether it survives a power cut."""
    if _is_synchronised():
        yield ok("clock", _("The clock is kept right over the network (NTP)."))
    else:
        yield warn(
            "clock",
            _("The clock is not kept right over the network (NTP)."),
            _("switch it on: sudo timedatectl set-ntp true"),
        )
    if any(RTC_FOLDER.glob("rtc*")):
        yield ok("rtc", _("There is a clock chip (RTC)."))
    else:
        yield warn(
            "rtc",
            _("There is no clock chip (RTC): after a power cut the time is unknown until NTP."),
            _("fit an RTC module and set it from the network once"),
        )


def _is_synchronised() -> bool:
    answer = _Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(answer))
    except (OSError, AttributeError):
        return False
    return bool(state >= 0 and not answer.status & _STA_UNSYNC)


def disk(home: Home) -> Iterator[Finding]:
    """Tell how much room there is where the home is."""
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    free = shutil.disk_usage(place).free
    what = _("Free on the disk: {free}.").format(free=megabytes(free))
    if free >= ENOUGH_BYTES:
        yield ok("disk", what)
        return
    todo = _("delete what is not needed; below 200 MB announcements may be refused")
    yield (fail if free < TOO_LITTLE_BYTES else warn)("disk", what, todo)


def programs() -> Iterator[Finding]:
    """Tell which helpers are installed."""
    if shutil.which("ffmpeg"):
        yield ok("ffmpeg", _("ffmpeg is installed: mp3, ogg and m4a files can be brought."))
    else:
        yield warn(
            "ffmpeg",
            _("ffmpeg is not installed: only WAV files can be brought."),
            _("if you need mp3: sudo apt install ffmpeg"),
        )
