"""Moments and durations as people say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from loudspeaker.model.shown import visible
from loudspeaker.model.time import from_iso
from loudspeaker.sentences.language import N_, _, ngettext

_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MINUTE = 60
_MEGABYTE = 1_000_000
_TEN_GIGABYTES_MB = 10_000


def moment(value: object) -> str:
    """Return an ISO time as ``17:00 on Tuesday 24/11/2026``; what is none is shown as it is."""
    found = _parsed(value)
    if found is None:
        return visible(value)
    return _("{time} on {weekday} {date}").format(
        time=f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}",
        weekday=_(_WEEKDAYS[found.weekday()]),
        date=f"{found:%d/%m/%Y}",
    )


def end_moment(value: object) -> str:
    """Return an end as people say it: a midnight is the end of the day before."""
    found = _parsed(value)
    if found is None or found.time() != time():
        return moment(value)
    return _("the end of {date}").format(date=f"{found - timedelta(days=1):%d/%m/%Y}")


def day(value: object) -> str:
    """Return an ISO date as ``Tuesday 24/11/2026``."""
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return visible(value)
    return f"{_(_WEEKDAYS[found.weekday()])} {found:%d/%m/%Y}"


def short_day(value: date) -> str:
    """Return a date for a heading: ``Tue 24/11``."""
    return f"{_(_SHORT_WEEKDAYS[value.weekday()])} {value:%d/%m}"


def short_moment(value: object) -> str:
    """Return an ISO time for a table: ``24/11 17:00``; nothing for None."""
    if value is None:
        return ""
    found = _parsed(value)
    if found is None:
        return visible(value)
    return f"{found:%d/%m %H:%M:%S}" if found.second else f"{found:%d/%m %H:%M}"


def _parsed(value: object) -> datetime | None:
    try:
        return from_iso(str(value))
    except (ValueError, OverflowError):
        return None


def duration(seconds: float) -> str:
    """Return a length of time as ``1 minute 12 seconds``."""
    minutes, rest = divmod(round(seconds), _MINUTE)
    parts = []
    if minutes:
        parts.append(ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes))
    if rest or not minutes:
        parts.append(ngettext("{n} second", "{n} seconds", rest).format(n=rest))
    return " ".join(parts)


def clock(milliseconds: float) -> str:
    """Return a position as ``1:05``."""
    minutes, seconds = divmod(int(milliseconds) // 1000, _MINUTE)
    return f"{minutes}:{seconds:02d}"


def megabytes(count: float) -> str:
    """Return a size as ``63 MB``, or ``81 GB`` from ten on."""
    size = count / _MEGABYTE
    return f"{size:.0f} MB" if size < _TEN_GIGABYTES_MB else f"{size / 1000:.0f} GB"
