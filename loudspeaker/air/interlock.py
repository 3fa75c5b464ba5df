"""The last gate before the carrier: quiet hours, mourning, the day's limit, approval, stop.

Below the timetable on purpose: whatever a schedule, an import or a wrong clock says, ordinary
sound outside the allowed hours or on a day of mourning cannot start, and is cut when they end or
it begins (design, rules 6 and 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker import trial
from loudspeaker.asrun import Reason
from loudspeaker.model import Priority
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind, Rundown
from loudspeaker.timetable.hours import AllowedHours, DayBudget
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the station's configuration allows."""

    hours: AllowedHours
    budget: DayBudget
    mourning: Mourning = NO_MOURNING


def refusal(
    rundown: Rundown, *, limits: Limits, start: datetime, used_today_s: float
) -> Reason | None:
    """Tell why this rundown must not start at ``start``, or None.

    Emergencies are exempt from hours, mourning and limit, never from approval by a second person.
    A test needs none, and is one only with the fixed text, short, complete and at the lowest level.
    """
    if not _may_air(rundown):
        return Reason.UNAPPROVED
    if rundown.priority is Priority.EMERGENCY:
        return None
    length = timedelta(seconds=rundown.frames / PROGRAMME_RATE_HZ)
    if limits.mourning.touches(start, length):
        return Reason.MOURNING
    if not limits.hours.covers(start, length):
        return Reason.QUIET_HOURS
    if not limits.budget.fits(used_today_s, length.total_seconds()):
        return Reason.DAY_LIMIT
    return None


def _may_air(rundown: Rundown) -> bool:
    if rundown.kind is not Kind.TEST:
        return bool(rundown.approver) and rundown.approver != rundown.author
    genuine = trial.is_genuine(
        points=rundown.points,
        said_sha256=rundown.text_sha256,
        length_s=rundown.frames / PROGRAMME_RATE_HZ,
    )
    return genuine and rundown.complete and rundown.priority is Priority.NORMAL


def must_cut(rundown: Rundown, *, limits: Limits, now: datetime) -> Reason | None:
    """Tell why a rundown on air may not go on: quiet hours or a day of mourning have begun."""
    if rundown.priority is Priority.EMERGENCY:
        return None
    if limits.mourning.holds(now):
        return Reason.MOURNING
    return None if limits.hours.is_allowed(now) else Reason.QUIET_HOURS


def is_held(rundown: Rundown, *, limits: Limits, now: datetime) -> bool:
    """Tell whether a rundown has to wait for the end of mourning, if it may start then at all."""
    return rundown.priority is not Priority.EMERGENCY and limits.mourning.holds(now)
