"""A paper of an office: A4, its head, its text, tables that go on from page to page, signatures.

Form after NĐ 30/2020/NĐ-CP, appendix I: the issuing body on the left, the name of the state and its
motto on the right; page numbers from the second page on, in the middle of the upper margin.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fpdf import FPDF, XPos, YPos
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont

from loudspeaker.printing.fonts import family_here

STATE: Final = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_BOX: Final = "□"
_TOP_MM, _BOTTOM_MM, _LEFT_MM, _RIGHT_MM = 20.0, 20.0, 30.0, 15.0
_WIDE_LEFT_MM: Final = 15.0
_TEXT_PT: Final = 13.0
_TABLE_PT: Final = 11.0
_LINE: Final = 0.46
"""Of the size in points, in millimetres: the height of a line."""
_SIGNING_MM: Final = 38.0
_TINT, _RULE = (236, 236, 236), (90, 90, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands on top: the body (with the one above it), its number, place and date."""

    body: tuple[str, ...]
    number: str = ""
    place_and_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs, as a heading; ``how`` stands below it, ``name`` below the room for the hand."""

    who: str
    how: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its heading and its share of the width."""

    heading: str
    share: float
    right: bool = False


class Paper(FPDF):
    """The sheets; ``wide`` lays them across, for registers with many columns."""

    def __init__(self, *, title: str, made_at: datetime, wide: bool = False) -> None:
        """Begin an empty paper; NotFound (``font``) on a machine without letters."""
        logging.getLogger("fontTools").setLevel(logging.WARNING)
        super().__init__(orientation="landscape" if wide else "portrait", format="A4")
        family = family_here()
        self._family = family.name
        for style, name in (("", family.regular), ("B", family.bold), ("I", family.italic)):
            self.add_font(self._family, style, name)
        fonts = [font for font in self.fonts.values() if isinstance(font, TTFFont)]
        self._letters = set.intersection(*(set(font.cmap) for font in fonts))
        self.set_margins(_WIDE_LEFT_MM if wide else _LEFT_MM, _TOP_MM, _RIGHT_MM)
        self.set_auto_page_break(auto=True, margin=_BOTTOM_MM)
        self.set_draw_color(*_RULE)
        self.set_title(self.written(title))
        self.set_lang("vi")
        self.set_creation_date(made_at)
        self.add_page()

    def to_bytes(self) -> bytes:
        """Return the file."""
        return bytes(self.output())

    def written(self, text: str) -> str:
        """Return letters and marks joined, as the font has them, and a box for what it has not."""
        joined = unicodedata.normalize("NFC", text)
        return "".join(c if ord(c) in self._letters or c == "\n" else _BOX for c in joined)

    def header(self) -> None:
        """Write the number of the page, but for the first; called by the library."""
        if self.page_no() > 1:
            self.font(size=_TEXT_PT)
            self.set_y(_TOP_MM / 2)
            self.cell(0, 5, str(self.page_no()), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_y(_TOP_MM)

    def font(self, style: str = "", size: float = _TEXT_PT) -> None:
        """Write on in a style (``B``, ``I``) and a size in points."""
        self.set_font(self._family, style, size)

    # --- the head -------------------------------------------------------------------------------

    def head(self, head: Head) -> None:
        """Write who issues it and for which state."""
        top, left_share = self.get_y(), 0.44
        left, right = self.epw * left_share, self.epw * (1 - left_share)
        above, *own = head.body if len(head.body) > 1 else ("", *head.body)
        self._column_at(self.l_margin, top, left, [(above, "", 12), *((t, "B", 12) for t in own)])
        self._rule(self.l_margin + left / 2, 12)
        self._below(self.l_margin, left, head.number, "")
        left_end = self.get_y()
        self._column_at(
            self.l_margin + left, top, right, [(STATE[0], "B", 12), (STATE[1], "B", 13)]
        )
        self._rule(self.l_margin + left + right / 2, 28)
        self._below(self.l_margin + left, right, head.place_and_date, "I")
        self.set_y(max(left_end, self.get_y()) + 4)

    def _column_at(
        self, left: float, top: float, width: float, lines: Sequence[tuple[str, str, float]]
    ) -> None:
        self.set_xy(left, top)
        for text, style, size in lines:
            if text:
                self.font(style, size)
                self.set_x(left)
                self._text(text, width=width, align="C", size=size)

    def _rule(self, middle: float, half: float) -> None:
        self.line(middle - half, self.get_y() + 0.8, middle + half, self.get_y() + 0.8)
        self.ln(2.5)

    def _below(self, left: float, width: float, text: str, style: str) -> None:
        if text:
            self._column_at(left, self.get_y(), width, [(text, style, _TEXT_PT)])

    def titled(self, title: str, below: str = "") -> None:
        """Write the title in the middle, and a line below it."""
        self.ln(2)
        self.font("B", 14)
        self._text(title, align="C", size=14)
        if below:
            self.font("I", _TEXT_PT)
            self._text(below, align="C", size=_TEXT_PT)
        self.ln(3)

    # --- text -----------------------------------------------------------------------------------

    def paragraph(self, text: str, *, style: str = "", align: str = "J") -> None:
        """Write a paragraph."""
        self.font(style, _TEXT_PT)
        self._text(text, align=align, size=_TEXT_PT)
        self.ln(1.5)

    def field(self, name: str, value: str) -> None:
        """Write a name and what is entered there; dots where nothing is."""
        self.font(size=_TEXT_PT)
        self._text(f"{name}: {value or '…' * 20}", align="L", size=_TEXT_PT)
        self.ln(0.8)

    def _text(self, text: str, *, width: float = 0, align: str, size: float) -> None:
        self.multi_cell(
            width, size * _LINE, self.written(text), align=align,
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip

    def make_room(self, needed_mm: float) -> None:
        """Begin a new page where less room is left than is needed."""
        if self.will_page_break(needed_mm):
            self.add_page()

    # --- tables ---------------------------------------------------------------------------------

    def rows(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = _TABLE_PT
    ) -> None:
        """Write a table, its headings on every page that it reaches."""
        self.font(size=size)
        with self.table(
            width=self.epw,
            align="LEFT",  # of its own it stands in the middle between two unlike margins
            col_widths=tuple(column.share for column in columns),
            text_align=tuple("RIGHT" if column.right else "LEFT" for column in columns),
            headings_style=FontFace(emphasis="BOLD", fill_color=_TINT),
            borders_layout=TableBordersLayout.ALL,
            line_height=size * _LINE,
            padding=(0.8, 1.2),
        ) as table:
            table.row([self.written(column.heading) for column in columns])
            for row in rows:
                table.row([self.written(cell) for cell in row])
        self.ln(3)

    # --- the end --------------------------------------------------------------------------------

    def signed(self, signatures: Sequence[Signature], *, above: str = "") -> None:
        """Leave room for hands, side by side and all on one page."""
        self.make_room(_SIGNING_MM + 14)
        self.ln(3)
        if above:
            self.font("I", _TEXT_PT)
            self._text(above, align="R", size=_TEXT_PT)
        places = max(2, len(signatures))  # one alone signs on the right
        top, width = self.get_y(), self.epw / places
        for number, each in enumerate(signatures, places - len(signatures)):
            left = self.l_margin + number * width
            lines = [(each.who.upper(), "B", _TEXT_PT), (each.how, "I", 11.0)]
            self._column_at(left, top, width, lines)
            self._column_at(left, top + _SIGNING_MM - 8, width, [(each.name, "B", _TEXT_PT)])
        self.set_y(top + _SIGNING_MM)

    def picture(self, image: Any, *, width_mm: float, left_mm: float, top_mm: float) -> None:
        """Place a picture (an opened Pillow image, or PNG bytes) on this page."""
        self.image(image, x=left_mm, y=top_mm, w=width_mm)
