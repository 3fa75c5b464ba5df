"""Builders of the groups beside basic tuning: labels, clock, warnings, and the B versions.

EN 50067, 3.1.5.  They leave TP and PTY at zero: whoever sends a group puts in those of the moment
with ``stamped``, as the standard wants them in every group.
"""

from __future__ import annotations

from datetime import UTC, datetime

from loudspeaker.radio.rds import Group, Version, make_group

NO_ITEM = 0  # programme item number: none
_MJD_EPOCH_ORDINAL = 678_576  # 1858-11-17 as ``date.toordinal``
_TP_AND_PTY = 0x3F << 5
_COUNTRY, _LANGUAGE, _WARNING_CHANNEL = 0, 3, 7  # variants of 1A
_MOST_HALF_HOURS = 31


def stamped(group: Group, *, pty: int, tp: bool) -> Group:
    """Return the group with these PTY and TP bits in block 2."""
    first, second, third, fourth = group.blocks
    second = second & ~_TP_AND_PTY | tp << 10 | pty << 5
    return Group(blocks=(first, second, third, fourth), ok=group.ok)


def basic_tuning_b(
    *,
    pi: int,
    name: bytes,
    segment: int,
    ta: bool = False,
    music: bool = False,
    decoder_bits: int = 0,
) -> Group:
    """Build group 0B: as 0A, without alternative frequencies."""
    decoder_bit = decoder_bits >> (3 - segment) & 1
    tail = ta << 4 | music << 3 | decoder_bit << 2 | segment
    characters = int.from_bytes(name[2 * segment : 2 * segment + 2], "big")
    return make_group(pi=pi, kind=0, version=Version.B, tail=tail, block_4=characters)


def slow_labelling(
    *, pi: int, variant: int, data: int, item: int = NO_ITEM, linkage: bool = False
) -> Group:
    """Build group 1A: twelve bits of ``data`` under a variant 0-7, and the item number."""
    return make_group(pi=pi, kind=1, block_3=linkage << 15 | variant << 12 | data, block_4=item)


def country(*, pi: int, ecc: int) -> Group:
    """Build group 1A variant 0, the extended country code: F2h with PI 7xxx is Viet Nam."""
    return slow_labelling(pi=pi, variant=_COUNTRY, data=ecc)


def language(*, pi: int, code: int) -> Group:
    """Build group 1A variant 3: 46h is Vietnamese."""
    return slow_labelling(pi=pi, variant=_LANGUAGE, data=code)


def warning_channel(*, pi: int, channel: int) -> Group:
    """Build group 1A variant 7, needed by 9A; at most one every two seconds."""
    return slow_labelling(pi=pi, variant=_WARNING_CHANNEL, data=channel)


def item_number(*, day: int, hour: int, minute: int) -> int:
    """Return the programme item number: when the item was to begin, in local time."""
    return day << 11 | hour << 6 | minute


def modified_julian_date(moment: datetime) -> int:
    """Return the MJD of an aware moment, in UTC."""
    return moment.astimezone(UTC).toordinal() - _MJD_EPOCH_ORDINAL


def clock_time(*, pi: int, moment: datetime | None, offset_half_hours: int = 0) -> Group:
    """Build group 4A for the minute that begins when the group ends.

    ``moment`` is aware; ``offset_half_hours`` leads from UTC to local time (-31 to 31).  None
    stands for a clock that is not trusted: all bits zero (EN 50067, 3.1.5.6).
    """
    if moment is None:
        return make_group(pi=pi, kind=4)
    if moment.tzinfo is None or abs(offset_half_hours) > _MOST_HALF_HOURS:
        raise ValueError(f"no moment of a known zone: {moment} {offset_half_hours}")
    utc, mjd = moment.astimezone(UTC), modified_julian_date(moment)
    offset = (offset_half_hours < 0) << 5 | abs(offset_half_hours)
    bits = mjd << 17 | utc.hour << 12 | utc.minute << 6 | offset
    return make_group(
        pi=pi, kind=4, tail=bits >> 32, block_3=bits >> 16 & 0xFFFF, block_4=bits & 0xFFFF
    )


def emergency_warning(*, pi: int, tail: int, block_3: int, block_4: int) -> Group:
    """Build group 9A; its content is agreed within a country."""
    return make_group(pi=pi, kind=9, tail=tail, block_3=block_3, block_4=block_4)


def in_house_b(*, pi: int, tail: int, block_4: int) -> Group:
    """Build group 6B."""
    return make_group(pi=pi, kind=6, version=Version.B, tail=tail, block_4=block_4)


def open_data_b(*, pi: int, tail: int, block_4: int) -> Group:
    """Build group 11B as an open data application."""
    return make_group(pi=pi, kind=11, version=Version.B, tail=tail, block_4=block_4)
