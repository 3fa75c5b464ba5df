"""Working time between two moments, and the moment at which so much of it has passed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.worktime.calendar import Calendar

_NONE: Final = timedelta()
_DAY: Final = timedelta(days=1)


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how much is worked from one moment to another; negative where they are swapped."""
    if end < start:
        return -between(calendar, end, start)
    first, last = start.astimezone(STATION_ZONE), end.astimezone(STATION_ZONE)
    total, day = _NONE, first.date()
    while day <= last.date():
        for begin, stop in calendar.spans(day):
            total += max(_NONE, min(stop, last) - max(begin, first))
        day += _DAY
    return total


def add(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    """Return the first moment at which so much has been worked since ``start``.

    That is at the end of a half-day rather than at the begin of the next.  For no length it is
    ``start`` itself, or when work begins again.  ValueError for a negative length.
    """
    if length < _NONE:
        raise ValueError("working time is added, never taken away")
    first = start.astimezone(STATION_ZONE)
    left, day = length, first.date()
    while True:
        for begin, stop in calendar.spans(day):
            at = max(begin, first)
            if at <= stop and left <= stop - at and (length or at < stop):
                return at + left
            left -= max(_NONE, stop - at)
        day += _DAY


def counts_from(calendar: Calendar, received: datetime, cut_off: time | None = None) -> datetime:
    """Return from when on a receipt counts.

    After closing, or after the procedure's own ``cut_off`` on that day, it counts from the begin of
    the next working day; at an hour at which nothing is worked from the next half-day on.
    """
    local = received.astimezone(STATION_ZONE)
    if cut_off is not None and local.time() > cut_off:
        local = datetime.combine(local.date() + _DAY, time(), STATION_ZONE)
    return add(calendar, local, _NONE)
