"""A picture of sound: one row for each track, all on the same time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.drawing import (
    AXIS_PX,
    DARK,
    GRID,
    MARGIN_PX,
    PALE,
    PAPER,
    TEXT_PX,
    TITLE_PX,
    TITLE_TEXT_PX,
    png,
    text_width,
    write,
)
from loudspeaker.audio.pcm import Clip, Samples

if TYPE_CHECKING:
    from PIL import ImageDraw

_TICKS_ACROSS = 12
_STEPS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)

_Columns = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One row of the picture."""

    clip: Clip
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """Where things are drawn: the plot's left, top and size, and the time it spans."""

    left: int
    top: int
    width: int
    row_height: int
    seconds: float

    def x_of(self, seconds: float) -> int:
        return self.left + round(seconds / self.seconds * (self.width - 1))


def draw_waveform(
    tracks: Sequence[Track], *, title: str = "", width_px: int = 1200, row_height_px: int = 90
) -> bytes:
    """Return a PNG with peaks (pale), RMS (dark) and full scale (the lines between rows).

    Letters are those of ``drawing``.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    labels_px = max((text_width(track.label) for track in tracks), default=0)
    left = MARGIN_PX + (labels_px + MARGIN_PX if labels_px else 0)
    sheet = _Sheet(
        left=left,
        top=MARGIN_PX + (TITLE_PX if title else 0),
        width=max(width_px - left - MARGIN_PX, 2),
        row_height=row_height_px,
        seconds=max([0.001, *(track.clip.duration_ms / 1000 for track in tracks)]),
    )
    bottom = sheet.top + row_height_px * len(tracks)
    picture = Image.new("RGB", (width_px, bottom + AXIS_PX), PAPER)
    pen = ImageDraw.Draw(picture)
    if title:
        write(pen, (MARGIN_PX, MARGIN_PX), title, TITLE_TEXT_PX)
    _draw_axis(pen, sheet, bottom)
    for row, track in enumerate(tracks):
        _draw_track(pen, sheet, sheet.top + row * row_height_px, track)
    return png(picture)


def _draw_axis(pen: ImageDraw.ImageDraw, sheet: _Sheet, bottom: int) -> None:
    step_s = next((s for s in _STEPS_S if sheet.seconds / s <= _TICKS_ACROSS), _STEPS_S[-1])
    for tick in range(int(sheet.seconds / step_s) + 1):
        x = sheet.x_of(tick * step_s)
        pen.line([(x, sheet.top), (x, bottom + 4)], fill=GRID)
        write(pen, (x, bottom + 6), f"{tick * step_s:g} s")


def _draw_track(pen: ImageDraw.ImageDraw, sheet: _Sheet, top: int, track: Track) -> None:
    middle, half = top + sheet.row_height / 2, sheet.row_height / 2 - 3
    for y in (top, top + sheet.row_height):
        pen.line([(sheet.left, y), (sheet.left + sheet.width - 1, y)], fill=GRID)
    last = sheet.x_of(track.clip.duration_ms / 1000)
    lowest, highest, rms = _columns(track.clip.samples, last - sheet.left + 1)
    for spread, colour in (((lowest, highest), PALE), ((-rms, rms), DARK)):
        ends = [np.round(middle - half * np.clip(edge, -1.0, 1.0)).tolist() for edge in spread]
        for column, (low, high) in enumerate(zip(*ends, strict=True)):
            x = sheet.left + column
            pen.line([(x, high), (x, low)], fill=colour)
    write(pen, (MARGIN_PX, round(middle) - TEXT_PX // 2 - 2), track.label)


def _columns(samples: Samples, columns: int) -> tuple[_Columns, _Columns, _Columns]:
    """Return the lowest and highest sample and the RMS in each column of the picture."""
    if not len(samples):
        nothing = np.zeros(columns, dtype=np.float32)
        return nothing, nothing, nothing
    starts = np.arange(columns) * len(samples) // columns
    lengths = np.maximum(np.diff(starts, append=len(samples)), 1)
    energies = np.add.reduceat(np.square(samples), starts)
    return (
        np.minimum.reduceat(samples, starts),
        np.maximum.reduceat(samples, starts),
        np.sqrt(energies / lengths).astype(np.float32),
    )
