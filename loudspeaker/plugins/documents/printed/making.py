"""A register or report as a PDF for the shelf, or as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.printed.rows import COLUMNS, Report

_WIDTH: Final = 9
"""Of a column of a workbook, in letters for each share."""
MOST_ON_PAPER: Final = 20_000
"""Lines of one PDF: five years of a commune; more is asked for in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Whose register it is, what it is of (``Năm 2026``), and when it was made."""

    above: str
    body: str
    place: str
    below: str
    made_at: datetime


def to_pdf(report: Report, rows: Iterable[Sequence[str]], issued: Issued) -> bytes:
    """Return it on sheets of A4 laid across; NotFound (``font``) on a machine without letters."""
    from loudspeaker.printing.paper import Column, Head, Paper, Signature  # noqa: PLC0415 - heavy

    paper = Paper(title=f"{report.label}. {issued.below}", made_at=issued.made_at, wide=True)
    paper.head(Head(body=tuple(filter(None, (issued.above, issued.body))), place_and_date=""))
    paper.titled(report.label.upper(), issued.below)
    columns = [Column(heading=heading, share=share) for heading, share in COLUMNS[report]]
    listed = list(rows) or [("",) * len(columns)]
    paper.rows(columns, listed, size=9.5)
    local = issued.made_at.astimezone(STATION_ZONE)
    made = f"ngày {local.day:02d} tháng {local.month:02d} năm {local.year}"
    paper.signed(
        [Signature(who="Người lập"), Signature(who="Lãnh đạo", how="(Ký tên, đóng dấu)")],
        above=", ".join(filter(None, (issued.place, made))),
    )
    return paper.to_bytes()


def to_workbook(report: Report, rows: Iterable[Sequence[str]]) -> bytes:
    """Return it as an Excel file; what looks like a formula is shown and never calculated."""
    from loudspeaker.printing.book import Book, Column  # noqa: PLC0415 - heavy

    book, stream = Book(), io.BytesIO()
    columns = [
        Column(heading=heading, width=max(9, round(_WIDTH * share)))
        for heading, share in COLUMNS[report]
    ]
    book.add(report.label[:31], columns, rows)
    book.close()
    book.write(stream)
    return stream.getvalue()
