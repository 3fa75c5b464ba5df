"""Another set of points for what comes next: one carrier carries one sound at a time.

What the points that leave are still to hear is heard first; then there is silence until the
commands are out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loudspeaker.air.clip_orders import ClipOrders
from loudspeaker.air.deck import Cut, Deck
from loudspeaker.air.held_points import HeldPoints
from loudspeaker.air.orders import Interruption
from loudspeaker.air.when_heard import heard_ns
from loudspeaker.devices.points.base import Dispatch

_NS = 1_000_000_000


class Turning:
    """Turns from the points of one language to those of the next."""

    def __init__(self, deck: Deck, held: HeldPoints, clips: ClipOrders) -> None:
        self._deck = deck
        self._held = held
        self._clips = clips

    def turn(self, wanted: Sequence[int], *, urgent: bool, silence: Callable[[], None]) -> None:
        """Have exactly these points open; ``silence`` sends a block of it.

        Raises Cut if the commands do not go out, and what ``silence`` raises.
        """
        before = self._held.points
        if tuple(wanted) == before:
            return
        heard_out_ns = heard_ns(self._deck)
        while self._deck.time.mono_ns() < heard_out_ns:
            silence()
        patience_s = sum(self._deck.lead_in.give_up_after_s(each) for each in (before, wanted))
        give_up_ns = self._deck.time.mono_ns() + round(patience_s * _NS)
        orders = self._held.turn_to(wanted)
        self._clips.turn_to(wanted)
        while not self._held.have_turned(orders, urgent=urgent):
            self._check(orders, give_up_ns)
            silence()

    def _check(self, orders: Sequence[Dispatch], give_up_ns: int) -> None:
        problem = next((order.problem for order in orders if order.problem), None)
        if problem or self._deck.time.mono_ns() > give_up_ns:
            raise Cut(Interruption.POINTS, problem or "no command has left")
