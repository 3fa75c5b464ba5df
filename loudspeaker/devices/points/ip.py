"""Points over IP: commands and play orders are signed here and handed to the process ``bridge``.

The keys never leave this process, which has no network; the process that has the network has no
keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.bridge_link import Link
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.ip_keys import HeldKeys
from loudspeaker.devices.points.ip_reports import Reports
from loudspeaker.devices.points.ip_sender import IpSender, Outgoing
from loudspeaker.devices.points.players import ClipList
from loudspeaker.devices.points.served import Served
from loudspeaker.model import PointPlan, TimeSource
from loudspeaker.radio.command_batch import signed_batch
from loudspeaker.radio.commands import Operation, time_to_live_steps
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.on_air import OnAir
from loudspeaker.radio.play_orders import ClipPlace, OrderKind, PlayOrder, signed_order

_MS_NS = 1_000_000
TELL_TIME_NS = 10_000_000_000
SETTING = "ip_command_counter"


class IpPoints:
    """PointCommands and ClipPlayers over the bridge.

    A command is out when the broker has acknowledged it.  Copies make no sense on a way that
    loses nothing: each is sent once.  The time goes out every 10 s, whatever else does.
    """

    def __init__(
        self,
        link: Link,
        *,
        plan: PointPlan,
        keys: Callable[[], KeyBook],
        counter: CommandCounter,
        time: TimeSource,
        base: str,
        rate: float = 1.0,
    ) -> None:
        self.numbers = frozenset(plan.numbers)
        self.rate = rate
        self._keys = HeldKeys(keys)
        self._time = time
        self._base = base
        self._reports = Reports(plan.numbers, self._keys.of_reports, time)
        self._served = Served(time)
        self._next_time_ns = 0
        self._sender = IpSender(
            link,
            counter=counter,
            time=time,
            reports=self._reports,
            served=self._served,
            idle=self._time_now_and_then,
        )
        self._sender.start()

    # --- commands -------------------------------------------------------------------------------

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:  # noqa: ARG002 - kept by the interface
        """Open exactly these points, each with its own key."""
        message = self._command(Operation.OPEN, points, time_to_live_steps(ttl_s))
        return self._sender.queue(message)

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:  # noqa: ARG002
        """Close these points."""
        return self._sender.queue(self._command(Operation.CLOSE, points))

    def close_all(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Close every point."""
        return self._sender.queue(self._command(Operation.CLOSE))

    def hold(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Keep open what is open."""
        return self._sender.queue(self._command(Operation.HOLD))

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Set the volume of exactly these points."""
        return self._sender.queue(self._command(Operation.VOLUME, points, volume))

    def give_way(self) -> None:
        """Do nothing: a message is out as soon as the bridge takes it, none is repeated."""

    def announce(self, on_air: OnAir) -> None:
        """Do nothing: what a point plays is in its order."""

    def tell_time(self) -> Dispatch:
        """Give the points the authenticated time."""
        return self._sender.queue(self._command(Operation.TIME))

    def all_stop(self, *, copies: int) -> Dispatch:  # noqa: ARG002
        """Mute everything, ahead of what is queued, which is dropped."""
        return self._sender.instead(self._command(Operation.ALL_STOP))

    def _command(
        self, operation: Operation, points: Sequence[int] | None = None, argument: int = 0
    ) -> Outgoing:
        wanted = None if points is None else tuple(points)

        def make(counter: int) -> bytes:
            whom = self.numbers if wanted is None and self._keys.changing else wanted
            return signed_batch(
                operation, whom, keys=self._keys, counter=counter, argument=argument
            )

        return Outgoing(topic="cmd", make=make)

    def _time_now_and_then(self, now_ns: int) -> Outgoing | None:
        if now_ns < self._next_time_ns:
            return None
        self._next_time_ns = now_ns + TELL_TIME_NS
        return self._command(Operation.TIME)

    # --- clips ----------------------------------------------------------------------------------

    def fetch(self, points: Sequence[int], clips: Sequence[ClipPlace]) -> None:
        """Have points fetch clips, which are served from now on."""
        self._served.add(clips)
        wanted, whom = tuple(clips), tuple(points)

        def make(counter: int) -> bytes:
            order = PlayOrder(
                kind=OrderKind.FETCH,
                counter=counter,
                sent_ms=self._wall_ms(self._time.mono_ns()),
                base=self._base,
                clips=wanted,
            )
            return signed_order(order, whom, self._keys)

        self._sender.queue(Outgoing(topic="play", make=make))

    def play(self, what: ClipList, *, position: int, heard_ns: int) -> None:
        """Have a position heard at that time, and all that follows."""
        self._served.add(what.clips)
        self._reports.expect(what.run)

        def make(counter: int) -> bytes:
            order = PlayOrder(
                kind=OrderKind.PLAY,
                counter=counter,
                sent_ms=self._wall_ms(self._time.mono_ns()),
                play_at_ms=self._wall_ms(heard_ns),
                run=what.run,
                position=position,
                base=self._base,
                label=what.label,
                clips=what.clips,
            )
            return signed_order(order, what.points, self._keys)

        self._sender.queue(Outgoing(topic="play", make=make))

    def _wall_ms(self, mono_ns: int) -> int:
        """Return UTC in milliseconds at a monotonic time."""
        now_ms = self._time.wall().timestamp() * 1000
        return max(0, round(now_ms + (mono_ns - self._time.mono_ns()) / _MS_NS))

    def cut(self) -> None:
        """End whatever plays."""
        self._sender.queue(self._command(Operation.CLOSE))

    def acknowledged(self, what: ClipList) -> frozenset[int]:
        """Return the points that have reported to have played it."""
        return self._reports.acknowledged(what)

    # --- state ----------------------------------------------------------------------------------

    def problem(self) -> str | None:
        """Return why no command can go out, or None."""
        return self._sender.problem()

    def complaint(self) -> str | None:
        """Return nothing: what a point refuses is its report, and in the log."""
        return None

    def silent(self) -> tuple[int, ...]:
        """Return the points that have not been heard of for 30 s."""
        return self._reports.silent()

    def close(self) -> None:
        """End the thread and the connection."""
        self._sender.close()
