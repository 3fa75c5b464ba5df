"""What is seen of a signature: a small PDF made with fpdf2, as large as its place on the page."""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, UnidentifiedImageError

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.documents.signing.places import Place

FONTS: Final = (
    "LiberationSerif-Regular.ttf",
    "NotoSerif-Regular.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSans.ttf",
)
"""The first that is there: letters as wide as those of Times New Roman, with every mark."""
MOST_PICTURE_BYTES: Final = 2 << 20
_MOST_PIXELS: Final = 4000
_LETTERS: Final = "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_TEXT_PT: Final = 10.0
_LEAST_PT: Final = 5.0
_LINE: Final = 1.2
_CLEAR: Final = frozenset({"RGBA", "LA", "PA"})


def picture_size(png: bytes, *, where: str) -> tuple[int, int]:
    """Return width and height in pixels of a picture with a clear background; EntryRefused."""
    if len(png) > MOST_PICTURE_BYTES:
        raise EntryRefused(where=where, problem=f"ảnh lớn hơn {MOST_PICTURE_BYTES >> 20} MB")
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as picture:
            if max(picture.size) > _MOST_PIXELS:
                raise EntryRefused(
                    where=where, problem=f"ảnh lớn hơn {_MOST_PIXELS} điểm mỗi chiều"
                )
            is_clear = picture.mode in _CLEAR or "transparency" in picture.info
            picture.load()
            size = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise EntryRefused(where=where, problem="không phải ảnh PNG, hoặc ảnh hỏng") from None
    if not is_clear:
        raise EntryRefused(where=where, problem="ảnh cần nền trong suốt, nếu không sẽ che chữ")
    return size


def picture_stamp(png: bytes, place: Place) -> bytes:
    """Return a page of the size of a place that shows a picture and nothing else."""
    page = _page(place)
    page.image(BytesIO(png), x=0, y=0, w=place.width, h=place.height)
    return bytes(page.output())


def text_stamp(lines: Sequence[str], place: Place) -> bytes:
    """Return a page of the size of a place with lines at its upper right; NotFound (``font``).

    Letters are 10 pt (NĐ 30/2020, appendix I), smaller where a line would not fit.
    """
    page = _page(place)
    written = [unicodedata.normalize("NFC", line) for line in lines]
    page.add_font("office", "", font_file("".join(written)))
    size = _size(page, written, place)
    page.set_font("office", "", size)
    for number, line in enumerate(written):
        page.set_xy(0, number * size * _LINE)
        page.cell(place.width, size * _LINE, line, align="R")
    return bytes(page.output())


def _size(page: FPDF, lines: Sequence[str], place: Place) -> float:
    size = min(_TEXT_PT, place.height / (_LINE * max(1, len(lines))))
    while size > _LEAST_PT:
        page.set_font("office", "", size)
        if all(page.get_string_width(line) <= place.width - 1 for line in lines):
            return size
        size -= 0.5
    return _LEAST_PT


def _page(place: Place) -> FPDF:
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    page = FPDF(unit="pt", format=(place.width, place.height))
    page.set_margin(0)
    page.c_margin = 0
    page.set_auto_page_break(auto=False)
    page.add_page()
    page.set_text_color(0, 0, 0)
    return page


def font_file(text: str = "") -> str:
    """Return where the first font is that has every letter of a text; NotFound.

    Old builds of the first, often installed beside new ones, have no Vietnamese letters: each is
    looked into.
    """
    wanted = {ord(letter) for letter in f"{_LETTERS}{text}"}
    for name in FONTS:
        for path in _places_of(name):
            if wanted <= letters_of(path):
                return path
    raise NotFound(kind="font", name=FONTS[0], known=[])


@cache
def _places_of(name: str) -> tuple[str, ...]:
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [Path(each) / "fonts" for each in shared.split(":") if each]
    return tuple(str(path) for each in folders for path in sorted(each.rglob(name)))


@cache
def letters_of(path: str) -> frozenset[int]:
    """Return the code points that a font has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
