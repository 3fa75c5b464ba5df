"""Events of a foreign calendar as schedules that may be written; hostile files cost little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from icalendar import Calendar

from loudspeaker.cli.output import visible
from loudspeaker.cli.planning.calendar_out import (
    OWN_POINTS,
    OWN_PRIORITY,
    OWN_REPEAT,
    OWN_SCHEDULE,
    OWN_VOICE,
)
from loudspeaker.cli.planning.calendar_rules import (
    CannotSay,
    Times,
    local_start,
    once,
    recurring,
)
from loudspeaker.errors import FileRefused
from loudspeaker.model import STATION_ZONE

LARGEST: Final = 256 * 1024
MOST_PARTS: Final = 1000
MOST_LINES: Final = 15_000
LONGEST_LINE: Final = 40_000
_MOST_TIMES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One schedule that an event asks for; optional keys are as they stand in the file."""

    title: str
    text: str
    times: Times
    name: str = ""
    points: str | None = None
    priority: str | None = None
    repeat: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An event that cannot be taken; ``problem`` is a word of ``CALENDAR_PROBLEMS``."""

    event: str
    problem: str
    found: str = ""


def read_calendar(path: Path) -> tuple[list[Wanted], list[Refused]]:
    """Return what can be said as schedules, and what cannot.

    Raises FileRefused for what is no calendar.
    """
    wanted: list[Wanted] = []
    refused: list[Refused] = []
    for event in _events(path):
        try:
            wanted.append(_wanted(event))
        except CannotSay as error:
            refused.append(Refused(event=_name(event), problem=error.problem, found=error.found))
        except _FOREIGN as error:
            refused.append(Refused(event=_name(event), problem="unreadable", found=str(error)[:60]))
    return merged(wanted), refused


_FOREIGN = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What the library raises about a property that is not what it should be."""


def _events(path: Path) -> list[Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        problem = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        raise FileRefused(path=str(path), problem=problem) from None
    upper = data.upper()
    lines = data.splitlines()
    odd = len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines)
    if len(data) > LARGEST or upper.count(b"BEGIN:") > MOST_PARTS or odd:
        raise FileRefused(path=str(path), problem="calendar_too_large")
    if not upper.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"BEGIN:VCALENDAR"):
        raise FileRefused(path=str(path), problem="no_calendar")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        return [event for each in calendars for event in each.walk("VEVENT")]
    except (*_FOREIGN, RecursionError):
        raise FileRefused(path=str(path), problem="no_calendar") from None


def _name(event: Any) -> str:
    return visible(event.get("SUMMARY") or event.get("UID") or "?")[:80]


def _wanted(event: Any) -> Wanted:
    text = str(event.get("DESCRIPTION") or "").strip()
    title = visible(event.get("SUMMARY") or "").strip()
    if not (text and title):
        raise CannotSay("no_text")
    own = {
        "points": _own(event, OWN_POINTS),
        "priority": _own(event, OWN_PRIORITY),
        "repeat": _own(event, OWN_REPEAT),
        "voice": _own(event, OWN_VOICE),
    }
    return Wanted(
        title=title[:200],
        text=text,
        times=_times(event),
        name=_own(event, OWN_SCHEDULE) or "",
        **own,
    )


def _own(event: Any, name: str) -> str | None:
    found = event.get(name)
    return visible(found)[:60] if isinstance(found, str) and found else None


def _times(event: Any) -> Times:
    for name in ("RECURRENCE-ID", "RDATE", "EXRULE"):
        if name in event:
            raise CannotSay("rule", name)
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise CannotSay("cancelled")
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise CannotSay("rule", "RRULE, RRULE")
    if "DTSTART" not in event:
        raise CannotSay("no_time")
    start = local_start(event["DTSTART"].dt, recurs=rule is not None)
    return once(start) if rule is None else recurring(start, rule, _exceptions(event, start))


def _exceptions(event: Any, start: datetime) -> Iterator[date]:
    """Yield the days on which the event's own time is left out."""
    written = event.get("EXDATE", [])
    for each in written if isinstance(written, list) else [written]:
        for moment in (entry.dt for entry in each.dts):
            if not isinstance(moment, datetime):
                yield moment
                continue
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=STATION_ZONE)
            local = zoned.astimezone(STATION_ZONE)
            if local.time() == start.time():
                yield local.date()


# --- events that are one schedule -----------------------------------------------------------------


def merged(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Return fewer schedules that are due at the same times as these together."""
    by_days: dict[Wanted, list[str]] = {}
    for each in wanted:  # one time on several single days
        key, days = (each, ()) if each.times.valid_from else (_without_days(each), each.times.only)
        by_days.setdefault(key, []).extend(days)
    dated = [
        replace(key, times=replace(key.times, only=tuple(dict.fromkeys(days)))) if days else key
        for key, days in by_days.items()
    ]
    by_times: dict[Wanted, list[str]] = {}
    for each in dated:  # several times on the same days
        bare = replace(each, times=replace(each.times, times=()))
        by_times.setdefault(bare, []).extend(each.times.times)
    return [
        replace(key, times=replace(key.times, times=tuple(some)))
        for key, times in by_times.items()
        for some in _portions(list(dict.fromkeys(times)))
    ]


def _portions(times: list[str]) -> Iterator[list[str]]:
    """Yield as many times as one file may have; nothing but cron lines is one portion."""
    for start in range(0, max(1, len(times)), _MOST_TIMES):
        yield times[start : start + _MOST_TIMES]


def _without_days(wanted: Wanted) -> Wanted:
    return replace(wanted, times=replace(wanted.times, only=()))
