"""A picture of sound: one row for each track, all on the same time axis."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Clip, Samples

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

_PAPER, _INK, _GRID = "#ffffff", "#30343b", "#d8dce3"
_PEAK, _RMS = "#7fb0e6", "#1f5fa8"

_MARGIN_PX = 12
_AXIS_PX = 28
_TITLE_PX = 34
_TEXT_PX, _TITLE_TEXT_PX = 14, 18
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

    Text is drawn with DejaVu Sans where the machine has it; Pillow's own font has no Vietnamese
    letters, so that without DejaVu they are drawn without their marks rather than as boxes.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    labels_px = max((_text_width(track.label) for track in tracks), default=0)
    left = _MARGIN_PX + (labels_px + _MARGIN_PX if labels_px else 0)
    sheet = _Sheet(
        left=left,
        top=_MARGIN_PX + (_TITLE_PX if title else 0),
        width=max(width_px - left - _MARGIN_PX, 2),
        row_height=row_height_px,
        seconds=max([0.001, *(track.clip.duration_ms / 1000 for track in tracks)]),
    )
    bottom = sheet.top + row_height_px * len(tracks)
    picture = Image.new("RGB", (width_px, bottom + _AXIS_PX), _PAPER)
    pen = ImageDraw.Draw(picture)
    if title:
        _write(pen, (_MARGIN_PX, _MARGIN_PX), title, _TITLE_TEXT_PX)
    _draw_axis(pen, sheet, bottom)
    for row, track in enumerate(tracks):
        _draw_track(pen, sheet, sheet.top + row * row_height_px, track)
    return _png(picture)


def _draw_axis(pen: ImageDraw.ImageDraw, sheet: _Sheet, bottom: int) -> None:
    step_s = next((s for s in _STEPS_S if sheet.seconds / s <= _TICKS_ACROSS), _STEPS_S[-1])
    for tick in range(int(sheet.seconds / step_s) + 1):
        x = sheet.x_of(tick * step_s)
        pen.line([(x, sheet.top), (x, bottom + 4)], fill=_GRID)
        _write(pen, (x, bottom + 6), f"{tick * step_s:g} s", _TEXT_PX)


def _draw_track(pen: ImageDraw.ImageDraw, sheet: _Sheet, top: int, track: Track) -> None:
    middle, half = top + sheet.row_height / 2, sheet.row_height / 2 - 3
    for y in (top, top + sheet.row_height):
        pen.line([(sheet.left, y), (sheet.left + sheet.width - 1, y)], fill=_GRID)
    last = sheet.x_of(track.clip.duration_ms / 1000)
    lowest, highest, rms = _columns(track.clip.samples, last - sheet.left + 1)
    for spread, colour in (((lowest, highest), _PEAK), ((-rms, rms), _RMS)):
        ends = [np.round(middle - half * np.clip(edge, -1.0, 1.0)).tolist() for edge in spread]
        for column, (low, high) in enumerate(zip(*ends, strict=True)):
            x = sheet.left + column
            pen.line([(x, high), (x, low)], fill=colour)
    _write(pen, (_MARGIN_PX, round(middle) - _TEXT_PX // 2 - 2), track.label, _TEXT_PX)


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


def text_font(size_px: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """Return a font and whether it has Vietnamese letters."""
    from PIL import ImageFont  # noqa: PLC0415 - only who draws pays for it

    try:
        return ImageFont.truetype("DejaVuSans.ttf", size_px), True
    except OSError:
        return ImageFont.load_default(size_px), False


def _text_width(text: str) -> int:
    font, has_vietnamese = text_font(_TEXT_PX)
    return round(font.getlength(text if has_vietnamese else plain_letters(text)))


def _write(pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size_px: int) -> None:
    font, has_vietnamese = text_font(size_px)
    pen.text(at, text if has_vietnamese else plain_letters(text), fill=_INK, font=font)


def plain_letters(text: str) -> str:
    """Return Vietnamese without its marks: ``Điểm loa`` becomes ``Diem loa``."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
