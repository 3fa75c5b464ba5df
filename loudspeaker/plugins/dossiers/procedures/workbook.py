"""The first sheet of an Excel workbook: opened within bounds, its cells as texts."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from loudspeaker.errors import FileRefused

_MOST_UNPACKED: Final = 100 << 20
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']{1,40})[\"']")
_MOST_MERGED: Final = 200_000


def open_sheet(name: str, data: bytes) -> Any:
    """Return the first sheet, nothing of it reckoned; FileRefused for what cannot be one."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only who reads one pays for it

    sheet = None
    try:
        if _is_small(data):
            sheet = load_workbook(io.BytesIO(data), keep_links=False).worksheets[0]
    except Exception as error:
        raise FileRefused(path=name, problem="không phải tệp Excel, hoặc tệp hỏng") from error
    if sheet is None:
        raise FileRefused(path=name, problem="mở ra lớn hơn 100 MB, hoặc gộp quá nhiều ô")
    return sheet


def _is_small(data: bytes) -> bool:
    """Tell whether it can be opened: each cell of a merged area is made, however many it says."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
            return False
        sheets = [each for each in packed.namelist() if each.startswith("xl/worksheets/")]
        merged = [area for each in sheets for area in _MERGED.findall(packed.read(each))]
    return sum(map(_cells, merged)) <= _MOST_MERGED


def _cells(area: bytes) -> int:
    from openpyxl.utils import range_boundaries  # noqa: PLC0415

    left, top, right, bottom = (each or _MOST_MERGED for each in range_boundaries(area.decode()))
    return (right - left + 1) * (bottom - top + 1)


def merged_rows(sheet: Any) -> dict[int, str]:
    """Return row → the merged cells that touch it."""
    return {
        row: str(area)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
    }


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell whose value is nobody's word."""

    text: str


def shown(cell: Any) -> str | Formula:
    """Return what a cell says, or that it is reckoned (or an error)."""
    value = cell.value
    if cell.data_type in {"f", "e"}:
        return Formula(str(getattr(value, "text", value)))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
