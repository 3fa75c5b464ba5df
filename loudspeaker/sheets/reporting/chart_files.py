"""A chart as PNG or SVG."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Mapping
from typing import Any

from loudspeaker.sheets.reporting.chart import HEIGHT, INK, WIDTH, Anchor, Chart, Text

_SCALE = 2  # sharp on paper and on large screens
_PILLOW_ANCHORS = {Anchor.START: "ls", Anchor.MIDDLE: "ms", Anchor.END: "rs"}


def to_svg(chart: Chart) -> bytes:
    """Return the picture as SVG; letters are the viewer's."""
    boxes = "".join(
        f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}"'
        f' height="{box.height:.2f}" fill="{box.colour}"/>\n'
        for box in chart.boxes
    )
    texts = "".join(
        f'<text x="{text.left:.2f}" y="{text.baseline:.2f}" font-size="{text.size:g}"'
        f' text-anchor="{text.anchor}"{_weight(text)}>{html.escape(text.text)}</text>\n'
        for text in chart.texts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
        f' width="{WIDTH:g}" height="{HEIGHT:g}">\n'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="white"/>\n{boxes}'
        f'<g font-family="DejaVu Sans, Arial, sans-serif" fill="{INK}">\n{texts}</g>\n</svg>\n'
    ).encode()


def _weight(text: Text) -> str:
    return ' font-weight="bold"' if text.bold else ""


def to_png(chart: Chart) -> bytes:
    """Return the picture as PNG, two dots for each unit."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws pays for it

    picture = Image.new("RGB", (round(WIDTH * _SCALE), round(HEIGHT * _SCALE)), "white")
    pen = ImageDraw.Draw(picture)
    for box in chart.boxes:
        corner = (box.left * _SCALE, box.top * _SCALE)
        end = ((box.left + box.width) * _SCALE, (box.top + box.height) * _SCALE)
        pen.rectangle((*corner, *end), fill=box.colour)
    for text in chart.texts:
        _write(pen, text)
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _write(pen: Any, text: Text) -> None:
    from loudspeaker.audio.drawing import plain_letters, text_font  # noqa: PLC0415 - numpy

    font, has_vietnamese = text_font(round(text.size * _SCALE))
    shown = text.text if has_vietnamese else plain_letters(text.text)
    anchor = _PILLOW_ANCHORS[text.anchor] if has_vietnamese else None
    place = (text.left * _SCALE, text.baseline * _SCALE)
    stroke = 1 if text.bold and has_vietnamese else 0
    pen.text(place, shown, fill=INK, font=font, anchor=anchor, stroke_width=stroke)


WRITERS: Mapping[str, Callable[[Chart], bytes]] = {".png": to_png, ".svg": to_svg}
"""The file's ending → how it is written."""
