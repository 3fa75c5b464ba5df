"""The picture of a month: sound by day in bars, by level, and what did not come marked above."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.report import Report, Span
from loudspeaker.sentences.language import _
from loudspeaker.sentences.words import PRIORITIES, word

WIDTH, HEIGHT = 1000.0, 420.0
INK, GRID, MISSED = "#30343b", "#d8dce3", "#30343b"
COLOURS: Mapping[str, str] = {"normal": "#56a0d8", "priority": "#f0b429", "emergency": "#c8382a"}
"""Told apart without colours too: they stand in this order from below, and differ in brightness."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 54.0, 62.0
_TITLE, _TEXT, _SMALL = 19.0, 15.0, 14.0
_BAR_SHARE = 0.72
_MINUTE_MS = 60_000
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 300, 600, 1200, 2400, 6000, 12_000)
_MOST_LINES = 6


class Anchor(StrEnum):
    """Which end of a text its place is."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle; everything is measured from the upper left corner."""

    left: float
    top: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text; ``baseline`` is where its letters stand."""

    left: float
    baseline: float
    size: float
    text: str
    anchor: Anchor = Anchor.START
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The picture, ``WIDTH`` by ``HEIGHT``; boxes lie below texts, in their order."""

    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]


def chart_of(report: Report, *, title: str) -> Chart:
    """Return the picture of a report."""
    scale = _Scale(report.spans)
    boxes = (*scale.lines(), *_bars(report, scale), *_legend_boxes())
    texts = (
        Text(left=_LEFT, baseline=26, size=_TITLE, text=title, bold=True),
        Text(left=_LEFT, baseline=44, size=_SMALL, text=_("minutes of sound")),
        *scale.numbers(),
        *_names(report, scale),
        *_marks(report, scale),
        *_legend_texts(),
    )
    return Chart(boxes=boxes, texts=texts)


class _Scale:
    """Where minutes and days are on the picture."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self.step = (WIDTH - _LEFT - _RIGHT) / len(spans)
        minutes = max((span.ms for span in spans), default=0) / _MINUTE_MS
        self._between = next(
            (step for step in _STEPS_MIN if minutes <= step * _MOST_LINES), _STEPS_MIN[-1]
        )
        self._most = self._between * max(1, math.ceil(minutes * 1.08 / self._between))

    def top_of(self, minutes: float) -> float:
        """Return how far below the upper edge so many minutes end."""
        room = HEIGHT - _TOP - _BOTTOM
        return HEIGHT - _BOTTOM - room * minutes / self._most

    def left_of(self, number: int) -> float:
        """Return where the bar of a day begins."""
        return _LEFT + self.step * (number + (1 - _BAR_SHARE) / 2)

    def middle_of(self, number: int) -> float:
        """Return where the middle of a day is."""
        return _LEFT + self.step * (number + 0.5)

    def _ticks(self) -> Iterator[int]:
        yield from range(0, self._most + 1, self._between)

    def lines(self) -> Iterator[Box]:
        """Yield the lines behind the bars."""
        for minutes in self._ticks():
            top, colour = self.top_of(minutes), GRID if minutes else INK
            yield Box(left=_LEFT, top=top, width=WIDTH - _LEFT - _RIGHT, height=1.0, colour=colour)

    def numbers(self) -> Iterator[Text]:
        """Yield the minutes beside the lines."""
        for minutes in self._ticks():
            yield Text(
                left=_LEFT - 8,
                baseline=self.top_of(minutes) + 4,
                size=_SMALL,
                text=f"{minutes}",
                anchor=Anchor.END,
            )


def _bars(report: Report, scale: _Scale) -> Iterator[Box]:
    for number, span in enumerate(report.spans):
        below = 0.0
        for level, colour in COLOURS.items():
            minutes = span.ms_by_level.get(level, 0) / _MINUTE_MS
            if not minutes:
                continue
            top, bottom = scale.top_of(below + minutes), scale.top_of(below)
            yield Box(
                left=scale.left_of(number),
                top=top,
                width=scale.step * _BAR_SHARE,
                height=max(0.8, bottom - top),
                colour=colour,
            )
            below += minutes


def _names(report: Report, scale: _Scale) -> Iterator[Text]:
    """Yield the day or month below each bar."""
    for number, span in enumerate(report.spans):
        yield Text(
            left=scale.middle_of(number),
            baseline=HEIGHT - _BOTTOM + 17,
            size=_SMALL,
            text=str(int(span.name.rpartition("-")[2])),
            anchor=Anchor.MIDDLE,
        )


def _marks(report: Report, scale: _Scale) -> Iterator[Text]:
    """Yield how many airings did not come, above the bar of the day."""
    for number, span in enumerate(report.spans):
        if span.unheard:
            yield Text(
                left=scale.middle_of(number),
                baseline=scale.top_of(span.ms / _MINUTE_MS) - 5,
                size=_SMALL,
                text=f"×{span.unheard}",
                anchor=Anchor.MIDDLE,
                bold=True,
            )


# --- what the colours mean ----------------------------------------------------------------------

_LEGEND_STEP = 190.0


def _legend_boxes() -> Iterator[Box]:
    for number, colour in enumerate(COLOURS.values()):
        left = _LEFT + number * _LEGEND_STEP
        yield Box(left=left, top=HEIGHT - 27, width=14, height=14, colour=colour)


def _legend_texts() -> Iterator[Text]:
    names = (*(word(PRIORITIES, level) for level in COLOURS), _("×: airings that were not heard"))
    for number, name in enumerate(names):
        left = _LEFT + number * _LEGEND_STEP + (20 if number < len(COLOURS) else 0)
        yield Text(left=left, baseline=HEIGHT - 15, size=_TEXT, text=name)
