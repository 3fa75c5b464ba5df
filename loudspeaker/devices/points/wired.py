"""Points on a wire: nothing opens or closes them, they sound whatever is sent."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.radio.on_air import OnAir


class WiredPoints:
    """PointCommands that have nobody to command: every command is out at once."""

    def _out(self) -> Dispatch:
        dispatch = Dispatch()
        dispatch.first_out_ns = dispatch.all_out_ns = 0
        return dispatch

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:  # noqa: ARG002 - kept by the interface
        """Do nothing: they are open."""
        return self._out()

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing."""
        return self._out()

    def close_all(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing."""
        return self._out()

    def hold(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing."""
        return self._out()

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing: their volume is set at the amplifier."""
        return self._out()

    def tell_time(self) -> Dispatch:
        """Do nothing."""
        return self._out()

    def all_stop(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Do nothing: the sound is cut by playout."""
        return self._out()

    def give_way(self) -> None:
        """Do nothing: nothing waits."""

    def announce(self, on_air: OnAir) -> None:
        """Do nothing: a wire has no display."""

    def problem(self) -> str | None:
        """Return nothing: a wire has no port."""
        return None

    def complaint(self) -> str | None:
        """Return nothing."""
        return None

    def close(self) -> None:
        """Nothing to give back."""
