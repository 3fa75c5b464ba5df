"""The relays that playout has taken on: their sources are heard ahead of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.relay_clock import RelayClock
from loudspeaker.air.relay_feed import RelayFeed
from loudspeaker.model import TimeSource
from loudspeaker.model.relay import LEAST_LEFT_S, Relay
from loudspeaker.rundown import Rundown

_NS = 1_000_000_000
AHEAD: Final = timedelta(seconds=30)
PATIENCE_NS: Final = 8 * _NS
"""A source that was asked only now is given this time before the fallback begins."""
_LOOK_NS: Final = _NS // 4
_SHORTEST_S: Final = 1.0
_SPARE_S: Final = 0.1
"""What may pass between the look at what is left and the look at the hours."""


class Link(Protocol):
    """What hears a source until it is closed."""

    def close(self) -> None:
        """End it."""
        ...


OpenLink = Callable[[Relay, RelayFeed], Link]


class NoLink:
    """Hears nothing: of a playout without sources."""

    def __init__(self, _relay: Relay, feed: RelayFeed) -> None:
        feed.lost("no sources")

    def close(self) -> None:
        """Nothing to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    feed: RelayFeed
    link: Link
    since_ns: int


class Relays:
    """Used by the playout thread; ``look`` is called often, and looks four times a second."""

    def __init__(
        self, accepted: Accepted, time: TimeSource, clock: RelayClock, open_link: OpenLink
    ) -> None:
        self._accepted = accepted
        self._time = time
        self._clock = clock
        self._open_link = open_link
        self._heard: dict[str, _Heard] = {}
        self._next_ns = 0
        for rundown in accepted.all():
            if rundown.relay is not None:
                clock.note(rundown.occurrence)

    def look(self) -> None:
        """Hear what is due soon, or has begun; let go of what is over."""
        now_ns = self._time.mono_ns()
        if now_ns < self._next_ns:
            return
        self._next_ns = now_ns + _LOOK_NS
        wanted = {r.occurrence: r for r in self._accepted.all() if self._is_wanted(r)}
        for occurrence in set(self._heard) - set(wanted):
            self._heard.pop(occurrence).link.close()
            self._clock.forget(occurrence)
        for rundown in wanted.values():
            self._hear(rundown)

    def _is_wanted(self, rundown: Rundown) -> bool:
        if rundown.relay is None:
            return False
        begun = self._clock.has_begun(rundown.occurrence)
        return begun or rundown.due - AHEAD <= self._time.wall()

    def _hear(self, rundown: Rundown) -> _Heard:
        known = self._heard.get(rundown.occurrence)
        if known is None:
            assert rundown.relay is not None, "a relay"
            feed = RelayFeed()
            link = self._open_link(rundown.relay, feed)
            known = _Heard(feed=feed, link=link, since_ns=self._time.mono_ns())
            self._heard[rundown.occurrence] = known
        return known

    def feed(self, rundown: Rundown) -> RelayFeed:
        """Return the sound of a relay."""
        return self._hear(rundown).feed

    def waits(self, rundown: Rundown) -> bool:
        """Tell whether the source of a relay was asked only now, and may still come."""
        if rundown.relay is None:
            return False
        heard = self._hear(rundown)
        asked_only_now = self._time.mono_ns() - heard.since_ns < PATIENCE_NS
        return asked_only_now and not heard.feed.is_ready

    def begun(self, rundown: Rundown) -> None:
        """Note that an airing has a start on record."""
        if rundown.relay is not None:
            self._clock.note(rundown.occurrence)

    def rest_of(self, rundown: Rundown, lead_in: timedelta) -> Rundown:
        """Return a rundown as what is left of it after a lead-in from now on, if it is a relay.

        It ends when it was to end: after that there may be no room in the allowed hours.
        """
        if rundown.relay is None:
            return rundown
        left_s = self._clock.left_s(rundown)
        if self._clock.has_begun(rundown.occurrence):
            left_s = max(_SHORTEST_S, left_s - lead_in.total_seconds() - _SPARE_S)
        return replace(rundown, relay=rundown.relay.with_left(left_s))

    def in_force(self, rundowns: Iterable[Rundown]) -> list[Rundown]:
        """Return the rundowns with relays that have begun as ones that may go on to their end."""
        return [self._in_force(rundown) for rundown in rundowns]

    def _in_force(self, rundown: Rundown) -> Rundown:
        if rundown.relay is None or not self._clock.has_begun(rundown.occurrence):
            return rundown
        left_s = self._clock.left_s(rundown)
        now = self._time.wall()
        if left_s < LEAST_LEFT_S:
            return replace(rundown, not_after=now - timedelta(seconds=1))
        return replace(rundown, not_after=now + timedelta(seconds=left_s))

    def close(self) -> None:
        """Let go of every source."""
        for heard in self._heard.values():
            heard.link.close()
        self._heard.clear()
