"""The growth of a reading's time as a picture: both axes in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.reading.growth import PATIENCE_S, SIZES, Growth, Point
from loudspeaker.text.prepare import LONGEST_CHARS

_SCALE = 3  # drawn so many times as large and shrunk, for smooth lines
_SIZE = 1100, 660
_LEFT, _TOP, _RIGHT, _BOTTOM = 96, 78, 870, 580
_LABELS_X, _LABEL_STEP = 892, 21
_SHORTEST_S, _LONGEST_S = 1e-4, 1e2
_COLOURS = (
    "#000000", "#e69f00", "#0072b2", "#56b4e9", "#009e73", "#7f7f7f", "#8c564b", "#b8a000",
    "#d00000", "#cc79a7",
)  # fmt: skip
_GRID, _INK, _FAINT = "#e4e4e4", "#222222", "#707070"
_TITLE = "Time to read hostile texts of growing size"
_NOTE = "the whole text read, without the limit of speakable; both axes in powers of ten"
_TIMES = ((1e-4, "0.1 ms"), (1e-3, "1 ms"), (1e-2, "10 ms"), (0.1, "0.1 s"),
          (1.0, "1 s"), (10.0, "10 s"), (100.0, "100 s"))  # fmt: skip
_LINEAR_TITLE = "linear: 1 µs a character"
_LINEAR = (Point(SIZES[0], 1e-3), Point(SIZES[-1], 1.0))


class _Sheet:
    """A drawing in points of the finished picture."""

    def __init__(self) -> None:
        width, height = _SIZE
        self.image = Image.new("RGB", (width * _SCALE, height * _SCALE), "white")
        self._draw = ImageDraw.Draw(self.image)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1.0) -> None:
        """Draw a line through points."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")

    def dashes(self, begin: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a dashed straight line."""
        count = int(math.dist(begin, end) // 6)
        for index in range(0, count, 2):
            part = [_between(begin, end, at / count) for at in (index, index + 1)]
            self.line(part, colour, 1.6)

    def dot(self, x: float, y: float, colour: str) -> None:
        """Draw a measured point."""
        self._draw.circle((x * _SCALE, y * _SCALE), 3.2 * _SCALE, fill=colour)

    def text(self, at: tuple[float, float], text: str, anchor: str = "lm",
             colour: str = _INK, size: int = 14) -> None:  # fmt: skip
        """Write a line of text."""
        place = (at[0] * _SCALE, at[1] * _SCALE)
        self._draw.text(place, text, fill=colour, font=_font(size * _SCALE), anchor=anchor)

    def save(self, path: Path) -> None:
        """Write the picture."""
        colours = self.image.resize(_SIZE, Image.Resampling.LANCZOS).quantize(128)
        colours.save(path, format="PNG", optimize=True)


def draw(growths: Mapping[str, Growth], path: Path) -> None:
    """Write a PNG of the times of all kinds of text, with a dashed line that grows linearly."""
    sheet = _Sheet()
    _draw_axes(sheet)
    sheet.dashes(_place(_LINEAR[0]), _place(_LINEAR[1]), _FAINT)
    for (_, growth), colour in zip(growths.items(), _COLOURS, strict=False):
        places = [_place(point) for point in growth.whole]
        sheet.line(places, colour, 2.0)
        for x, y in places:
            sheet.dot(x, y, colour)
    _draw_labels(sheet, growths)
    sheet.save(path)


def _draw_axes(sheet: _Sheet) -> None:
    sheet.text((_LEFT, 30), _TITLE, size=20)
    sheet.text((_LEFT, 54), _NOTE, colour=_FAINT, size=13)
    for seconds, title in _TIMES:
        y = _place(Point(SIZES[0], seconds))[1]
        sheet.line([(_LEFT, y), (_RIGHT, y)], _GRID)
        sheet.text((_LEFT - 10, y), title, "rm")
    for size in SIZES:
        x = _place(Point(size, 1.0))[0]
        sheet.line([(x, _TOP), (x, _BOTTOM)], _GRID)
        sheet.text((x, _BOTTOM + 18), f"{size:,}", "mm")
    x = _place(Point(LONGEST_CHARS, 1.0))[0]
    sheet.line([(x, _TOP), (x, _BOTTOM)], _FAINT)
    sheet.text((x + 8, _BOTTOM - 14), "speakable reads no further", colour=_FAINT, size=13)
    sheet.text(((_LEFT + _RIGHT) / 2, _BOTTOM + 50), "characters", "mm", size=15)


def _draw_labels(sheet: _Sheet, growths: Mapping[str, Growth]) -> None:
    """Name every line at its right end, none over another; one that ended early, where it did."""
    ends = [(_place(_LINEAR[1]), _LINEAR_TITLE, _FAINT)]
    for (name, growth), colour in zip(growths.items(), _COLOURS, strict=False):
        x, y = _place(growth.whole[-1])
        if x < _RIGHT - 1:
            title = f"{name}: more would take over {PATIENCE_S:g} s"
            sheet.text((x, y - 14), title, "rm", colour)
        else:
            ends.append(((x, y), name, colour))
    ends.sort(key=lambda end: end[0][1])
    heights = _spread([y for (_, y), _, _ in ends])
    for ((x, y), name, colour), height in zip(ends, heights, strict=True):
        sheet.line([(x + 5, y), (_LABELS_X - 4, height)], colour)
        sheet.text((_LABELS_X, height), name, "lm", colour)


def _spread(heights: list[float]) -> list[float]:
    """Return sorted heights moved so that each is a label's height from the next."""
    moved = list(heights)
    for _ in range(500):
        for index, (upper, lower) in enumerate(pairwise(moved)):
            near = max(0.0, _LABEL_STEP - (lower - upper)) / 2
            moved[index : index + 2] = upper - near, lower + near
    return moved


def _place(point: Point) -> tuple[float, float]:
    across = math.log(point.characters / SIZES[0]) / math.log(SIZES[-1] / SIZES[0])
    seconds = min(max(point.seconds, _SHORTEST_S), _LONGEST_S)
    upward = math.log(seconds / _SHORTEST_S) / math.log(_LONGEST_S / _SHORTEST_S)
    return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - upward * (_BOTTOM - _TOP)


def _between(
    begin: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    return begin[0] + share * (end[0] - begin[0]), begin[1] + share * (end[1] - begin[1])


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size_px)
    except OSError:
        return ImageFont.load_default(size_px)
