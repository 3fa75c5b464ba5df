"""The as-run log as a file for a spreadsheet: CSV with every field, or a workbook for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.asrun import FIELDS
from loudspeaker.model import from_iso
from loudspeaker.printing.book import Book, Column, Value
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import clock
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.reasons import because
from loudspeaker.sentences.words import (
    AIRING_KINDS,
    EVENTS,
    PRIORITIES,
    PROOF_WORDS,
    STATES,
    person,
    word,
)
from loudspeaker.sheets.saving import save
from loudspeaker.system.files import replacing

Record = Mapping[str, Any]
_BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with it
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


# --- CSV ----------------------------------------------------------------------------------------


def write_csv(path: Path, records: Iterable[Record]) -> int:
    """Write every field of the records; return how many there are."""
    count = 0
    with replacing(path) as stream:
        stream.write(_BYTE_ORDER_MARK.encode())
        stream.write(csv_line(FIELDS).encode())
        for record in records:
            stream.write(csv_line(csv_cell(record.get(name)) for name in FIELDS).encode())
            count += 1
    return count


def csv_line(cells: Iterable[object]) -> str:
    """Return one line with its end."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def csv_cell(value: object) -> object:
    """Return a cell that a spreadsheet shows and does not calculate."""
    if isinstance(value, list):
        value = " ".join(map(str, value))
    if isinstance(value, dict):
        value = _csv_dict(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _csv_dict(value: Mapping[str, Any]) -> str:
    """Return ``languages`` for people, and what else is a table as JSON."""
    if all(isinstance(each, dict) for each in value.values()):
        return "; ".join(f"{language} {_heard(each)}" for language, each in value.items())
    return json.dumps(value, ensure_ascii=False)


def _heard(language: Mapping[str, Any]) -> str:
    return f"{clock(language.get('ms', 0))} ({csv_cell(language.get('points', []))})"


# --- XLSX ---------------------------------------------------------------------------------------


def write_workbook(path: Path, records: Iterable[Record], titles: Mapping[str, str]) -> int:
    """Write the records for people, with times as dates; return how many there are."""
    book = Book()
    count = book.add(_("As-run log"), _columns(), _rows(records, titles))
    save(book, path)
    return count


def _columns() -> tuple[Column, ...]:
    named = (
        (_("No."), 8),
        (_("Time"), 20),
        (_("Due"), 20),
        (_("Id"), 12),
        (_("Title"), 44),
        (_("Event"), 18),
        (_("Reason"), 44),
        (_("Level"), 12),
        (_("Kind"), 14),
        (_("Programme"), 24),
        (_("Attempt"), 9),
        (_("Heard"), 10),
        (_("Length"), 10),
        (_("Points"), 18),
        (_("Written by"), 18),
        (_("Approved by"), 18),
        (_("Proof"), 20),
        (_("Airing"), 26),
        (_("Hash"), 66),
        (_("Seal"), 66),
    )
    return tuple(Column(heading=heading, width=width) for heading, width in named)


def _rows(records: Iterable[Record], titles: Mapping[str, str]) -> Iterator[list[Value]]:
    for record in records:
        item, result, reason = record.get("item"), record.get("result"), record.get("reason")
        yield [
            _number(record.get("seq")),
            _time(record.get("wall")),
            _time(record.get("due")),
            str(item or ""),
            titles.get(str(item), ""),
            word(STATES, result) if result else word(EVENTS, record.get("event")),
            because(reason) if reason else "",
            word(PRIORITIES, record.get("priority") or ""),
            word(AIRING_KINDS, record.get("kind") or "announcement"),
            str(record.get("programme") or ""),
            _number(record.get("attempt")),
            None if record.get("event") == "start" else _length(record.get("pos_ms")),
            _length(record.get("len_ms")),
            _points(record.get("points")),
            person(record.get("author") or ""),
            person(record.get("approver") or ""),
            word(PROOF_WORDS, record.get("proof") or ""),
            str(record.get("occurrence") or ""),
            str(record.get("hash") or ""),
            str(record.get("seal") or ""),
        ]


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _time(value: object) -> datetime | str | None:
    if value is None:
        return None
    try:
        return from_iso(str(value))
    except (ValueError, OverflowError):
        return str(value)


def _length(value: object) -> timedelta | None:
    return timedelta(milliseconds=value) if isinstance(value, int) else None


def _points(value: object) -> str:
    if not isinstance(value, list):
        return ""
    return points_in_words(number for number in value if isinstance(number, int))
