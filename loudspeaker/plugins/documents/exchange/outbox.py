"""When a message that did not go out is tried again: values in, values out.

Only what the network may be to blame for is tried again; a receiver that has understood and says no
says no again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)
MOST_TRIES: Final = 20
"""Two days and a half, then a person has to look."""
LONGEST_PROBLEM: Final = 300


class SendState(StrEnum):
    """Where a message that goes out is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The other side has understood it and does not want it."""
    DEAD = "dead"
    """It was tried too often; shown until a person sends it again or gives it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How far the sending of a message is; ``remote`` is the name the other side gave it."""

    state: SendState = SendState.WAITING
    tries: int = 0
    next_try: datetime | None = None
    problem: str = ""
    remote: str = ""


def wait_after(tries: int, jitter: float) -> timedelta:
    """Return how long to wait after so many tries, at least one.

    Doubles up to the longest; ``jitter`` from 0 to 1 moves it between a half and the whole, so that
    a hundred communes do not come back together after a power cut.
    """
    doubled: timedelta = FIRST_WAIT * (1 << min(tries - 1, 16))
    return min(doubled, LONGEST_WAIT) * (0.5 + jitter / 2)


def went(before: Tries, remote: str) -> Tries:
    """Return what holds after a message went out."""
    return replace(
        before,
        state=SendState.SENT,
        tries=before.tries + 1,
        next_try=None,
        problem="",
        remote=remote,
    )


def failed(before: Tries, problem: str, now: datetime, jitter: float) -> Tries:
    """Return what holds after the network failed."""
    tries, told = before.tries + 1, problem[:LONGEST_PROBLEM]
    if tries >= MOST_TRIES:
        return replace(before, state=SendState.DEAD, tries=tries, next_try=None, problem=told)
    return replace(before, tries=tries, next_try=now + wait_after(tries, jitter), problem=told)


def refused(before: Tries, problem: str) -> Tries:
    """Return what holds after the other side said no."""
    return replace(
        before,
        state=SendState.REFUSED,
        tries=before.tries + 1,
        next_try=None,
        problem=problem[:LONGEST_PROBLEM],
    )


def again(before: Tries, now: datetime) -> Tries:
    """Return what holds when a person has it sent again; what went out stays as it is."""
    if before.state is SendState.SENT:
        return before
    return replace(before, state=SendState.WAITING, tries=0, next_try=now)


def is_due(tries: Tries, now: datetime) -> bool:
    """Tell whether a message is to be tried now."""
    waits = tries.state is SendState.WAITING
    return waits and (tries.next_try is None or tries.next_try <= now)
