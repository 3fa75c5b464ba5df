"""A page's characters as runs with their places, by way of pdfium's text page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from loudspeaker.plugins.documents.reading.lines import COLUMN_GAP, Piece

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_HYPHEN: Final = "\x02"  # pdfium's sign for a hyphen at the end of a line
_BACK: Final = 0.5


def pieces(text_page: PdfTextPage, count: int) -> Iterator[Piece]:
    """Yield the runs of the first ``count`` characters; a run goes from left to right."""
    run = _Run()
    for character, box in _characters(text_page, count):
        if character in "\r\n":
            yield from run.end()
        elif character.isspace():
            run.space()
        else:
            if not run.goes_on(box):
                yield from run.end()
            run.add(character, box)
    yield from run.end()


Box = tuple[float, float, float, float]


def _characters(text_page: PdfTextPage, count: int) -> Iterator[tuple[str, Box]]:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads the library

    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, place)
        character = _character(code)
        if character:
            yield character, (box.left, box.right, box.top, box.bottom)


def _character(code: int) -> str:
    """Return the character; half of a pair, which no Vietnamese letter needs, is none."""
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:  # noqa: PLR2004 - Unicode
        return ""
    character = chr(code)
    if character == _HYPHEN:
        return "-"
    return character if character.isprintable() or character.isspace() else ""


class _Run:
    """A run that grows; its height is that of its first letter."""

    def __init__(self) -> None:
        self._text = ""
        self._box: Box | None = None
        self._after_space = False

    def space(self) -> None:
        self._after_space = bool(self._text)

    def goes_on(self, box: Box) -> bool:
        if self._box is None:
            return True
        left, right, top, bottom = self._box
        height = max(top - bottom, 1e-3)
        is_level = abs((box[2] + box[3]) - (top + bottom)) < height
        return is_level and box[0] - right < COLUMN_GAP * height and box[0] > left - _BACK * height

    def add(self, character: str, box: Box) -> None:
        self._text += (" " if self._after_space else "") + character
        self._after_space = False
        if self._box is None:
            self._box = box
        else:
            left, right, top, bottom = self._box
            self._box = (min(left, box[0]), max(right, box[1]), top, bottom)

    def end(self) -> Iterator[Piece]:
        if self._text and self._box is not None:
            left, right, top, bottom = self._box
            yield Piece(text=self._text, left=left, right=right, top=top, bottom=bottom)
        self._text, self._box, self._after_space = "", None, False
