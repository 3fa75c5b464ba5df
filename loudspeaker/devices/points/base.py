"""What playout asks of the way to the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from loudspeaker.radio.on_air import OnAir


class Dispatch:
    """A command on its way out, in several copies; read by playout, written by the driver.

    Times are CLOCK_MONOTONIC nanoseconds from which the first, or every, copy has wholly left
    the antenna; None while that is not known.
    """

    def __init__(self) -> None:
        self.first_out_ns: int | None = None
        self.all_out_ns: int | None = None
        self.problem: str | None = None

    def failed(self, problem: str) -> None:
        """Tell that the command did not go out, or not in all its copies."""
        self.problem = problem

    @property
    def is_waiting(self) -> bool:
        """Whether some of it is still to be given over, as far as is known."""
        return self.all_out_ns is None and self.problem is None

    def has_first_out(self, now_ns: int) -> bool:
        """Tell whether one complete copy has left by now."""
        return self.first_out_ns is not None and now_ns >= self.first_out_ns

    def has_all_out(self, now_ns: int) -> bool:
        """Tell whether every copy has left by now, or never will."""
        if self.problem is not None:
            return True
        return self.all_out_ns is not None and now_ns >= self.all_out_ns


class PointCommands(Protocol):
    """Authenticated commands to loudspeaker points.

    No call waits: each queues its command behind what is queued already and returns at once.
    """

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:
        """Open exactly these points for ``ttl_s`` (rounded up to steps of 4 s, at most 1,020)."""
        ...

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points."""
        ...

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        ...

    def hold(self, *, copies: int) -> Dispatch:
        """Keep open what is open."""
        ...

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume (0-100) of exactly these points, open or shut; they keep it."""
        ...

    def tell_time(self) -> Dispatch:
        """Give the receivers the authenticated time."""
        ...

    def all_stop(self, *, copies: int) -> Dispatch:
        """Mute everything, ahead of all that is queued (which is dropped)."""
        ...

    def give_way(self) -> None:
        """Give up what waits and the rest of what is being sent: what is ordered next is urgent.

        Nothing is given up while an all-stop is on its way.
        """
        ...

    def announce(self, on_air: OnAir) -> None:
        """Have receivers be shown what is on air, from now until this is told again.

        Never in the way of commands: those that were ordered before go first, and what comes of
        it is nobody's failure.  It is only the last state told that counts.
        """
        ...

    def problem(self) -> str | None:
        """Return why no command can go out, or None."""
        ...

    def complaint(self) -> str | None:
        """Return what the other side refused last, if it tells; commands still go out."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...
