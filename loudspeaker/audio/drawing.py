"""What pictures of sound share: paper, ink, letters, and the PNG that comes out."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

PAPER, INK, GRID = "#ffffff", "#30343b", "#d8dce3"
PALE, DARK = "#7fb0e6", "#1f5fa8"
"""Two shades of one colour: the highest values, and the mean."""

MARGIN_PX, AXIS_PX, TITLE_PX = 12, 28, 34
TEXT_PX, TITLE_TEXT_PX = 14, 18


def text_font(size_px: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """Return a font and whether it has Vietnamese letters."""
    from PIL import ImageFont  # noqa: PLC0415 - only who draws pays for it

    try:
        return ImageFont.truetype("DejaVuSans.ttf", size_px), True
    except OSError:
        return ImageFont.load_default(size_px), False


def text_width(text: str) -> int:
    """Return how wide an ordinary text is drawn, in pixels."""
    font, has_vietnamese = text_font(TEXT_PX)
    return round(font.getlength(text if has_vietnamese else plain_letters(text)))


def write(pen: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size_px: int = TEXT_PX) -> None:
    """Write a text whose upper left corner is ``at``.

    Text is drawn with DejaVu Sans where the machine has it; Pillow's own font has no Vietnamese
    letters, so that without DejaVu they are drawn without their marks rather than as boxes.
    """
    font, has_vietnamese = text_font(size_px)
    pen.text(at, text if has_vietnamese else plain_letters(text), fill=INK, font=font)


def plain_letters(text: str) -> str:
    """Return Vietnamese without its marks: ``Điểm loa`` becomes ``Diem loa``."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def png(picture: Image.Image) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
