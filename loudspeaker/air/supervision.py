"""What ends an airing before its end: looked at with every block of sound."""

from __future__ import annotations

from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.interlock import must_cut
from loudspeaker.air.orders import Interruption
from loudspeaker.air.when_heard import heard_at
from loudspeaker.rundown import Rundown

_WATCH_NS = 500_000_000  # what costs a look at a file or at the rules


class Supervision:
    """Looks at the orders each time, at the stop file and the rules twice a second."""

    def __init__(self, deck: Deck) -> None:
        self._is_sounding = False
        self._deck = deck
        self._next_watch_ns = 0

    def sound_begins(self) -> None:
        """Note that the lead-in, which may lie before the allowed hours, is over."""
        self._is_sounding = True
        self._next_watch_ns = 0

    def check(self, rundown: Rundown) -> None:
        """Raise Cut if ``rundown`` may not go on."""
        deck = self._deck
        interruption = deck.orders.interruption(rundown.occurrence)
        if interruption is not None and interruption is not Interruption.SHUTDOWN:
            raise Cut(interruption)
        if deck.breaks_in(rundown):
            raise Cut(Interruption.BREAK_IN)
        now_ns = deck.time.mono_ns()
        if now_ns >= self._next_watch_ns:
            self._next_watch_ns = now_ns + _WATCH_NS
            self._watch(rundown)

    def _watch(self, rundown: Rundown) -> None:
        deck = self._deck
        deck.notice("points", deck.points.problem())  # nobody else looks while this plays
        if deck.orders.stop_file_present():
            raise Cut(Interruption.STOP, "run/stop")
        if not self._is_sounding:
            return
        reason = must_cut(rundown, limits=deck.limits(), now=heard_at(deck))
        if reason is not None:
            raise Cut(Interruption(reason.value))
