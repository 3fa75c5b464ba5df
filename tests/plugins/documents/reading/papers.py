"""Labelled papers as text, and files made of them: PDF, scanned PDF and DOCX."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
from docx import Document
from fpdf import FPDF
from PIL import Image

from loudspeaker.plugins.documents.reading.values import Page

DATA: Final = Path(__file__).parent / "data"
FONT: Final = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A paper's text, how it is laid out, and what is right for each field."""

    layout: str
    fields: dict[str, str]
    text: str

    @property
    def pages(self) -> tuple[Page, ...]:
        """Return its pages; a form feed parts them."""
        texts = self.text.split("\f")
        return tuple(Page(number=n, text=text.strip("\n")) for n, text in enumerate(texts, 1))


def labelled(name: str) -> Iterator[Labelled]:
    """Yield the papers of a file in ``data``."""
    for block in (DATA / name).read_text("utf-8").split("@@@ ")[1:]:
        head, _, text = block.partition("\n---\n")
        layout, *lines = head.splitlines()
        fields = dict(line.split(": ", 1) for line in lines)
        yield Labelled(layout=layout, fields=fields, text=text)


def make_pdf(pages: Sequence[str], *, password: str | None = None, size: int = 11) -> bytes:
    """Return a PDF; a tab parts the left column from the right one."""
    pdf = FPDF(format="A4")
    if password is not None:
        pdf.set_encryption(owner_password="chu", user_password=password)
    pdf.add_font("Paper", fname=FONT)
    for text in pages:
        pdf.add_page()
        pdf.set_font("Paper", size=size)
        for line in text.splitlines():
            _line(pdf, line)
    return bytes(pdf.output())


def _line(pdf: Any, line: str) -> None:
    left, tab, right = line.partition("\t")
    if "\t" in right:
        for cell in line.split("\t"):
            pdf.cell(pdf.get_string_width(cell) + 10, 6, cell)
        pdf.ln(6)
    elif tab:
        pdf.cell(75, 6, left, align="C" if left.isupper() else "L")
        pdf.cell(105, 6, right, align="C", new_x="LMARGIN", new_y="NEXT")
    else:
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")


def stamped() -> bytes:
    """Return a PDF whose number is the appearance of a signature, with another that is hidden."""
    text = (
        b"<</Length %d/Type/XObject/Subtype/Form/BBox[0 0 25 20]/Resources<</Font<</F 5 0 R>>>>>>"
    )
    shown = b"BT /F 14 Tf 2 5 Td (15) Tj ET"
    line = b"BT /F 14 Tf 70 700 Td (So:) Tj 60 0 Td (/TB-UBND) Tj ET"
    widget = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/Rect[%s]/F %d/AP<</N 7 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    page += b"/Annots[6 0 R 8 0 R]/Resources<</Font<</F 5 0 R>>>>>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 8 0 R]/SigFlags 3>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Length %d>>" % len(line) + b"stream\n" + line + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        widget % (b"A", b"100 695 125 715", 132),
        text % len(shown) + b"stream\n" + shown + b"\nendstream",
        widget % (b"B", b"300 595 325 615", 2),
    )
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return out + head + table + tail % (len(objects) + 1, len(out))


def scanned(pdf: bytes, *, dots_per_inch: int = 150) -> bytes:
    """Return a PDF whose pages are pictures of another's: no letters."""
    with_text = pdfium.PdfDocument(pdf)
    pictures: list[Image.Image] = [
        page.render(scale=dots_per_inch / 72, grayscale=True).to_pil() for page in with_text
    ]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()


def make_docx(text: str) -> bytes:
    """Return a DOCX whose letterhead and end are tables of two cells, as offices make them."""
    document = Document()
    rows: list[tuple[str, str]] = []
    for line in [*text.splitlines(), ""]:
        left, tab, right = line.partition("\t")
        if tab and "\t" not in right:
            rows.append((left, right))
            continue
        if rows:
            _two_cells(document, rows)
            rows = []
        if tab:
            _row(document, line.split("\t"))
        else:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _two_cells(document: Any, rows: Sequence[tuple[str, str]]) -> None:
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    for cell, texts in zip(cells, zip(*rows, strict=True), strict=True):
        cell.text = "\n".join(filter(None, texts))


def _row(document: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(document.add_table(1, len(texts)).rows[0].cells, texts, strict=True):
        cell.text = text
