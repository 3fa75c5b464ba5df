"""The report on paper: A4, as an office of Vietnam writes one, in letters that have every mark."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fpdf import FPDF, XPos, YPos
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont

from loudspeaker.printing.fonts import SANS, font_file
from loudspeaker.printing.paper import STATE
from loudspeaker.sentences.language import _
from loudspeaker.sheets.reporting.chart import HEIGHT, WIDTH, Anchor, Chart
from loudspeaker.sheets.reporting.document import Document, Head, Part, shown
from loudspeaker.sheets.reporting.told import CHART_BEHIND

_FONTS = {"": SANS.regular, "B": SANS.bold}
_FAMILY = SANS.name
_BOX = "□"
_MARGIN_MM, _FOOT_MM = 18.0, 16.0
_LINE, _GAP = 5.2, 3.0
_TEXT_PT, _SMALL_PT, _HEADING_PT, _TITLE_PT = 10, 8.5, 11.5, 15
_SIGNING_MM = 42.0
_TINT, _RULE, _INK = (232, 238, 246), (150, 156, 166), (34, 38, 44)
_POINTS_PER_MM = 72 / 25.4


def to_pdf(document: Document, chart: Chart, made_at: datetime) -> bytes:
    """Return the file; NotFound (``font``) on a machine without letters for Vietnamese."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    paper = _Paper(document)
    paper.set_creation_date(made_at)
    paper.begin()
    for part in document.parts:
        paper.part(part)
        if part.name == CHART_BEHIND:
            paper.chart(chart)
    paper.signatures()
    return bytes(paper.output())


class _Paper(FPDF):
    """The sheets; its library calls ``footer`` at the end of each."""

    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self._document = document
        for style, name in _FONTS.items():
            self.add_font(_FAMILY, style, font_file(name))
        fonts = [font for font in self.fonts.values() if isinstance(font, TTFFont)]
        self._letters = set.intersection(*(set(font.cmap) for font in fonts))
        self.set_margins(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_FOOT_MM + 4)
        self.set_draw_color(*_RULE)
        self.set_text_color(*_INK)
        self.set_title(self._written(f"{document.title} · {document.footer}"))
        self.set_lang("vi")

    def _written(self, text: str) -> str:
        """Return letters and marks joined, as the font has them, and a box for what it has not."""
        joined = unicodedata.normalize("NFC", text)
        return "".join(letter if ord(letter) in self._letters else _BOX for letter in joined)

    def footer(self) -> None:
        """Write whose report it is, and which page of how many."""
        self.set_y(-_FOOT_MM)
        self.set_font(_FAMILY, "", _SMALL_PT)
        pages = _("Page {page} of {pages}").format(page=self.page_no(), pages="{nb}")
        room = self.epw - 40
        self.cell(room, 5, self._fitting(self._document.footer, room), align="L")
        self.cell(40, 5, pages, align="R")

    def _fitting(self, text: str, room: float) -> str:
        text = self._written(text)
        while text and self.get_string_width(f"{text}…") > room:
            text = text[:-1]
        return text if text == self._written(self._document.footer) else f"{text}…"

    # --- the head of the paper ------------------------------------------------------------------

    def begin(self) -> None:
        """Write the office's head and the title."""
        self.add_page()
        half, top = self.epw / 2, self.get_y()
        self.set_font(_FAMILY, "B", _TEXT_PT)
        self._block(self.l_margin, top, half - 6, self._document.station, "C")
        left_end = self.get_y()
        self.set_font(_FAMILY, "B", _SMALL_PT)
        for line in STATE:
            self._block(self.l_margin + half - 6, top, half + 6, line, "C")
            top = self.get_y()
        middle = self.l_margin + half - 6 + (half + 6) / 2
        self.line(middle - 24, top + 1, middle + 24, top + 1)
        self.set_y(max(top, left_end) + 9)
        for size, text in (
            (_TITLE_PT, self._document.title),
            (_HEADING_PT, self._document.subtitle),
        ):
            self.set_font(_FAMILY, "B", size)
            self._lines(text, align="C", height=size * 0.55)
        self.ln(_GAP)

    def _block(self, left: float, top: float, width: float, text: str, align: str) -> None:
        self.set_xy(left, top)
        self.multi_cell(
            width, _LINE, self._written(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _lines(self, text: str, *, align: str = "L", height: float = _LINE) -> None:
        self.multi_cell(
            0, height, self._written(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    # --- parts ----------------------------------------------------------------------------------

    def part(self, part: Part) -> None:
        """Write a heading with its sentences and its table, the heading never alone."""
        sentences = sum(len(sentence) // 80 + 1 for sentence in part.sentences)
        self._make_room(14 + _LINE * min(6, sentences) + (16 if part.columns else 0))
        self.ln(_GAP)
        self.set_font(_FAMILY, "B", _HEADING_PT)
        self._lines(part.heading, height=6.5)
        self.set_font(_FAMILY, "", _TEXT_PT)
        for sentence in part.sentences:
            self._lines(sentence)
            self.ln(1)
        if part.columns:
            self._table(part.columns, part.rows, part.last)

    def _make_room(self, needed: float) -> None:
        if self.will_page_break(needed):
            self.add_page()

    def _table(
        self, columns: Sequence[Head], rows: Sequence[Sequence[Any]], last: Sequence[Any]
    ) -> None:
        self.ln(1)
        self.set_font(_FAMILY, "", _SMALL_PT + 0.5)
        with self.table(
            col_widths=tuple(column.share for column in columns),
            text_align=tuple("RIGHT" if column.right else "LEFT" for column in columns),
            headings_style=FontFace(emphasis="BOLD", fill_color=_TINT),
            borders_layout=TableBordersLayout.ALL,
            line_height=_LINE,
            padding=(0.6, 1.6),
        ) as table:
            table.row([self._written(column.text) for column in columns])
            for row in rows:
                table.row([self._written(shown(cell)) for cell in row])
            if last:
                cells = [self._written(shown(cell)) for cell in last]
                table.row(cells, style=FontFace(emphasis="BOLD"))

    # --- the picture ----------------------------------------------------------------------------

    def chart(self, chart: Chart) -> None:
        """Draw the picture across the page, in lines and letters that stay sharp."""
        scale = self.epw / WIDTH
        self._make_room(HEIGHT * scale + 6)
        self.ln(_GAP)
        left, top = self.l_margin, self.get_y()
        for box in chart.boxes:
            self.set_fill_color(box.colour)
            place = (left + box.left * scale, top + box.top * scale)
            self.rect(*place, box.width * scale, box.height * scale, style="F")
        for text in chart.texts:
            self.set_font(_FAMILY, "B" if text.bold else "", text.size * scale * _POINTS_PER_MM)
            words = self._written(text.text)
            back = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[text.anchor]
            shift = self.get_string_width(words) * back
            self.text(left + text.left * scale - shift, top + text.baseline * scale, words)
        self.set_y(top + HEIGHT * scale)
        self.set_fill_color(255)

    # --- the end --------------------------------------------------------------------------------

    def signatures(self) -> None:
        """Leave room for the signatures, all on one page."""
        self._make_room(_SIGNING_MM + 14)
        self.ln(6)
        self.set_font(_FAMILY, "", _TEXT_PT)
        self._lines(self._document.made, align="R")
        self.ln(2)
        top, width = self.get_y(), self.epw / len(self._document.signatures)
        for number, (who, how) in enumerate(self._document.signatures):
            left = self.l_margin + number * width
            self.set_font(_FAMILY, "B", _TEXT_PT)
            self._block(left, top, width, who, "C")
            self.set_font(_FAMILY, "", _SMALL_PT)
            self._block(left, self.get_y(), width, how, "C")
        self.set_y(top + _SIGNING_MM)
