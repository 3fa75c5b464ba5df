"""The picture of a composite spectrum: mean, peak hold, what belongs where, and a guide line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loudspeaker.audio.drawing import (
    AXIS_PX,
    DARK,
    GRID,
    INK,
    MARGIN_PX,
    PALE,
    PAPER,
    TITLE_PX,
    TITLE_TEXT_PX,
    png,
    text_width,
    write,
)
from loudspeaker.radio.spectrum import REGIONS_HZ, Curve, Spectrum, guide_db

if TYPE_CHECKING:
    from PIL import ImageDraw

HIGHEST_HZ = 100_000
NARROWEST_PX, WIDEST_PX = 800, 4000
_TOP_DB, _BOTTOM_DB, _STEP_DB = 0, -120, 20
_HEIGHT_PX, _LABELS_PX, _LINE_PX = 400, 70, 20
_RIGHT_PX = 36  # half of the last label
_PEN_PX = 2
_BAND, _GUIDE = "#f1f4f9", "#c2410c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written into the picture; ``regions`` by the names of ``REGIONS_HZ``."""

    title: str
    mean: str
    peak: str
    guide: str
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """Where the plot lies and what it spans."""

    left: int
    top: int
    width: int
    highest_hz: float

    def x_of(self, hz: float) -> int:
        return self.left + round(hz / self.highest_hz * (self.width - 1))

    def y_of(self, level_db: float) -> int:
        share = (_TOP_DB - level_db) / (_TOP_DB - _BOTTOM_DB)
        return self.top + round(min(max(share, 0.0), 1.0) * _HEIGHT_PX)

    @property
    def bottom(self) -> int:
        return self.top + _HEIGHT_PX


def draw_spectrum(spectrum: Spectrum, words: Words, *, width_px: int = 1200) -> bytes:
    """Return a PNG from 0 to 100 kHz, or to where the spectrum ends."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    sheet = _Sheet(
        left=_LABELS_PX,
        top=MARGIN_PX + TITLE_PX + 2 * _LINE_PX,
        width=width_px - _LABELS_PX - _RIGHT_PX,
        highest_hz=min(HIGHEST_HZ, float(spectrum.frequencies_hz[-1])),
    )
    picture = Image.new("RGB", (width_px, sheet.bottom + AXIS_PX), PAPER)
    pen = ImageDraw.Draw(picture)
    write(pen, (MARGIN_PX, MARGIN_PX), words.title, TITLE_TEXT_PX)
    _draw_key(pen, words)
    _draw_regions(pen, sheet, words.regions)
    _draw_axes(pen, sheet)
    _draw_curve(pen, sheet, _columns(spectrum, spectrum.peak_db, sheet), PALE)
    _draw_curve(pen, sheet, _columns(spectrum, spectrum.mean_db, sheet), DARK)
    _draw_guide(pen, sheet)
    return png(picture)


def _draw_key(pen: ImageDraw.ImageDraw, words: Words) -> None:
    x, y = MARGIN_PX, MARGIN_PX + TITLE_PX
    for text, colour in ((words.mean, DARK), (words.peak, PALE), (words.guide, _GUIDE)):
        pen.line([(x, y), (x + 24, y)], fill=colour, width=3)
        write(pen, (x + 30, y - 9), text)
        x += 30 + text_width(text) + 2 * MARGIN_PX


def _draw_regions(pen: ImageDraw.ImageDraw, sheet: _Sheet, names: Mapping[str, str]) -> None:
    for region, (low, high) in REGIONS_HZ.items():
        left, right = sheet.x_of(low), sheet.x_of(high)
        if low > sheet.highest_hz:
            continue
        pen.rectangle([(left, sheet.top), (right, sheet.bottom)], fill=_BAND)
        middle = (left + right - text_width(names[region])) // 2
        write(pen, (max(middle, sheet.left), sheet.top - _LINE_PX), names[region])


def _draw_axes(pen: ImageDraw.ImageDraw, sheet: _Sheet) -> None:
    for level in range(_TOP_DB, _BOTTOM_DB - 1, -_STEP_DB):
        y = sheet.y_of(level)
        pen.line([(sheet.left, y), (sheet.left + sheet.width - 1, y)], fill=GRID)
        label = f"{level} dB"
        write(pen, (sheet.left - text_width(label) - 4, y - 9), label)
    for hz in range(0, int(sheet.highest_hz) + 1, 10_000):
        x, label = sheet.x_of(hz), f"{hz // 1000} kHz"
        pen.line([(x, sheet.top), (x, sheet.bottom + 4)], fill=GRID)
        write(pen, (x - text_width(label) // 2, sheet.bottom + 6), label)


def _columns(spectrum: Spectrum, levels: Curve, sheet: _Sheet) -> Curve:
    """Return the highest level in each column, so that no line is lost between them."""
    per_hz = (len(levels) - 1) / spectrum.frequencies_hz[-1]
    edges = np.arange(sheet.width + 1) / sheet.width * sheet.highest_hz * per_hz
    starts = np.minimum(edges[:-1].astype(int), len(levels) - 1)
    ends = np.minimum(edges[-1].astype(int) + 1, len(levels))
    if sheet.width > ends:  # columns narrower than what is known: between the levels
        narrow: Curve = np.interp(edges[:-1], np.arange(len(levels)), levels)
        return narrow
    highest: Curve = np.maximum.reduceat(levels[:ends], starts)
    return highest


def _draw_curve(pen: ImageDraw.ImageDraw, sheet: _Sheet, levels: Curve, colour: str) -> None:
    points = [(sheet.left + x, sheet.y_of(level)) for x, level in enumerate(levels.tolist())]
    pen.line(points, fill=colour, width=_PEN_PX)


def _draw_guide(pen: ImageDraw.ImageDraw, sheet: _Sheet) -> None:
    frequencies = np.arange(sheet.width) / (sheet.width - 1) * sheet.highest_hz
    _draw_curve(pen, sheet, guide_db(frequencies), _GUIDE)
    corner = (sheet.left + sheet.width - 1, sheet.bottom)
    pen.rectangle([(sheet.left, sheet.top), corner], outline=INK)
