"""What will sound, as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from loudspeaker import __version__
from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.timetable.recurrence import Every, Rule, rule_of

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OWN_POINTS, OWN_PRIORITY = "X-LOUDSPEAKER-POINTS", "X-LOUDSPEAKER-PRIORITY"
OWN_REPEAT, OWN_VOICE = "X-LOUDSPEAKER-REPEAT", "X-LOUDSPEAKER-VOICE"
OWN_SCHEDULE = "X-LOUDSPEAKER-SCHEDULE"
_SAME = ("schedule", "title", "text", "points", "priority", "repeat", "voice")
_SEVEN_HOURS = timedelta(hours=7)  # the whole country since 1975-06-13


def calendar_of(rows: Iterable[Mapping[str, Any]], *, station: str, now: datetime) -> bytes:
    """Return the file; the same airings have the same ``UID`` whenever they are written."""
    calendar = Calendar()
    calendar.add("PRODID", f"-//Loudspeaker//Loudspeaker {__version__}//VI")
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", station)
    calendar.add_component(_zone())
    where = hashlib.sha256(station.encode()).hexdigest()[:12]
    for series in _series(rows):
        for event in _events(*series):
            event.add("UID", f"{event.pop('X-NAME')}@{where}.loudspeaker")
            event.add("DTSTAMP", now.astimezone(UTC))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", STATION_ZONE.key)
    standard.add("DTSTART", datetime(1975, 6, 13))  # noqa: DTZ001 - local by definition
    standard.add("TZOFFSETFROM", _SEVEN_HOURS)
    standard.add("TZOFFSETTO", _SEVEN_HOURS)
    standard.add("TZNAME", "+07")
    zone.add_component(standard)
    return zone


def _series(
    rows: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], time, list[date]]]:
    """Yield what is said at one time of the day, with its days."""
    found: dict[tuple[Any, ...], tuple[Mapping[str, Any], time, list[date]]] = {}
    for row in rows:
        due = from_iso(row["due"]).replace(microsecond=0)
        name = row["schedule"] or row["id"]
        key = (name, due.time(), *(str(row[each]) for each in _SAME))
        found.setdefault(key, (row, due.time(), []))[2].append(due.date())
    yield from found.values()


def _events(row: Mapping[str, Any], at: time, days: list[date]) -> Iterator[Event]:
    name = f"{row['schedule'] or row['id']}-{at:%H%M%S}"
    rule = rule_of(days)
    if rule is None:
        for day in days:
            yield _event(row, f"{name}-{day:%Y%m%d}", datetime.combine(day, at, STATION_ZONE))
        return
    event = _event(row, name, datetime.combine(rule.first, at, STATION_ZONE))
    event.add("RRULE", _rrule(rule, at))
    if rule.without:
        event.add("EXDATE", [datetime.combine(day, at, STATION_ZONE) for day in rule.without])
    yield event


def _event(row: Mapping[str, Any], name: str, start: datetime) -> Event:
    event = Event()
    event["X-NAME"] = name
    event.add("SUMMARY", row["title"])
    event.add("DESCRIPTION", row["text"])
    event.add("DTSTART", start)
    event.add("DTEND", start + timedelta(seconds=max(1, round(row["duration_estimate_s"]))))
    event.add(OWN_POINTS, ",".join(map(str, row["points"])))
    event.add(OWN_PRIORITY, row["priority"])
    for key, value in ((OWN_REPEAT, "repeat"), (OWN_VOICE, "voice"), (OWN_SCHEDULE, "schedule")):
        if row.get(value) is not None:
            event.add(key, str(row[value]))
    return event


def _rrule(rule: Rule, at: time) -> dict[str, Any]:
    last = datetime.combine(rule.last, at, STATION_ZONE)
    found: dict[str, Any] = {"FREQ": rule.every.value, "UNTIL": last.astimezone(UTC)}
    if rule.every is Every.WEEK:
        found["BYDAY"] = [WEEKDAYS[number] for number in rule.numbers]
    elif rule.every is Every.MONTH:
        found["BYMONTHDAY"] = list(rule.numbers)
    return found
