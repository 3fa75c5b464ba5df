"""A week as a grid: days across, hours down, each airing with its time and title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from loudspeaker.audio.drawing import GRID, INK, PAPER
from loudspeaker.cli.planning.scene import Box, Label, Line, Scene, Shape, fitted, label_width
from loudspeaker.model import STATION_ZONE, Priority
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.plan import Planned, clashes
from loudspeaker.timetable.zone_hours import HoursAtPoints

DAYS: Final = 7
_WIDTH, _LEFT, _MARGIN = 1640, 66, 12
_COLUMN = (_WIDTH - _LEFT - _MARGIN) / DAYS
_TITLE_PX, _TEXT_PX, _HEADING_PX = 20, 13, 15
_TOP, _HEADING = 82, 30
_LINE, _PAD, _GAP = 17, 4, 3
_ROW, _FOLDED = 24, 20
_TITLE_LINES = 2
_MOST_IN_AN_HOUR = 8
_SHADE, _RULE = "#e3e6ec", "#aab0bb"
_CLASH = "#b91c1c"
_COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "normal": ("#dcebfc", "#1f5fa8"),
    "priority": ("#fdeccb", "#b45309"),
    "emergency": ("#fbd5d5", "#b91c1c"),
    "silent": ("#f1f2f4", "#8a919d"),
}
_SHADE_STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written around the grid; ``kinds`` by the names of the colours, ``days`` seven."""

    title: str
    quiet: str
    clash: str
    mourning: str
    more: str
    kinds: Mapping[str, str]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When ordinary sound is allowed, and where."""

    hours: HoursAtPoints
    mourning: Mourning

    def silence(self, planned: Planned) -> bool:
        """Tell whether this will not be heard, though it is planned."""
        if planned.priority is Priority.EMERGENCY:
            return False
        hours = self.hours.at(planned.points)
        return planned.mourned or not hours.covers(planned.due, planned.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chip:
    planned: Planned
    title: tuple[str, ...]
    clashes: bool
    silent: bool

    @property
    def height(self) -> float:
        return _LINE * (1 + len(self.title)) + 2 * _PAD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Hours from ``first`` to ``last`` (not included); several only where nothing sounds."""

    first: int
    last: int
    top: float
    height: float


def draw_week(first: date, planned: Iterable[Planned], rules: Rules, words: Words) -> Scene:
    """Return the week from a day on."""
    chips = _chips(first, planned, rules)
    rows = list(_rows(first, chips, rules))
    bottom = rows[-1].top + rows[-1].height
    shapes = [
        *_key(words),
        *_shades(first, rows, rules),
        *_grid(rows, bottom),
        *_headings(first, rules, words),
        *_items(chips, rows, words),
    ]
    return Scene(
        width=_WIDTH, height=round(bottom + _MARGIN), title=words.title, shapes=tuple(shapes)
    )


# --- where things go ------------------------------------------------------------------------------


def _chips(
    first: date, planned: Iterable[Planned], rules: Rules
) -> dict[tuple[int, int], list[_Chip]]:
    """Return what begins in each hour of each day."""
    everything = sorted(planned, key=lambda each: (each.due, each.name))
    in_clash = {(c.name, c.due) for each in clashes(everything) for c in (each.first, each.second)}
    found: dict[tuple[int, int], list[_Chip]] = {}
    for each in everything:
        due = each.due.astimezone(STATION_ZONE)
        column = (due.date() - first).days
        if 0 <= column < DAYS:
            width = _COLUMN - 2 * _GAP - 5 * _PAD
            title = fitted(each.title, _TEXT_PX, width, most=_TITLE_LINES)
            chip = _Chip(
                planned=each,
                title=tuple(title),
                clashes=(each.name, each.due) in in_clash,
                silent=rules.silence(each),
            )
            found.setdefault((column, due.hour), []).append(chip)
    return found


def _rows(
    first: date, chips: Mapping[tuple[int, int], list[_Chip]], rules: Rules
) -> Iterator[_Row]:
    top = float(_TOP + _HEADING)
    hour = 0
    while hour < 24:  # noqa: PLR2004 - hours of a day
        last = hour + 1
        height = _height(hour, chips)
        if _is_idle(first, hour, chips, rules):
            while last < 24 and _is_idle(first, last, chips, rules):  # noqa: PLR2004 - as above
                last += 1
            height = float(_FOLDED)
        yield _Row(first=hour, last=last, top=top, height=height)
        top += height
        hour = last


def _is_idle(
    first: date, hour: int, chips: Mapping[tuple[int, int], list[_Chip]], rules: Rules
) -> bool:
    """Tell whether in this hour nothing begins and nothing may sound anywhere, on no day."""
    if any((column, hour) in chips for column in range(DAYS)):
        return False
    moments = (
        _moment(first, column, hour) + part * _SHADE_STEP
        for column in range(DAYS)
        for part in range(12)
    )
    return not any(rules.hours.allows_somewhere(moment) for moment in moments)


def _height(hour: int, chips: Mapping[tuple[int, int], list[_Chip]]) -> float:
    heights = [_stack(chips.get((column, hour), [])) for column in range(DAYS)]
    return max([float(_ROW), *heights])


def _stack(chips: list[_Chip]) -> float:
    shown = chips[:_MOST_IN_AN_HOUR]
    more = _LINE if len(chips) > len(shown) else 0
    return sum(chip.height + _GAP for chip in shown) + _GAP + more


def _moment(first: date, column: int, hour: int) -> datetime:
    return datetime.combine(first + timedelta(days=column), time(hour), STATION_ZONE)


def _x(column: int) -> float:
    return _LEFT + column * _COLUMN


# --- what is drawn --------------------------------------------------------------------------------


def _key(words: Words) -> Iterator[Shape]:
    yield Label(x=_MARGIN, y=_MARGIN, text=words.title, size_px=_TITLE_PX, bold=True)
    x, y = float(_MARGIN), 48.0
    swatches: list[tuple[str, str, str | None, float]] = [
        (words.kinds[name], *_COLOURS[name], 1.0) for name in words.kinds
    ]
    swatches += [(words.clash, PAPER, _CLASH, 3.0), (words.quiet, _SHADE, None, 1.0)]
    for text, fill, edge, edge_px in swatches:
        yield Box(x=x, y=y, width=22, height=16, fill=fill, edge=edge, edge_px=edge_px)
        yield Label(x=x + 30, y=y, text=text, size_px=_TEXT_PX)
        x += 30 + label_width(text, _TEXT_PX, False) + 26


def _headings(first: date, rules: Rules, words: Words) -> Iterator[Shape]:
    for column, name in enumerate(words.days):
        mourns = rules.mourning.holds(_moment(first, column, 12))
        fill, colour = ("#1b1d22", PAPER) if mourns else (PAPER, INK)
        text = f"{name} – {words.mourning}" if mourns else name
        yield Box(x=_x(column), y=_TOP, width=_COLUMN, height=_HEADING, fill=fill, edge=_RULE)
        yield Label(
            x=_x(column) + 8, y=_TOP + 6, text=text, size_px=_HEADING_PX, colour=colour, bold=True
        )


def _shades(first: date, rows: list[_Row], rules: Rules) -> Iterator[Shape]:
    """Yield what is allowed nowhere, to five minutes."""
    for row in rows:
        steps = (row.last - row.first) * 12
        for column in range(DAYS):
            start = _moment(first, column, row.first)
            quiet = [
                not rules.hours.allows_somewhere(start + n * _SHADE_STEP) for n in range(steps)
            ]
            for begin, end in _stretches(quiet):
                yield Box(
                    x=_x(column),
                    y=row.top + row.height * begin / steps,
                    width=_COLUMN,
                    height=row.height * (end - begin) / steps,
                    fill=_SHADE,
                )


def _stretches(flags: list[bool]) -> Iterator[tuple[int, int]]:
    begin = None
    for number, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = number
        elif not flag and begin is not None:
            yield begin, number
            begin = None


def _grid(rows: list[_Row], bottom: float) -> Iterator[Shape]:
    right = _x(DAYS)
    for row in rows:
        yield Line(x=_LEFT, y=row.top, to_x=right, to_y=row.top, colour=GRID)
        hours = f"{row.first}–{row.last}h" if row.last > row.first + 1 else f"{row.first:02d}:00"
        yield Label(x=_MARGIN, y=row.top + 3, text=hours, size_px=_TEXT_PX)
    for column in range(DAYS + 1):
        x = _x(column)
        yield Line(x=x, y=_TOP, to_x=x, to_y=bottom, colour=_RULE)
    yield Line(x=_LEFT, y=bottom, to_x=right, to_y=bottom, colour=_RULE)


def _items(
    chips: Mapping[tuple[int, int], list[_Chip]], rows: list[_Row], words: Words
) -> Iterator[Shape]:
    tops = {row.first: row.top for row in rows}
    for (column, hour), stack in chips.items():
        y = tops[hour] + _GAP
        for chip in stack[:_MOST_IN_AN_HOUR]:
            yield from _chip(chip, _x(column) + _GAP, y)
            y += chip.height + _GAP
        if len(stack) > _MOST_IN_AN_HOUR:
            text = words.more.format(n=len(stack) - _MOST_IN_AN_HOUR)
            yield Label(x=_x(column) + 2 * _PAD, y=y, text=text, size_px=_TEXT_PX)


def _chip(chip: _Chip, x: float, y: float) -> Iterator[Shape]:
    planned = chip.planned
    fill, edge = _COLOURS["silent" if chip.silent else planned.priority.value]
    colour = edge if chip.silent else INK
    width = _COLUMN - 2 * _GAP
    yield Box(
        x=x,
        y=y,
        width=width,
        height=chip.height,
        fill=fill,
        edge=_CLASH if chip.clashes else edge,
        edge_px=3.0 if chip.clashes else 1.0,
    )
    yield Box(x=x, y=y, width=5, height=chip.height, fill=edge)
    start = f"{planned.due.astimezone(STATION_ZONE):%H:%M}"
    end = f"{planned.end.astimezone(STATION_ZONE):%H:%M}"
    text = start if start == end else f"{start}–{end}"
    left = x + 2 * _PAD + 3
    yield Label(x=left, y=y + _PAD, text=text, size_px=_TEXT_PX, colour=colour, bold=True)
    if chip.clashes:
        yield Label(
            x=x + width - 16, y=y + _PAD, text="!", size_px=_HEADING_PX, colour=_CLASH, bold=True
        )
    for number, line in enumerate(chip.title, start=1):
        yield Label(x=left, y=y + _PAD + number * _LINE, text=line, size_px=_TEXT_PX, colour=colour)
    if chip.silent:
        middle = y + _PAD + _LINE / 2
        yield Line(
            x=left,
            y=middle,
            to_x=left + label_width(text, _TEXT_PX, True),
            to_y=middle,
            colour=colour,
        )
