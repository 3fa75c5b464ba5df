"""The key ``backup`` of ``station.yaml``: where the nightly backup goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from loudspeaker.config.paths import path_here
from loudspeaker.config.reader import Section
from loudspeaker.model.settings import Setting, Table, flag, minute_of_day, whole

DEFAULT_MINUTE, DEFAULT_KEEP = 2 * 60, 14
_LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupConfig:
    """The folder must be there: it is never made, for it may be where a stick is not plugged in.

    With ``other_disk`` it must lie on another disk than the home, for the same reason.
    """

    folder: str
    at: time
    keep: int
    with_sound: bool
    other_disk: bool


BACKUP_KEYS = Table(
    (
        Setting("folder", path_here("such as /media/usb")),
        Setting("time", minute_of_day(), default=DEFAULT_MINUTE),
        Setting("keep", whole(1, 1000), default=DEFAULT_KEEP),
        Setting("with_sound", flag(), default=False),
        Setting("other_disk", flag(), default=True),
    )
)


def read_backup_config(section: Section | None) -> BackupConfig | None:
    """Return the nightly backup, None where there is none."""
    if section is None:
        return None
    minute = min(section["time"], _LAST_MINUTE)
    return BackupConfig(
        folder=section["folder"],
        at=time(minute // 60, minute % 60),
        keep=section["keep"],
        with_sound=section["with_sound"],
        other_disk=section["other_disk"],
    )
