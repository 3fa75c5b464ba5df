"""A commissioning card as PNG, SVG or PDF."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from loudspeaker.cli.card import HEIGHT_MM, WIDTH_MM, Sheet

if TYPE_CHECKING:
    from PIL import Image

DOTS_PER_INCH = 300
_PX = DOTS_PER_INCH / 25.4
_PAPER, _INK = 255, 0


def to_svg(sheet: Sheet) -> bytes:
    """Return the sheet as SVG in millimetres; letters are the viewer's."""
    texts = "".join(
        f'<text x="{line.left:.2f}" y="{line.top + line.size:.2f}" font-size="{line.size:.2f}"'
        f' xml:space="preserve">{html.escape(line.text)}</text>\n'
        for line in sheet.lines
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM:g}mm" height="{HEIGHT_MM:g}mm"'
        f' viewBox="0 0 {WIDTH_MM:g} {HEIGHT_MM:g}">\n'
        f'<rect width="{WIDTH_MM:g}" height="{HEIGHT_MM:g}" fill="white"/>\n'
        f'<g font-family="DejaVu Sans, Arial, sans-serif" fill="black">\n{texts}</g>\n'
        f'<path fill="black" shape-rendering="crispEdges" d="{_path(sheet)}"/>\n</svg>\n'
    ).encode()


def _path(sheet: Sheet) -> str:
    side, origin = sheet.module_mm, sheet.code_mm
    return "".join(
        f"M{origin + column * side:.4f} {origin + row * side:.4f}"
        f"h{length * side:.4f}v{side:.4f}h{-length * side:.4f}z"
        for row, column, length in _runs(sheet)
    )


def _runs(sheet: Sheet) -> Iterator[tuple[int, int, int]]:
    """Yield row, first column and length of every stretch of ink."""
    for number, row in enumerate(sheet.modules):
        start = None
        for column, ink in enumerate((*row, False)):
            if ink and start is None:
                start = column
            elif not ink and start is not None:
                yield number, start, column - start
                start = None


def to_png(sheet: Sheet) -> bytes:
    """Return the sheet as PNG at 300 dots an inch."""
    out = io.BytesIO()
    _picture(sheet).save(out, format="PNG", optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return out.getvalue()


def to_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of one page, which prints everywhere."""
    out = io.BytesIO()
    _picture(sheet).save(out, format="PDF", resolution=float(DOTS_PER_INCH), quality=95)
    return out.getvalue()


def _picture(sheet: Sheet) -> Image.Image:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    from loudspeaker.audio.drawing import plain_letters, text_font  # noqa: PLC0415 - numpy

    picture = Image.new("L", (round(WIDTH_MM * _PX), round(HEIGHT_MM * _PX)), _PAPER)
    pen = ImageDraw.Draw(picture)
    for line in sheet.lines:
        font, has_vietnamese = text_font(round(line.size * _PX))
        text = line.text if has_vietnamese else plain_letters(line.text)
        pen.text((line.left * _PX, line.top * _PX), text, fill=_INK, font=font)
    side = int(sheet.module_mm * _PX)  # whole dots, so that every module is as wide as the others
    origin = round(sheet.code_mm * _PX)
    for row, column, length in _runs(sheet):
        left, top = origin + column * side, origin + row * side
        pen.rectangle((left, top, left + length * side - 1, top + side - 1), fill=_INK)
    return picture


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {
    ".png": to_png,
    ".svg": to_svg,
    ".pdf": to_pdf,
}
"""The file's ending → how it is written."""
