"""What playout asks of points that fetch whole clips and play them by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from loudspeaker.radio.play_orders import ClipPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipList:
    """What some points are to play in one airing: its clips, each at its position."""

    run: bytes
    label: str
    points: tuple[int, ...]
    clips: tuple[ClipPlace, ...]


class ClipPlayers(Protocol):
    """Points over IP, beside their commands (``PointCommands``).  No call waits."""

    numbers: frozenset[int]
    """Which points they are."""
    rate: float
    """How much faster than in reality sound runs: 1 but in simulations."""

    def fetch(self, points: Sequence[int], clips: Sequence[ClipPlace]) -> None:
        """Have points fetch clips ahead of their use."""
        ...

    def play(self, what: ClipList, *, position: int, heard_ns: int) -> None:
        """Have ``position`` heard at that time (CLOCK_MONOTONIC), and all that follows.

        It replaces what was ordered before.
        """
        ...

    def cut(self) -> None:
        """End whatever plays, now."""
        ...

    def acknowledged(self, what: ClipList) -> frozenset[int]:
        """Return the points that have reported to have played it (90 % of it)."""
        ...

    def problem(self) -> str | None:
        """Return why nothing can be ordered, or None."""
        ...

    def silent(self) -> tuple[int, ...]:
        """Return the points that have not been heard of for too long."""
        ...


class NoClipPlayers:
    """A station without such points."""

    numbers: frozenset[int] = frozenset()
    rate = 1.0

    def fetch(self, points: Sequence[int], clips: Sequence[ClipPlace]) -> None:
        """Do nothing: nobody is there."""

    def play(self, what: ClipList, *, position: int, heard_ns: int) -> None:
        """Do nothing."""

    def cut(self) -> None:
        """Do nothing."""

    def acknowledged(self, what: ClipList) -> frozenset[int]:  # noqa: ARG002 - kept by the interface
        """Return nobody."""
        return frozenset()

    def problem(self) -> str | None:
        """Return nothing."""
        return None

    def silent(self) -> tuple[int, ...]:
        """Return nobody."""
        return ()
