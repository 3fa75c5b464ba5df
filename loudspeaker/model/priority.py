"""The three levels of Circular 39/2020/TT-BTTTT, article 12."""

from __future__ import annotations

from enum import StrEnum


class Priority(StrEnum):
    """Normal waits its turn, priority goes first in its turn, emergency goes at once."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return _RANKS[self]


_RANKS = {Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.NORMAL: 2}
