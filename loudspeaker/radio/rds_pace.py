"""How often basic tuning (0A) must come: two in any second always, four usually.

EN 50067, 3.1.3.  Counted in groups of 87.58 ms: in any second eleven begin at least, so two (four)
in any eleven groups are two (four) in any second.
"""

from __future__ import annotations

_SECOND_GROUPS = 11
_STEP, _WHOLE = 4, 11  # four in eleven groups
_PRESSING = 5 * _WHOLE  # under TA, what a run of commands may put off
_MOST_OWED = 7 * _WHOLE
_MOST_OWED_USUALLY = _WHOLE + _STEP - 1  # after commands there is no crowd of them


class NamePace:
    """Says when the next 0A is due, and how long it can wait."""

    def __init__(self) -> None:
        self._now = 0
        self._before_last, self._last = -1, 0
        self._owed = _WHOLE - _STEP

    @property
    def now(self) -> int:
        """The number of the group to be chosen, from 1 on."""
        return self._now

    @property
    def due(self) -> bool:
        """Whether it is its turn."""
        return self._owed >= _WHOLE or not self.allows(1)

    @property
    def pressing(self) -> bool:
        """Whether so many are owed that commands should wait: four a second while TA is set."""
        return self._owed >= _PRESSING

    def allows(self, count: int) -> bool:
        """Whether ``count`` other groups may go out before the next 0A."""
        return self._now + count - self._before_last <= _SECOND_GROUPS

    def tick(self, *, ta: bool) -> None:
        """Tell that the next group is to be chosen."""
        self._now += 1
        self._owed = min(self._owed + _STEP, _MOST_OWED if ta else _MOST_OWED_USUALLY)

    def sent(self) -> None:
        """Tell that a 0A was chosen."""
        self._before_last, self._last = self._last, self._now
        self._owed = max(self._owed - _WHOLE, 0)
