"""The last gate before the carrier: approval, a known time, quiet hours, mourning, the day's limit.

Below the timetable on purpose: whatever a schedule, an import or a wrong clock says, ordinary
sound outside the allowed hours or on a day of mourning cannot start, and is cut when they end or
it begins (design, rules 6 and 8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker import trial
from loudspeaker.asrun import Reason
from loudspeaker.config.identity import same_person
from loudspeaker.emergency.correction import LONGEST_S as LONGEST_CORRECTION_S
from loudspeaker.model import Priority
from loudspeaker.model.release import Release
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Kind, Rundown
from loudspeaker.timetable.hours import DayBudget
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning
from loudspeaker.timetable.zone_hours import HoursAtPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the station's configuration allows."""

    hours: HoursAtPoints
    budget: DayBudget
    mourning: Mourning = NO_MOURNING


AiredAt = Callable[[str], Collection[int]]
"""Tells at which points an occurrence was on air, by our own journal."""


def _never_aired(_occurrence: str) -> Collection[int]:
    return ()


def refusal(
    rundown: Rundown,
    *,
    limits: Limits,
    start: datetime | None,
    used_today_s: float,
    aired_at: AiredAt = _never_aired,
) -> Reason | None:
    """Tell why this rundown must not sound from ``start`` on (None: nobody knows when), or None.

    Emergencies are exempt from clock, hours, mourning and limit, never from two people who answer
    for what is said: author and approver, or those of the template it was released from.  A test
    needs none, and is one only with the fixed text, short, complete and at the lowest level; a
    correction needs none, and is one only of what was on air at these very points, and short.  The
    day must have room for the longest that a live airing may last; the hours cut it.
    """
    if not _may_air(rundown, aired_at):
        return Reason.UNAPPROVED
    if rundown.priority is Priority.EMERGENCY:
        return None
    if start is None:
        return Reason.CLOCK
    length = timedelta(seconds=rundown.frames / PROGRAMME_RATE_HZ)
    most_s = rundown.longest_frames / PROGRAMME_RATE_HZ
    fits = limits.budget.fits(used_today_s, most_s)
    return _not_then(rundown, limits, start, length) or (None if fits else Reason.DAY_LIMIT)


def _not_then(
    rundown: Rundown, limits: Limits, start: datetime, length: timedelta
) -> Reason | None:
    if limits.mourning.touches(start, length):
        return Reason.MOURNING
    allowed = limits.hours.at(rundown.points).covers(start, length)
    return None if allowed else Reason.QUIET_HOURS


def _may_air(rundown: Rundown, aired_at: AiredAt) -> bool:
    if not (_is_live_as_told(rundown) and _is_relay_as_told(rundown)):
        return False
    if rundown.kind is Kind.TEST:
        return rundown.release is None and _is_test(rundown)
    if rundown.release is not None:
        return _is_released(rundown, rundown.release, aired_at)
    answering = [name for name in (rundown.approver, rundown.approver_for) if name]
    others = not any(same_person(name, rundown.author) for name in answering)
    is_kind = rundown.kind in (Kind.ANNOUNCEMENT, Kind.LIVE, Kind.RELAY)
    return is_kind and bool(rundown.approver) and others


def _is_live_as_told(rundown: Rundown) -> bool:
    """Tell whether a microphone is opened only by what says so, for long enough, and is urgent."""
    if rundown.live is None:
        return rundown.kind is not Kind.LIVE
    urgent = rundown.priority is not Priority.NORMAL
    return rundown.kind is Kind.LIVE and urgent and rundown.live.stands()


def _is_relay_as_told(rundown: Rundown) -> bool:
    """Tell whether another station is heard only by what says so, and never as an emergency."""
    if rundown.relay is None:
        return rundown.kind is not Kind.RELAY
    ordinary = rundown.priority is not Priority.EMERGENCY and rundown.release is None
    return rundown.kind is Kind.RELAY and ordinary and rundown.complete and rundown.relay.stands()


def _is_released(rundown: Rundown, release: Release, aired_at: AiredAt) -> bool:
    """Tell whether one person may air this: what it rests on is there, and is of its kind."""
    urgent = rundown.priority is Priority.EMERGENCY
    if not (release.stands() and release.kind is rundown.kind and rundown.author):
        return False
    if release.corrects is not None:
        heard = set(aired_at(release.corrects))
        short = rundown.frames <= LONGEST_CORRECTION_S * PROGRAMME_RATE_HZ
        return urgent and short and bool(heard) and set(rundown.points) <= heard
    warrant = release.warrant
    if warrant is None or same_person(warrant.author, warrant.approver):
        return False
    return warrant.approver == rundown.approver and urgent is not (rundown.kind is Kind.DRILL)


def _is_test(rundown: Rundown) -> bool:
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
    return None if limits.hours.at(rundown.points).is_allowed(now) else Reason.QUIET_HOURS


def beyond_limit(
    rundown: Rundown, *, limits: Limits, used_today_s: float, heard_s: float
) -> Reason | None:
    """Tell which limit a rundown would go beyond if so much of it were heard.

    For one that grows while it is heard: ``refusal`` knew only what there was of it then.
    """
    if rundown.release is not None and rundown.release.corrects is not None:
        return Reason.TOO_LONG if heard_s > LONGEST_CORRECTION_S else None
    if rundown.priority is Priority.EMERGENCY:
        return None
    return None if limits.budget.fits(used_today_s, heard_s) else Reason.DAY_LIMIT


def is_held(rundown: Rundown, *, limits: Limits, now: datetime) -> bool:
    """Tell whether a rundown has to wait for the end of mourning, if it may start then at all."""
    return rundown.priority is not Priority.EMERGENCY and limits.mourning.holds(now)
