"""The week as a picture: days beside each other, hours below each other, what sounds in its place.

Everything is measured in units of the picture; a page draws it without any inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from loudspeaker.model import STATION_ZONE, from_iso

Row = Mapping[str, Any]
DAYS: Final = 7
LEFT, TOP, COLUMN, HOUR = 56, 40, 140, 48
LOWEST: Final = 34
"""A block is never so low that a finger misses it."""
_MINUTES, _WHOLE_DAY = 60, 24 * 60
_USUAL: Final = (5 * _MINUTES, 21 * _MINUTES)
_NOT_MOVED: Final = frozenset({"on_air", "aired", "aired_partial", "cancelled", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One airing; ``moves`` tells whether it can be given another time here."""

    item: str
    title: str
    time: str
    priority: str
    x: int
    y: int
    width: int
    height: int
    clash: str
    moves: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """Hours of a day in which nothing ordinary may sound."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The whole picture; ``first_minute`` is the time of day at ``TOP``."""

    width: int
    height: int
    first_minute: int
    days: tuple[date, ...]
    hours: tuple[tuple[int, str], ...]
    quiet: tuple[Shade, ...]
    blocks: tuple[Block, ...]
    left: int = LEFT
    top: int = TOP
    column: int = COLUMN
    hour: int = HOUR


def grid_of(
    rows: Sequence[Row], windows: Iterable[Row], first: datetime, clashes: Mapping[int, str]
) -> Grid:
    """Return the picture of seven days; ``clashes`` are by the number of a row."""
    begin, listed = first.astimezone(STATION_ZONE).date(), list(windows)
    days = tuple(begin + timedelta(days=n) for n in range(DAYS))
    timed = [(due_of(row), n, row) for n, row in enumerate(rows) if row["due"]]
    shown = [each for each in timed if each[0].date() in days]
    start, end = _span(listed, shown)
    return Grid(
        width=LEFT + DAYS * COLUMN,
        height=TOP + (end - start) * HOUR // _MINUTES + LOWEST,
        first_minute=start,
        days=days,
        hours=tuple(
            (_y(minute, start), f"{minute // _MINUTES:02d}:00")
            for minute in range(start, end + 1, _MINUTES)
        ),
        quiet=tuple(_quiet(days, listed, start, end)),
        blocks=tuple(
            block
            for number, day in enumerate(days)
            for block in _blocks(number, [e for e in shown if e[0].date() == day], start, clashes)
        ),
    )


def due_of(row: Row) -> datetime:
    """Return when a row is due, at the station."""
    return from_iso(row["due"]).astimezone(STATION_ZONE)


def may_move(row: Row) -> bool:
    """Tell whether a row of ``next`` is an announcement that can be given another time."""
    standing = row.get("schedule") is not None or row.get("release") is not None
    return "occurrence" in row and not standing and row["state"] not in _NOT_MOVED


_Timed = tuple[datetime, int, Row]


def _span(windows: Sequence[Row], shown: Sequence[_Timed]) -> tuple[int, int]:
    """Return the whole hours, as minutes of the day, between which something may be or is."""
    starts = [each["start_minute"] for each in windows] or [_USUAL[0]]
    ends = [each["end_minute"] for each in windows] or [_USUAL[1]]
    minutes = [_minute(due) for due, _, _ in shown]
    first = min([*starts, *minutes]) // _MINUTES - 1
    last = -(-max([*ends, *minutes]) // _MINUTES) + 1
    return max(0, first) * _MINUTES, min(24, last) * _MINUTES


def _minute(moment: datetime) -> int:
    return moment.hour * _MINUTES + moment.minute


def _y(minute: int, start: int) -> int:
    return TOP + (minute - start) * HOUR // _MINUTES


def _quiet(days: Sequence[date], windows: Sequence[Row], start: int, end: int) -> Iterable[Shade]:
    for number, day in enumerate(days):
        free = sorted(
            (each["start_minute"], each["end_minute"])
            for each in windows
            if day.weekday() in each["days"]
        )
        after = start
        for opens, closes in [*free, (end, _WHOLE_DAY)]:
            if opens > after:
                top, bottom = _y(after, start), _y(min(opens, end), start)
                yield Shade(x=LEFT + number * COLUMN, y=top, height=bottom - top)
            after = max(after, closes)


def _blocks(
    day: int, shown: Sequence[_Timed], start: int, clashes: Mapping[int, str]
) -> Iterable[Block]:
    """Yield the blocks of a day; what would lie upon another stands beside it."""
    ordered = sorted(shown, key=lambda each: each[:2])
    places = [(_y(_minute(due), start), _height(row)) for due, _, row in ordered]
    lanes = _lanes(places)
    for (due, number, row), (y, height), (lane, of) in zip(ordered, places, lanes, strict=True):
        width = COLUMN // of
        yield Block(
            item=str(row["id"]),
            title=str(row["title"]),
            time=f"{due:%H:%M}",
            priority=str(row["priority"]),
            x=LEFT + day * COLUMN + lane * width,
            y=y,
            width=width - 2,
            height=height,
            clash=clashes.get(number, ""),
            moves=may_move(row),
        )


def _height(row: Row) -> int:
    return max(LOWEST, round(float(row["duration_estimate_s"]) * HOUR / 3600))


def _lanes(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each place, from above, its lane, and how many lanes there are beside it."""
    found: list[tuple[int, int]] = []
    lanes: list[int] = []
    free: list[int] = []
    for y, height in places:
        if all(until <= y for until in free):
            found += [(lane, len(free)) for lane in lanes]
            lanes, free = [], []
        lane = next((n for n, until in enumerate(free) if until <= y), len(free))
        free[lane : lane + 1] = [y + height]
        lanes.append(lane)
    return found + [(lane, len(free)) for lane in lanes]
