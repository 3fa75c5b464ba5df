"""The last gate before the carrier: approval, a known time, quiet hours, the day's limit.

Below the timetable on purpose: whatever a schedule, an import or a wrong clock says, ordinary
sound outside the allowed hours cannot start, and is cut when they end (design, rules 6 and 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker import trial
from loudspeaker.asrun import Reason
from loudspeaker.model import Priority
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind, Rundown
from loudspeaker.timetable.hours import DayBudget
from loudspeaker.timetable.zone_hours import HoursAtPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the station's configuration allows."""

    hours: HoursAtPoints
    budget: DayBudget


def refusal(
    rundown: Rundown, *, limits: Limits, start: datetime | None, used_today_s: float
) -> Reason | None:
    """Tell why this rundown must not sound from ``start`` on (None: nobody knows when), or None.

    Emergencies are exempt from clock, hours and limit, never from approval by a second person.  A
    test needs none, and is one only with the fixed text, short, complete and at the lowest level.
    """
    if not _may_air(rundown):
        return Reason.UNAPPROVED
    if rundown.priority is Priority.EMERGENCY:
        return None
    if start is None:
        return Reason.CLOCK
    length = timedelta(seconds=rundown.frames / PROGRAMME_RATE_HZ)
    if not limits.hours.at(rundown.points).covers(start, length):
        return Reason.QUIET_HOURS
    if not limits.budget.fits(used_today_s, length.total_seconds()):
        return Reason.DAY_LIMIT
    return None


def _may_air(rundown: Rundown) -> bool:
    if rundown.kind is Kind.CANARY:
        return False
    if rundown.kind is not Kind.TEST:
        author = rundown.author
        return bool(rundown.approver) and author not in (rundown.approver, rundown.approver_for)
    genuine = trial.is_genuine(
        points=rundown.points,
        said_sha256=rundown.text_sha256,
        length_s=rundown.frames / PROGRAMME_RATE_HZ,
    )
    return genuine and rundown.complete and rundown.priority is Priority.NORMAL


def must_cut(rundown: Rundown, *, limits: Limits, now: datetime) -> bool:
    """Tell whether a rundown on air has run into quiet hours."""
    if rundown.priority is Priority.EMERGENCY:
        return False
    return not limits.hours.at(rundown.points).is_allowed(now)
