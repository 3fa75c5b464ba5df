"""The counter of point commands: quarter seconds since 2020-01-01 UTC, strictly increasing.

It is a number against replay for the sender's side and a clock for the receiver's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

QUARTER_NS = 250_000_000
WINDOW_NS = 10_000_000_000
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_SMALL_STEP_NS = 2_000_000_000


def counter_at(moment: datetime) -> int:
    """Return the counter of a time; before 2020 it is 0."""
    return max(0, int((moment - EPOCH).total_seconds() * 4))


_LAST_CLOCK = counter_at(datetime(2050, 1, 1, tzinfo=UTC))
"""Four years below what 32 bits hold, for a station that got so far by a clock that was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A counter and the monotonic time that it stands for, to reckon the next one from."""

    counter: int
    mono_ns: int


def reckon(before: Reckoning, *, now_ns: int, trusted: datetime | None) -> Reckoning:
    """Return the counter of the command that is sent now; ``before`` is the one before it.

    With a trusted clock the counter is that clock's, unless the clock was set back by more than
    2 s below what was sent, or shows a time after 2049: then, as with no trusted clock, it goes on
    at the pace of monotonic time, because receivers refuse what is smaller or falls out of step.
    Parts of a quarter are carried on, else counters would lag by a tenth under a hold every 1.4 s.
    """
    least = before.counter + 1
    running = before.counter + (now_ns - before.mono_ns) // QUARTER_NS
    clock = None if trusted is None else counter_at(trusted)
    if clock is None or clock > _LAST_CLOCK or (running - clock) * QUARTER_NS > _SMALL_STEP_NS:
        counter = max(least, running)
        moved_ns = (counter - before.counter) * QUARTER_NS
        return Reckoning(counter=counter, mono_ns=before.mono_ns + moved_ns)
    counter = max(least, clock)
    return Reckoning(counter=counter, mono_ns=now_ns + (counter - clock) * QUARTER_NS)
