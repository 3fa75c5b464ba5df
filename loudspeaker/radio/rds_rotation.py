"""Whose turn it is among several circles of groups, by their shares."""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_carousels import Carousel, Kind


class _Turn:
    """Where a circle stands, how much is owed to it, and when it was last heard."""

    __slots__ = ("circle", "last", "owed", "place")

    def __init__(self, circle: Carousel, now: int) -> None:
        self.circle = circle
        self.place = self.owed = 0
        self.last = now

    def late(self, now: int) -> int:
        """Return by how many groups it is over its time, negative before that."""
        latest = self.circle.latest
        return -1 if latest is None else now - self.last - latest

    def load(self, circle: Carousel) -> None:
        """Begin anew with other groups, or go on with the same."""
        if circle.groups != self.circle.groups:
            self.place = 0
        self.circle = circle


class Rotation:
    """Smooth weighted turns: the one owed most is next, so none ever comes in a crowd."""

    def __init__(self) -> None:
        self._turns: dict[Kind, _Turn] = {}
        self._total = 0

    def load(self, circles: Mapping[Kind, Carousel], *, now: int) -> None:
        """Take these circles from now on; those with unchanged groups go on where they are."""
        kept = {kind: turn for kind, turn in self._turns.items() if kind in circles}
        for kind, circle in circles.items():
            kept.setdefault(kind, _Turn(circle, now)).load(circle)
        self._turns = kept
        self._total = sum(circle.share for circle in circles.values())

    def overdue(self, *, now: int) -> Group | None:
        """Return the next group of the circle that is most over its time, if one is."""
        late = max(self._turns.values(), key=lambda turn: turn.late(now), default=None)
        return self._sent(late, now) if late and late.late(now) >= 0 else None

    def next(self, *, now: int) -> Group | None:
        """Return the next group of the circle whose turn it is; None if there are no circles."""
        if not self._turns:
            return None
        for turn in self._turns.values():
            turn.owed += turn.circle.share
        return self.overdue(now=now) or self._sent(
            max(self._turns.values(), key=lambda turn: turn.owed), now
        )

    def _sent(self, turn: _Turn, now: int) -> Group:
        group = turn.circle.groups[turn.place % len(turn.circle.groups)]
        turn.place += 1
        turn.owed = max(turn.owed - self._total, -self._total)  # overdue ones pay once
        turn.last = now
        return group
