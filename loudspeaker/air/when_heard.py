"""When what is written to the sound output now will be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from loudspeaker.air.deck import Deck
from loudspeaker.devices.sound.base import RATE_HZ
from loudspeaker.rundown import Rundown

_NS = 1_000_000_000


def heard_ns(deck: Deck) -> int:
    """Return when a sample written now is heard, in monotonic time."""
    return deck.time.mono_ns() + round(_waiting_frames(deck) * _NS / RATE_HZ / deck.players.rate)


def heard_at(deck: Deck) -> datetime:
    """Return when a sample written now is heard, by the wall clock."""
    ahead_ns = heard_ns(deck) - deck.time.mono_ns()
    return deck.time.wall() + timedelta(microseconds=ahead_ns / 1000)


def early_by_s(deck: Deck, rundown: Rundown) -> float:
    """Return how much too early a sample written now would be heard."""
    until_due_s = (rundown.due - deck.time.wall()).total_seconds()
    return until_due_s - _waiting_frames(deck) / RATE_HZ


def first_sound_ns(
    deck: Deck, rundown: Rundown, points: Sequence[int], *, urgent: bool, closing: bool
) -> int:
    """Return when the first sound is to be heard, as far as that can be told before it opens.

    ``closing`` tells that a command to other points goes first.
    """
    soonest_s = deck.lead_in.soonest_s(points, urgent=urgent, closing=closing)
    soonest_s += deck.points_state.way_back_s
    due_s = (rundown.due - deck.time.wall()).total_seconds()
    wait_s = soonest_s if rundown.immediate else max(due_s, soonest_s)
    return deck.time.mono_ns() + round(wait_s * _NS)


def _waiting_frames(deck: Deck) -> int:
    return deck.sound.queued_frames() + deck.sound.latency_frames
