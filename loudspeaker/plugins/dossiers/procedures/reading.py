"""Tables of procedures read from CSV, XLSX and JSON: every row, or what is wrong with it.

Nothing of a file is run: a formula is never reckoned, and what a cell once showed is not taken for
what it says.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loudspeaker.errors import FileRefused
from loudspeaker.plugins.dossiers.procedures.rows import HEADINGS, Row, RowError, key_of, missing
from loudspeaker.plugins.dossiers.procedures.workbook import (
    Formula,
    merged_rows,
    open_sheet,
    shown,
)

MOST_BYTES: Final = 10 << 20
MOST_ROWS: Final = 20_000
_MOST_CELL: Final = 32_768
_MOST_COLUMNS: Final = 100
_LOOKED_FOR_HEADINGS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The rows of a file, and what is wrong with others; a row is in one of the two."""

    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]


def read_table(path: Path) -> Read:
    """Return the rows of a file by its ending; FileRefused for what is no such file."""
    ending = path.suffix.lower()
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx, ".json": _read_json}
    if ending not in readers:
        raise FileRefused(path=path.name, problem="nhận tệp .csv, .xlsx hoặc .json")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(path=path.name, problem="lớn hơn 10 MB")
        return readers[ending](path.name, path.read_bytes())
    except OSError as error:
        raise FileRefused(path=path.name, problem=f"không đọc được ({error.strerror})") from error


def _read_csv(name: str, data: bytes) -> Read:
    text = _decoded(name, data)
    try:
        lines = list(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        )
    except csv.Error as error:
        raise FileRefused(path=name, problem=f"tệp CSV hỏng hoặc chưa hết ({error})") from error
    return _read_lines(name, enumerate(lines, 1), {})


def _delimiter(text: str) -> str:
    """Return what parts the cells: what the most headings are found by."""
    top = text[:8192].splitlines()[:_LOOKED_FOR_HEADINGS]

    def headings(delimiter: str) -> int:
        return sum(bool(key_of(cell.strip(' "'))) for line in top for cell in line.split(delimiter))

    return max(",;\t", key=headings)


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = "không phải UTF-8; trong Excel chọn lưu kiểu “CSV UTF-8”"
        raise FileRefused(path=name, problem=problem) from None


def _read_json(name: str, data: bytes) -> Read:
    try:
        document = json.loads(_decoded(name, data))
    except (ValueError, RecursionError):
        raise FileRefused(path=name, problem="không phải JSON, hoặc chưa hết") from None
    if isinstance(document, dict):
        document = document.get("data", document.get("procedures"))
    if not isinstance(document, list) or len(document) > MOST_ROWS:
        raise FileRefused(path=name, problem=f"cần một danh sách, nhiều nhất {MOST_ROWS} mục")
    rows, errors = [], []
    for number, item in enumerate(document, 1):
        cells = _json_cells(item)
        if cells is None:
            errors.append(RowError(row=number, where="mục", problem="cần tên trường và giá trị"))
        else:
            rows.append(Row(number=number, cells=cells))
    return Read(rows=tuple(rows), errors=tuple(errors))


def _json_cells(item: object) -> Mapping[str, str] | None:
    if not isinstance(item, dict):
        return None
    found = {key: value for name, value in item.items() if (key := key_of(str(name)))}
    texts = {key: _json_text(value) for key, value in found.items()}
    return None if None in texts.values() else {k: v for k, v in texts.items() if v is not None}


def _json_text(value: object) -> str | None:
    """Return a value as a cell: a list as lines, an object as its values between bars."""
    if value is None:
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and len(value) <= MOST_ROWS:
        lines = [_json_line(each) for each in value]
        return None if None in lines else "\n".join(each for each in lines if each)
    return None


def _json_line(value: object) -> str | None:
    if isinstance(value, str):
        return " ".join(value.split())
    if not isinstance(value, dict):
        return None
    parts = [str(value.get("name", ""))]
    if "doer" in value or "limit" in value:
        parts += [str(value.get("doer", "")), str(value.get("limit", ""))]
    else:
        counts = (("original", "bản chính"), ("copies", "bản sao"))
        parts.append(", ".join(f"{value[key]} {word}" for key, word in counts if value.get(key)))
        parts.append(str(value.get("template", "")))
    return " | ".join(" ".join(part.split()) for part in parts)


def _read_xlsx(name: str, data: bytes) -> Read:
    sheet = open_sheet(name, data)
    if sheet.max_row > MOST_ROWS + _LOOKED_FOR_HEADINGS:
        problem = f"nhiều hơn {MOST_ROWS} dòng; xóa cả những dòng trống ở cuối"
        raise FileRefused(path=name, problem=problem)
    rows = sheet.iter_rows(max_col=min(sheet.max_column, _MOST_COLUMNS))
    lines = enumerate(([shown(each) for each in row] for row in rows), 1)
    return _read_lines(name, lines, merged_rows(sheet))


def _read_lines(
    name: str,
    lines: Iterator[tuple[int, Sequence[str | Formula]]],
    merged: Mapping[int, str],
) -> Read:
    keys = _headings(name, lines)
    rows: list[Row] = []
    errors: list[RowError] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) + len(errors) >= MOST_ROWS:
            raise FileRefused(path=name, problem=f"nhiều hơn {MOST_ROWS} dòng")
        wrong = _wrong(number, cells, keys, merged)
        if wrong:
            errors.append(wrong)
            continue
        pairs = zip(keys, cells, strict=False)
        rows.append(Row(number=number, cells={key: str(cell) for key, cell in pairs if key}))
    return Read(rows=tuple(rows), errors=tuple(errors))


def _headings(name: str, lines: Iterator[tuple[int, Sequence[str | Formula]]]) -> list[str | None]:
    """Return what each column is, by the first line with the headings that are needed."""
    nearest = [HEADINGS["code"]]
    for _, (_number, cells) in zip(range(_LOOKED_FOR_HEADINGS), lines, strict=False):
        keys = [key_of(cell) if isinstance(cell, str) else None for cell in cells]
        known = [key for key in keys if key]
        if len(known) > len(set(known)):
            raise FileRefused(path=name, problem="có hai cột cùng tên")
        lacking = missing(set(known))
        if not lacking:
            return keys
        if known:
            nearest = lacking
    raise FileRefused(path=name, problem=f"thiếu cột: {', '.join(nearest)}")


def _wrong(
    number: int,
    cells: Sequence[str | Formula],
    keys: Sequence[str | None],
    merged: Mapping[int, str],
) -> RowError | None:
    if number in merged:
        problem = f"ô gộp {merged[number]}: bỏ gộp ô, ghi giá trị vào từng dòng"
        return RowError(row=number, where="ô gộp", problem=problem)
    for key, cell in zip(keys, cells, strict=False):
        if key and isinstance(cell, Formula):
            problem = f"là công thức ({cell.text[:40]}): chép lại thành giá trị"
            return RowError(row=number, where=HEADINGS[key], problem=problem)
        if key and isinstance(cell, str) and len(cell) > _MOST_CELL:
            return RowError(row=number, where=HEADINGS[key], problem="dài quá")
    if len(cells) > len(keys) and any(cells[len(keys) :]):
        return RowError(row=number, where="dòng", problem="nhiều ô hơn dòng tiêu đề")
    return None
