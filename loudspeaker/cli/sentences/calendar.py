"""Why an event of a foreign calendar cannot become a schedule."""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.sentences.language import N_

CALENDAR_PROBLEMS: Mapping[str, str] = {
    "no_text": N_("it needs a title, and what is to be said as its description"),
    "no_time": N_("it has no time of day"),
    "seconds": N_("schedules keep to minutes, and it begins at {found}"),
    "zone": N_("it recurs in another time zone ({found})"),
    "rule": N_("schedules cannot say how it recurs ({found})"),
    "start": N_("its first day is not one of those on which it recurs"),
    "exceptions": N_("it leaves out too many days ({found})"),
    "cancelled": N_("it is cancelled"),
    "unreadable": N_("it is not written as calendars are ({found})"),
    "schedule": N_("this station has no such thing ({found})"),
}
