"""The report as a workbook: a sheet for each table, with lengths that can be added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from loudspeaker.printing.book import Book, Column, Value
from loudspeaker.report import Report
from loudspeaker.report.figures import LEVELS
from loudspeaker.sentences.language import _
from loudspeaker.sentences.words import PRIORITIES, word
from loudspeaker.sheets.reporting.document import Document, Part
from loudspeaker.sheets.saving import save

_WIDTH = 110
_LONGEST_NAME = 31  # of a sheet
_BARRED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(path: Path, document: Document, report: Report) -> None:
    """Write the file in one step; StorageFailure."""
    book = Book()
    book.add(_("Report"), [Column(heading=document.title, width=_WIDTH)], _sentences(document))
    for part in document.parts:
        if part.columns:
            book.add(_sheet_name(part.heading), _columns(part), _rows(part))
    book.add(_("By day"), _day_columns(), _days(report))
    save(book, path)


def _sheet_name(heading: str) -> str:
    return heading.translate(_BARRED)[:_LONGEST_NAME].strip()


def _sentences(document: Document) -> Iterator[Sequence[Value]]:
    yield [document.station]
    yield [document.subtitle]
    for part in document.parts:
        for sentence in part.sentences:
            yield [f"{part.heading}: {sentence}"]
    yield [document.made]


def _columns(part: Part) -> list[Column]:
    shares = sum(column.share for column in part.columns)
    return [
        Column(heading=column.text, width=max(12, _WIDTH * column.share // shares))
        for column in part.columns
    ]


def _rows(part: Part) -> Iterator[Sequence[Value]]:
    yield from part.rows
    if part.last:
        yield part.last


def _day_columns() -> list[Column]:
    levels = [Column(heading=word(PRIORITIES, level), width=14) for level in LEVELS]
    return [
        Column(heading=_("Day"), width=14),
        *levels,
        Column(heading=_("Sum"), width=14),
        Column(heading=_("Not heard"), width=14),
    ]


def _days(report: Report) -> Iterator[Sequence[Value]]:
    for span in report.spans:
        levels = [timedelta(milliseconds=span.ms_by_level.get(level, 0)) for level in LEVELS]
        yield [span.name, *levels, timedelta(milliseconds=span.ms), span.unheard]
