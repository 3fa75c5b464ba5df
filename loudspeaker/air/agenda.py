"""Which accepted rundown is next, and when its lead-in begins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from loudspeaker.model import Priority
from loudspeaker.rundown import Kind, Rundown

LONGEST_WAIT_S = 0.25  # the wall clock is looked at again after this: it may have been set
_HANDED_AHEAD: Final = timedelta(seconds=90)
"""Nothing is handed over so long before its time (60 s): what seems so, the clock was set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The rundown to start now, or how long nothing is to start."""

    rundown: Rundown | None = None
    wait_s: float = LONGEST_WAIT_S


LeadInOf = Callable[[Rundown], timedelta]
"""How long before the first sound the carrier has to be keyed up."""


def starts_at(rundown: Rundown, lead_in: LeadInOf) -> datetime:
    """Return when the lead-in begins, so that the first sound falls on the due time."""
    return rundown.due if rundown.immediate else rundown.due - lead_in(rundown)


def choose(
    rundowns: Iterable[Rundown],
    *,
    now: datetime,
    lead_in: LeadInOf,
    slot: str | None = None,
    held: Collection[str] = (),
) -> Choice:
    """Return the most urgent rundown whose time has come: by level, then by due time.

    What follows another waits until that is over, however it ended; ``held`` are further ones that
    are not.  The ``slot`` that has begun goes on before others of the same level.
    """
    offered = list(rundowns)
    open_ones = {*held, *(rundown.occurrence for rundown in offered)}
    waiting = [r for r in offered if r.not_after >= now and r.follows not in open_ones]
    ready = [r for r in waiting if starts_at(r, lead_in) <= now or must_not_wait(r, now)]
    if ready:
        return Choice(rundown=min(ready, key=lambda r: _urgency(r, slot)), wait_s=0.0)
    waits = [(starts_at(rundown, lead_in) - now).total_seconds() for rundown in waiting]
    return Choice(wait_s=min([LONGEST_WAIT_S, *waits]))


def must_not_wait(rundown: Rundown, now: datetime) -> bool:
    """Tell whether an emergency is for now although its due time is not there (yet, or again).

    What starts at once was due when it was handed over; a repetition waits for its minute.
    """
    set_back = rundown.immediate or rundown.due - now > _HANDED_AHEAD
    return rundown.priority is Priority.EMERGENCY and set_back


def as_of_now(rundown: Rundown, now: datetime) -> Rundown:
    """Return an emergency as one that is due now: nobody knows how its times and ours compare."""
    window = rundown.not_after - rundown.due
    return replace(rundown, due=now, not_after=now + window, immediate=True)


def _urgency(rundown: Rundown, slot: str | None) -> tuple[int, bool, datetime, str]:
    begins = rundown.slot is None or rundown.slot != slot
    return rundown.priority.rank, begins, rundown.due, rundown.occurrence


def expired(rundowns: Iterable[Rundown], *, now: datetime) -> list[Rundown]:
    """Return the rundowns that may not start any more."""
    return [rundown for rundown in rundowns if rundown.not_after < now]


def may_break_in(rundown: Rundown, *, on_air: Rundown, now: datetime, lead_in: LeadInOf) -> bool:
    """Tell whether a rundown that is due interrupts what is on air.

    An emergency always does, another emergency excepted; a programme that starts sharp or has
    waited long enough, whatever is of no slot and no more urgent.
    """
    if on_air.priority is Priority.EMERGENCY:
        return False
    if rundown.priority is Priority.EMERGENCY:
        return True
    if rundown.cuts_in is None or on_air.slot is not None or on_air.kind is not Kind.ANNOUNCEMENT:
        return False
    is_time = rundown.cuts_in - lead_in(rundown) <= now
    return is_time and rundown.priority.rank <= on_air.priority.rank
