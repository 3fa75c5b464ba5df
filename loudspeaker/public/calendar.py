"""What is coming, as an iCalendar file (RFC 5545) that a telephone's calendar takes in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from loudspeaker import __version__
from loudspeaker.public.entries import Coming


def calendar_of(coming: Iterable[Coming], *, station: str, now: datetime) -> bytes:
    """Return the file; times are in UTC, and the same airing has the same ``UID`` every time."""
    calendar = Calendar()
    calendar.add("PRODID", f"-//Loudspeaker//Loudspeaker {__version__} public//VI")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", _clean(station))
    where = hashlib.sha256(station.encode("utf-8", "replace")).hexdigest()[:12]
    for each in coming:
        calendar.add_component(_event(each, where, now))
    return bytes(calendar.to_ical())


def _event(each: Coming, where: str, now: datetime) -> Event:
    due = each.due.astimezone(UTC).replace(microsecond=0)
    name = hashlib.sha256(each.id.encode("utf-8", "replace")).hexdigest()[:16]
    event = Event()
    event.add("UID", f"{name}-{due:%Y%m%dT%H%M%SZ}@{where}.loudspeaker")
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", due)
    event.add("DTEND", due + timedelta(seconds=max(1, round(each.length_s))))
    event.add("SUMMARY", _clean(each.title))
    if each.hamlets:
        event.add("LOCATION", _clean(", ".join(each.hamlets)))
    return event


def _clean(text: str) -> str:
    """Return one line without what may not stand in a line of such a file."""
    one_line = " ".join(text.split())
    kept = (c for c in one_line if c.isprintable())
    return "".join(kept)
