"""The counter of point commands: quarter seconds since 2020-01-01 UTC, strictly increasing.

It is a number against replay for the sender's side and a clock for the receiver's.
"""

from __future__ import annotations

from datetime import UTC, datetime

QUARTER_NS = 250_000_000
WINDOW_NS = 10_000_000_000
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_SMALL_STEP_NS = 2_000_000_000


def counter_at(moment: datetime) -> int:
    """Return the counter of a time; before 2020 it is 0."""
    return max(0, int((moment - EPOCH).total_seconds() * 4))


def next_counter(*, last: int, since_last_ns: int, trusted: datetime | None) -> int:
    """Return the counter of the next command.

    ``last`` is the one sent before, kept on disk, ``since_last_ns`` the monotonic time since then
    (0 if unknown).  With a trusted clock the counter is that clock's, unless the clock was set
    back by more than 2 s below what was sent: then, as with no trusted clock, it goes on at the
    pace of monotonic time, because receivers refuse what is smaller or falls out of step.
    """
    running = last + since_last_ns // QUARTER_NS
    if trusted is None:
        return max(last + 1, running)
    clock = counter_at(trusted)
    set_back = (running - clock) * QUARTER_NS > _SMALL_STEP_NS
    return max(last + 1, running if set_back else clock)
