"""When the clock-time group goes: once a minute, ending within 0.1 s of the minute edge.

EN 50067, 3.1.5.6.  Earlier and later are told by how late the end of a 4A would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.radio.rds import GROUP_NS

_GROUP_US = -(-GROUP_NS // 1_000)
_SECOND_US = 1_000_000
_MINUTE_US = 60 * _SECOND_US
_TOLERANCE_US = 97_000  # of 100 ms, for times that are not exact
_AIM_US = -80_000  # a slot on, at 0A's turn, it is still in time
_NEAR_US = 2 * _SECOND_US
_TWO_NAMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How a 4A in the coming slot would end: ``late_us`` after ``edge`` (before it: negative).

    ``edge`` is None while none is near, or its 4A is out, or the clock is not trusted.
    """

    edge: datetime | None = None
    late_us: int = 0

    @property
    def possible(self) -> bool:
        """Whether it would be in time."""
        return self.edge is not None and abs(self.late_us) <= _TOLERANCE_US

    @property
    def aimed(self) -> bool:
        """Whether this is the slot for it when nothing is in the way."""
        return self.possible and self.late_us >= _AIM_US

    @property
    def left(self) -> int:
        """How many other groups may go before it; below zero it is too late."""
        return (_TOLERANCE_US - self.late_us) // _GROUP_US

    @property
    def last_chance(self) -> bool:
        """Whether it would be too late a slot on."""
        return self.possible and self.left == 0

    def room_for(self, count: int) -> bool:
        """Whether ``count`` other groups may go first."""
        return self.edge is None or self.left >= count

    def reach(self, count: int) -> int:
        """How many groups without a 0A begin with ``count`` others, the clock among them.

        Where two 0A fit between those and the clock, it does not lengthen them.
        """
        near = self.edge is not None and self.left < count + _TWO_NAMES
        return max(count, self.left + 1) if near else count


_NOTHING_NEAR = Outlook()


class MinuteMarks:
    """Remembers which minute was announced last."""

    def __init__(self) -> None:
        self._announced: datetime | None = None

    def look(self, starts_at: datetime | None) -> Outlook:
        """Tell about the slot that begins at this aware moment (None: not trusted)."""
        if starts_at is None:
            return _NOTHING_NEAR
        if starts_at.tzinfo is None:
            raise ValueError(f"no moment of a known zone: {starts_at}")
        end_us = starts_at.second * _SECOND_US + starts_at.microsecond + _GROUP_US
        late_us = (end_us + _MINUTE_US // 2) % _MINUTE_US - _MINUTE_US // 2
        if not -_NEAR_US < late_us <= _TOLERANCE_US:
            return _NOTHING_NEAR
        edge = starts_at + timedelta(microseconds=_GROUP_US - late_us)
        return _NOTHING_NEAR if edge == self._announced else Outlook(edge=edge, late_us=late_us)

    def sent(self, edge: datetime) -> None:
        """Tell that the 4A of this minute is out."""
        self._announced = edge
