"""Setting the clock of an ASCII encoder, which takes whole seconds of local time only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from loudspeaker.devices.points.line import Fact
from loudspeaker.devices.points.wall import TrustedWall
from loudspeaker.model import TimeSource
from loudspeaker.radio.ascii_encoder import Reply, calendar_day, switch, time_of_day

_SECOND = timedelta(seconds=1)
_LATE = timedelta(milliseconds=30)
"""How late the command for a second may begin and still stand for it."""
_BEFORE_MIDNIGHT = timedelta(seconds=10)


class ClockSetting:
    """Tells time, then date, then that clock groups may be sent; in this order.

    An encoder that refuses one of the first two sends no clock groups: no time is better than a
    wrong one.  The same holds while the wall clock is not trusted.
    """

    def __init__(
        self,
        time: TimeSource,
        trusted: Callable[[], datetime | None],
        *,
        line_ns: Callable[[bytes], int],
    ) -> None:
        self._wall = TrustedWall(time, trusted)
        self._line_ns = line_ns
        self._refused = False

    def forget(self) -> None:
        """Take the encoder for one that may know its clock commands."""
        self._refused = False

    def answered(self, name: str, reply: Reply | None) -> None:
        """Take note of what the encoder said of a fact."""
        if name in {"TIME", "DATE"} and reply not in {None, Reply.DONE}:
            self._refused = True

    def facts(self) -> list[Fact[bytes]]:
        """Return what the encoder is to know of the time, as of now."""
        now = self._wall.now()
        if now is None or self._refused:
            return [Fact(name="CT", content=False, said=switch("CT", on=False))]
        if (now + _BEFORE_MIDNIGHT).date() != now.date():  # the date would soon be wrong
            return []
        day = Fact(name="DATE", content=self._wall.era, said=calendar_day(now))
        return [self._time(now), day, Fact(name="CT", content=True, said=switch("CT", on=True))]

    def _time(self, now: datetime) -> Fact[bytes]:
        """Return the command whose end arrives with the second that it names."""
        line = timedelta(microseconds=self._line_ns(time_of_day(now)) // 1000)
        arrival = now + line
        second = (arrival - _LATE).replace(microsecond=0) + _SECOND
        in_s = max(0.0, (second - arrival).total_seconds())
        return Fact(name="TIME", content=self._wall.era, said=time_of_day(second), in_s=in_s)
