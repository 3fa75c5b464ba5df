"""The points of one airing: opened, held open, and opened again before their time runs out."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.air.deck import WAY_BACK_S, Deck
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.sound.base import RATE_HZ

_NS = 1_000_000_000
HOLD_NS = 1_400_000_000  # two copies each: the fourth falls well within a receiver's 6 s
HOLD_COPIES = 2
TTL_S = 120.0
TTL_RENEW_NS = 40 * _NS  # three times within a time-to-live, each in several copies
FIRST_RENEW_NS = round(WAY_BACK_S * _NS)
"""From the first open to the second."""
MOST_REPEATED = 4  # commands; more of them in copies would keep the next hold waiting too long


class HeldPoints:
    """Points that are opened for one airing; nothing is held before the first ``open``."""

    def __init__(self, deck: Deck, points: Sequence[int]) -> None:
        self._deck = deck
        self._points = tuple(points)
        self._commands = 0  # how many the opening in force took
        self._holding = False
        self._next_hold_ns = 0
        self._next_open_ns = 0

    @property
    def points(self) -> tuple[int, ...]:
        """The points that are to be open."""
        return self._points

    def open(self) -> Dispatch:
        """Open, for the first time or again."""
        return self._open(first=not self._holding)

    def turn_to(self, points: Sequence[int]) -> tuple[Dispatch, ...]:
        """Close all but these points, and open those that are not open.

        Those that stay are opened again with them: where codes close only many at once, closing
        some closes others too (old receivers).
        """
        deck, before = self._deck, self._points
        leaving = [number for number in before if number not in points]
        coming = any(number not in before for number in points)
        self._points = tuple(points)
        orders = []
        if leaving and deck.lead_in.addresses(leaving) > MOST_REPEATED:
            coming = True
            orders.append(deck.points.close_all(copies=deck.lead_in.copies))
        elif leaving:
            orders.append(deck.points.close_points(leaving, copies=deck.lead_in.copies))
        if points:
            orders.append(self._open(first=coming, copies=None if coming else 1))
        return tuple(orders)

    def have_turned(self, orders: Sequence[Dispatch], *, urgent: bool) -> bool:
        """Tell whether every order is out by the time a sample written now would be heard."""
        return all(self.are_open(order, urgent=urgent) for order in orders)

    def _open(self, *, first: bool, copies: int | None = None) -> Dispatch:
        deck = self._deck
        deck.points_state.maybe_open |= set(self._points)
        self._holding = True
        self._commands = deck.lead_in.addresses(self._points)
        now_ns = deck.time.mono_ns()
        self._next_hold_ns = now_ns + HOLD_NS
        few = self._commands <= MOST_REPEATED
        self._next_open_ns = now_ns + (FIRST_RENEW_NS if few and first else TTL_RENEW_NS)
        count = self._copies(first=first) if copies is None else copies
        return deck.points.open(self._points, ttl_s=TTL_S, copies=count)

    def _copies(self, *, first: bool) -> int:
        """Return how often an open goes out: again only where holds need not wait long for it.

        Several commands get a copy more, as of its first one a receiver can use only the whole.
        """
        count, copies = self._commands, self._deck.lead_in.copies
        if count > MOST_REPEATED:
            return copies if first else 1
        return copies + (1 < count < MOST_REPEATED + first)

    def are_open(self, opening: Dispatch, *, urgent: bool) -> bool:
        """Tell whether the command is out by the time a sample written now would be heard.

        An emergency does not wait for the copies, nor does an opening of several commands.
        """
        queued_ns = self._deck.sound.queued_frames() * _NS // RATE_HZ
        heard_ns = self._deck.time.mono_ns() + queued_ns
        if urgent or self._commands > 1:
            return opening.has_first_out(heard_ns)
        return opening.problem is None and opening.has_all_out(heard_ns)

    def open_if_due(self) -> bool:
        """Open again before the time-to-live runs out; tell whether that was done."""
        is_due = bool(self._points) and self._deck.time.mono_ns() >= self._next_open_ns
        if is_due:
            self.open()
        return is_due

    def hold_if_due(self) -> None:
        """Say from time to time that the points stay open: without it they mute."""
        now_ns = self._deck.time.mono_ns()
        if self._holding and now_ns >= self._next_hold_ns:
            self._next_hold_ns = now_ns + HOLD_NS
            self._deck.points.hold(copies=HOLD_COPIES)

    def let_go(self) -> None:
        """Hold them no longer."""
        self._holding = False
