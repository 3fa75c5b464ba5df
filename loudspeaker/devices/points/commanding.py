"""The verbs of point commands, as signed orders: the same over every channel."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.radio.commands import Operation, time_to_live_steps
from loudspeaker.radio.key_book import Reach


class SignedCommands:
    """What each verb orders; a channel says how an order is carried out."""

    def __init__(self, signer: CommandSigner) -> None:
        self._signer = signer

    @abstractmethod
    def _order(
        self, operation: Operation, reach: tuple[Reach, ...], copies: int, argument: int = 0
    ) -> Dispatch:
        """Queue a command behind what is queued, an all-stop in place of it; return at once."""

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:
        """Open exactly these points."""
        reach = self._signer.reach(points)
        return self._order(Operation.OPEN, reach, copies, time_to_live_steps(ttl_s))

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points."""
        return self._order(Operation.CLOSE, self._signer.reach(points), copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        return self._order(Operation.CLOSE, self._signer.everyone, copies)

    def hold(self, *, copies: int) -> Dispatch:
        """Keep open what is open."""
        reach, more = self._signer.held()
        return self._order(Operation.HOLD, reach, copies + more)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume of exactly these points."""
        return self._order(Operation.VOLUME, self._signer.reach(points), copies, volume)

    def tell_time(self) -> Dispatch:
        """Give the receivers the authenticated time: the command's own counter."""
        return self._order(Operation.TIME, self._signer.everyone, 1)

    def all_stop(self, *, copies: int) -> Dispatch:
        """Mute everything, ahead of what is queued."""
        return self._order(Operation.ALL_STOP, self._signer.everyone, copies)
