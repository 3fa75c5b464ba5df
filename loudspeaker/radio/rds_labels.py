"""What single groups say by themselves: labels (1A), applications (3A), the clock (4A)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from loudspeaker.radio.rds import Group, Version
from loudspeaker.radio.rds_groups import NO_ITEM
from loudspeaker.radio.rds_station import Application

_MJD_EPOCH = date(1858, 11, 17)
_LAST_HOUR, _LAST_MINUTE = 23, 59
_VARIANTS = {0: ("ecc", 0xFF), 3: ("language", 0xFF), 7: ("warning_channel", 0xFFF)}


def label_in(group: Group) -> dict[str, int]:
    """Return the fields of ``Station`` that a 1A or 1B tells."""
    found = {}
    if group.ok[2] and group.version is Version.A:
        variant = _VARIANTS.get(group.blocks[2] >> 12 & 7)
        if variant:
            found[variant[0]] = group.blocks[2] & variant[1]
    if group.ok[3] and group.blocks[3] != NO_ITEM:
        found["item_number"] = group.blocks[3]
    return found


def heard_application(group: Group) -> Application | None:
    """Return what a 3A announces, None for 3B or if a block is wrong."""
    if group.version is Version.B or not (group.ok[2] and group.ok[3]):
        return None
    kind, version = group.tail >> 1, Version(group.tail & 1)
    return Application(aid=group.blocks[3], group=f"{kind}{version.name}", message=group.blocks[2])


def clock_in(group: Group) -> dict[str, datetime]:
    """Return the clock of a 4A in its local time; nothing of all zeros or of what is no time."""
    if group.version is Version.B or not (group.ok[2] and group.ok[3]):
        return {}
    bits = group.tail << 32 | group.blocks[2] << 16 | group.blocks[3]
    mjd, hour, minute = bits >> 17 & 0x1FFFF, bits >> 12 & 0x1F, bits >> 6 & 0x3F
    if mjd == 0 or hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return {}
    day = _MJD_EPOCH + timedelta(days=mjd)
    utc = datetime.combine(day, time(hour, minute), tzinfo=UTC)
    return {"clock": utc.astimezone(_zone(bits & 0x3F))}


def _zone(offset: int) -> timezone:
    half_hours = offset & 0x1F
    return timezone(timedelta(minutes=-30 * half_hours if offset & 0x20 else 30 * half_hours))
