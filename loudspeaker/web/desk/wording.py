"""Words, times and places as the desk writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jinja2 import Environment

from loudspeaker.model import from_iso
from loudspeaker.model.shown import visible
from loudspeaker.sentences.held import state_of
from loudspeaker.sentences.moments import clock
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import HEARD, PRIORITIES, ROLES, person, word
from loudspeaker.web.words import day_name, length_words, moment_words

_SUNDAY = 6
LEVELS = ("normal", "priority", "emergency")
COLOURS: Mapping[str, str] = {
    "on_air": "live",
    "draft": "waits",
    "rejected": "bad",
    "flagged": "bad",
    "missed": "bad",
    "failed": "bad",
    "refused": "bad",
    "aired_partial": "bad",
    "aired": "good",
}


def when(value: object) -> str:
    """Return an ISO time in words; nothing for None, anything else as it is."""
    if value is None:
        return ""
    try:
        return moment_words(from_iso(str(value)))
    except (ValueError, OverflowError):
        return visible(value)


def short_time(value: object) -> str:
    """Return an ISO time as ``17:30 27/11``."""
    try:
        return f"{from_iso(str(value)):%H:%M %-d/%-m}"
    except (ValueError, OverflowError):
        return visible(value or "")


def due_of(row: Mapping[str, Any]) -> str:
    """Return when an announcement sounds, or by what."""
    if row.get("due"):
        return when(row["due"])
    if row.get("waits_for"):
        return f"trong chương trình {visible(row['waits_for'])}"
    return "theo lịch" if row.get("schedule") else "ngay khi được duyệt"


def where(points: Iterable[int], known: Iterable[int] = ()) -> str:
    """Return points in words; all there are, are the whole commune."""
    numbers, every = set(points), set(known)
    if not numbers:
        return "không điểm loa nào"
    return "toàn xã" if every and every <= numbers else f"loa {points_in_words(numbers)}"


def level_of(row: Mapping[str, Any]) -> str:
    """Return the level, or what kind of airing it is."""
    kinds = {"drill": "diễn tập", "live": "trực tiếp", "correction": "đính chính", "test": "thử"}
    return kinds.get(str(row.get("kind")), word(PRIORITIES, row.get("priority")))


def day_words(value: object) -> str:
    """Return an ISO date in words."""
    try:
        return day_name(date.fromisoformat(str(value)))
    except ValueError:
        return visible(value)


def day_short(day: date) -> str:
    """Return ``T2 27/11``, Sunday as ``CN``."""
    name = "CN" if day.weekday() == _SUNDAY else f"T{day.weekday() + 2}"
    return f"{name} {day.day}/{day.month}"


def teach(environment: Environment) -> None:
    """Give the templates these words."""
    environment.filters |= {
        "when": when,
        "short_time": short_time,
        "day_words": day_words,
        "day_short": day_short,
        "due_of": due_of,
        "where": where,
        "state": state_of,
        "state_colour": lambda row: COLOURS.get(str(row.get("state")), "plain"),
        "level": level_of,
        "person": lambda name: person(name) if name else "",
        "points": points_in_words,
        "clock_ms": clock,
        "seconds": length_words,
        "role": lambda name: word(ROLES, name),
        "heard": lambda name: word(HEARD, name),
        "priority": lambda name: word(PRIORITIES, name),
    }
