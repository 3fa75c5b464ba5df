"""Whether the wall clock may be believed: a wrong one wakes a commune at 03:15.

A clock is *steered* while something outside keeps it right (NTP); a *chip* (RTC) carries the time
over a power cut; a *voucher* says that the clock was right at some moment of this boot, and holds
until the clock is set.  A machine without any of these has a time that merely looks like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

_NS_PER_S = 1_000_000_000
EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2041, 1, 1, tzinfo=UTC)
"""Receivers never go back: commands must not follow a battery-less clock that wakes up in 2099."""
CHIP_AGREES_S = 120.0
"""A chip that is read in whole seconds and drifts by seconds a day agrees within this."""
STEP_S = 2.0
"""Linux steers both clocks alike, so they part only when the wall clock is set."""


class Doubt(StrEnum):
    """Why a wall clock is not believed."""

    IMPOSSIBLE = "impossible"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """Somebody found the wall clock right when it was ``offset_ns`` ahead of the monotonic one."""

    boot_id: str
    offset_ns: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Both clocks at one moment of one boot."""

    wall: datetime
    mono_ns: int
    boot_id: str

    @property
    def offset_ns(self) -> int:
        """Return how far the wall clock is ahead of the monotonic one."""
        return round(self.wall.timestamp() * _NS_PER_S) - self.mono_ns

    def vouched(self, by: str) -> Voucher:
        """Return what says that this reading was right."""
        return Voucher(boot_id=self.boot_id, offset_ns=self.offset_ns, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the clock; ``chip`` is the time of the clock chip, if there is one."""

    steered: bool = False
    chip: datetime | None = None
    voucher: Voucher | None = None


def is_possible(wall: datetime) -> bool:
    """Tell whether a clock can show this time at all while this program exists."""
    return EARLIEST <= wall < LATEST


def believed(wall: datetime) -> datetime | None:
    """Return the time of a clock that needs no proof, None if it cannot be right."""
    return wall if is_possible(wall) else None


def is_proved(reading: Reading, evidence: Evidence) -> bool:
    """Tell whether something outside this clock says the same now."""
    return evidence.steered or _chip_agrees(reading.wall, evidence.chip)


def doubt(reading: Reading, evidence: Evidence, *, needs_proof: bool) -> Doubt | None:
    """Return why the wall clock is not to be believed, or None; pure and total."""
    if not is_possible(reading.wall):
        return Doubt.IMPOSSIBLE
    if not needs_proof or is_proved(reading, evidence) or still_holds(evidence.voucher, reading):
        return None
    return Doubt.UNPROVED


def _chip_agrees(wall: datetime, chip: datetime | None) -> bool:
    return chip is not None and abs((chip - wall).total_seconds()) <= CHIP_AGREES_S


def still_holds(voucher: Voucher | None, reading: Reading) -> bool:
    """Tell whether the clock has run on, unset, since somebody vouched for it."""
    if voucher is None or voucher.boot_id != reading.boot_id:
        return False
    return abs(reading.offset_ns - voucher.offset_ns) <= STEP_S * _NS_PER_S
