"""Which way a rundown goes out: by radio, over IP, or both (decision 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from loudspeaker.air.deck import Deck
from loudspeaker.air.positions import Unkept
from loudspeaker.asrun import Reason
from loudspeaker.rundown import Rundown

RETRY_NS = 2_000_000_000
_RADIO, _APART = False, True


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The deck of one airing and the points it is for.

    ``apart``: no transmitter takes part.  ``partial``: radio points are left out, because the
    radio does not work just now; they are still to hear it.
    """

    deck: Deck
    points: tuple[int, ...]
    apart: bool = False
    partial: bool = False


class Ways:
    """The two decks of a station, and which of them works; ``apart`` has the points over IP alone.

    A way that has failed rests for two seconds.  Whatever happens on one way never makes what
    goes the other way wait, beyond the airing that is under way.
    """

    def __init__(
        self, deck: Deck, apart: Deck | None, reached: Callable[[str], frozenset[int]]
    ) -> None:
        self._deck = deck
        self._apart = apart
        self._reached = reached
        self._rests_until_ns = {_RADIO: 0, _APART: 0}
        self._trouble: dict[bool, Reason | None] = {_RADIO: None, _APART: None}
        self._broken_off: set[str] = set()

    # --- where to -------------------------------------------------------------------------------

    def needs_radio(self, rundown: Rundown) -> bool:
        """Tell whether any addressed point hangs on the transmitter (or on a wire)."""
        return self._apart is None or not set(rundown.points) <= self._deck.players.numbers

    def planned(self, rundown: Rundown) -> Deck:
        """Return the deck that a rundown is meant for, if everything works."""
        return self._deck if self._apart is None or self.needs_radio(rundown) else self._apart

    def whole(self, rundown: Rundown) -> Way:
        """Return the way to all points that are still to hear it."""
        done = self._reached(rundown.occurrence)
        points = tuple(number for number in rundown.points if number not in done)
        return Way(deck=self.planned(rundown), points=points, apart=not self.needs_radio(rundown))

    def aside(self, rundown: Rundown) -> Way | None:
        """Return the way to the points over IP alone, while the radio does not work."""
        if self._apart is None or not self.needs_radio(rundown):
            return None
        numbers = self._deck.players.numbers - self._reached(rundown.occurrence)
        points = tuple(number for number in rundown.points if number in numbers)
        if not points or self._apart.points.problem() is not None:
            return None
        deck = replace(self._apart, positions=Unkept())
        return Way(deck=deck, points=points, apart=True, partial=True)

    def aside_first(self, rundown: Rundown) -> Way | None:
        """Return that way at once for what the radio broke off: it would only break off again."""
        if rundown.occurrence not in self._broken_off:
            return None
        self._broken_off.discard(rundown.occurrence)
        return self.aside(rundown)

    # --- what works -----------------------------------------------------------------------------

    def works(self, *, apart: bool) -> None:
        """Note that a way works."""
        self._trouble[apart] = None

    def failed(self, reason: Reason, *, apart: bool, broken_off: str | None = None) -> None:
        """Note that a way has failed, and let it rest; ``broken_off`` is what it was airing."""
        self._trouble[apart] = reason
        self._rests_until_ns[apart] = self._deck.time.mono_ns() + RETRY_NS
        if broken_off is not None and not apart:
            self._broken_off.add(broken_off)

    def trouble(self, rundown: Rundown) -> Reason | None:
        """Return why a rundown could not go its way, if so."""
        return self._trouble[not self.needs_radio(rundown)]

    def rests(self, rundown: Rundown) -> bool:
        """Tell whether a rundown has to wait for a way that rests."""
        until_ns = self._rests_until_ns[not self.needs_radio(rundown)]
        return self._deck.time.mono_ns() < until_ns and self.aside(rundown) is None

    @property
    def rest_s(self) -> float:
        """How long it takes until a way that rests is tried again, or 0."""
        now_ns = self._deck.time.mono_ns()
        left = [until_ns - now_ns for until_ns in self._rests_until_ns.values()]
        return min((left_ns for left_ns in left if left_ns > 0), default=0) / 1e9

    def may_break_in(self, rundown: Rundown) -> bool:
        """Tell whether an emergency would get through: else it would only silence what plays."""
        if self._apart is None:
            return True
        if self.needs_radio(rundown):
            return self._trouble[_RADIO] is None or self.aside(rundown) is not None
        return self._apart.points.problem() is None
