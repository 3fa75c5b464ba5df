"""The machine itself: clock, clock chip, disk, programs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import megabytes
from loudspeaker.system.home import Home
from loudspeaker.system.machine_clock import RTC_FOLDER, is_steered

ENOUGH_BYTES = 2_000_000_000
TOO_LITTLE_BYTES = 200_000_000


def clock() -> Iterator[Finding]:
    """Tell whether the kernel's clock is steered, and whether it survives a power cut."""
    if is_steered():
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
