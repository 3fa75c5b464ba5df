"""Workbooks for Excel and LibreOffice: written row by row, so that a long log needs no memory.

What is text stays text: a title that begins with ``=`` is shown and never calculated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from loudspeaker.model import STATION_ZONE
from loudspeaker.model.shown import visible

Value = str | int | float | datetime | timedelta | None
DATE_FORMAT, LENGTH_FORMAT = "dd/mm/yyyy hh:mm:ss", "[h]:mm:ss"
MOST_ROWS = 1_000_000
"""Of one sheet; Excel opens no more than 1,048,576."""
_LONGEST_TEXT = 32_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, and how wide the column is in letters."""

    heading: str
    width: int


class Book:
    """A workbook that is being written."""

    def __init__(self) -> None:
        from openpyxl import Workbook  # noqa: PLC0415 - only who makes one pays for it

        self._book = Workbook(write_only=True)

    def add(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value]],
        *,
        most_rows: int = MOST_ROWS,
    ) -> int:
        """Add a sheet with its headings frozen and filters on them; return how many rows it has.

        What does not fit on one sheet goes on upon the next.
        """
        sheet, number, written, total = self._sheet(name, columns), 1, 0, 0
        for row in rows:
            if written == most_rows:
                _filter(sheet, len(columns), written)
                number, written = number + 1, 0
                sheet = self._sheet(f"{name} {number}", columns)
            sheet.append([_cell(sheet, value) for value in row])
            written, total = written + 1, total + 1
        _filter(sheet, len(columns), written)
        return total

    def _sheet(self, name: str, columns: Sequence[Column]) -> Any:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.append([_heading(sheet, column.heading) for column in columns])
        return sheet

    def close(self) -> None:
        """End the sheets, whose rows lie in files of their own; before ``write``, or instead."""
        for sheet in self._book.worksheets:
            sheet.close()

    def write(self, stream: IO[bytes]) -> None:
        """Write the whole workbook, once."""
        self._book.save(stream)


def _filter(sheet: Any, columns: int, rows: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows + 1}"


def _heading(sheet: Any, text: str) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="DDE7F3")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, visible(value)[:_LONGEST_TEXT])
        cell.data_type = "s"  # also for what looks like a formula,
        cell.quotePrefix = True  # and when somebody edits it
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.astimezone(STATION_ZONE).replace(tzinfo=None))
        cell.number_format = DATE_FORMAT
        return cell
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs know no timedelta
    if isinstance(value, timedelta):
        cell.number_format = LENGTH_FORMAT
    return cell
