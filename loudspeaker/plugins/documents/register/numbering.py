"""Numbers are given in the transaction that writes the line: no gap, none twice, none back-dated.

NĐ 30/2020/NĐ-CP, articles 15 and 22: from 01 on 1 January to 31 December, in the order of issue or
receipt.  The file refuses whatever else is tried (``schema``).
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.model import STATION_ZONE, iso
from loudspeaker.plugins.documents.papers.entry import Book, Entry
from loudspeaker.plugins.documents.papers.numbers import LARGEST_NUMBER, code_for
from loudspeaker.plugins.documents.papers.types import LAW_MAKING, PaperType, type_of

ARRIVING: Final = ""
_ANY_YEAR: Final = 2000
LARGEST_ARRIVAL: Final = 9_999_999_999
"""ArrivalNumber has 10 digits."""


class Scheme(StrEnum):
    """How outgoing papers are numbered, as the head of the body has it for a year."""

    ONE = "one"
    """One series for all types."""
    PER_TYPE = "per_type"
    """A series for each type."""


def day_at(moment: datetime) -> date:
    """Return the day that it is for the office."""
    return moment.astimezone(STATION_ZONE).date()


def series_of(entry: Entry, scheme: Scheme) -> str:
    """Return the series of an outgoing paper: of its issuer, and of its type where that counts.

    Each body (``UBND``, ``HĐND``), in whatever letters, has numbers of its own.  Papers that make
    law are numbered by type in any case.  EntryRefused where that cannot be.
    """
    kind, organ = kind_of(entry), entry.organ.upper()
    if entry.law:
        return f"{organ} {kind.abbreviation} QPPL"
    return organ if scheme is Scheme.ONE else f"{organ} {kind.abbreviation or 'CV'}"


def kind_of(entry: Entry) -> PaperType:
    """Return the type of a paper of our own; EntryRefused for one that is none."""
    kind = type_of(entry.type)
    if kind is None or not kind.made_here:
        raise EntryRefused(where="tên loại văn bản", problem="không có trong danh mục văn bản đi")
    if entry.law and kind.abbreviation not in LAW_MAKING:
        problem = "văn bản quy phạm pháp luật của xã là nghị quyết hoặc quyết định"
        raise EntryRefused(where="tên loại văn bản", problem=problem)
    return kind


def refuse_unnumberable(entry: Entry, scheme: Scheme) -> None:
    """Refuse a draft that could not be given number and symbol at its end (EntryRefused)."""
    series_of(entry, scheme)
    law_year = _ANY_YEAR if entry.law else None
    code_for(1, kind_of(entry), issuer=entry.organ, unit=entry.unit, law_year=law_year)


def next_number(connection: sqlite3.Connection, book: Book, year: int, series: str) -> int:
    """Return the number that comes next; EntryRefused for a series that is full."""
    query = (
        "SELECT 1 + coalesce((SELECT max(number) FROM line WHERE book = ? AND year = ?"
        " AND series = ?), (SELECT after FROM begun WHERE book = ? AND year = ? AND series = ?), 0)"
    )
    key = (book, year, series)
    number = int(connection.execute(query, (*key, *key)).fetchone()[0])
    if number > (LARGEST_ARRIVAL if book is Book.IN else LARGEST_NUMBER):
        raise EntryRefused(where="số", problem="sổ năm nay đã hết số")
    return number


def add_line(
    connection: sqlite3.Connection, paper: int, book: Book, series: str, *, by: str, now: datetime
) -> int:
    """Write the line of a paper and return its number; EntryRefused for a day before the last."""
    day = day_at(now)
    _refuse_back_dating(connection, book, day)
    number = next_number(connection, book, day.year, series)
    query = (
        "INSERT INTO line (paper, book, year, series, number, day, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    values = (paper, book, day.year, series, number, day.isoformat(), iso(now), by)
    connection.execute(query, values)
    return number


def _refuse_back_dating(connection: sqlite3.Connection, book: Book, day: date) -> None:
    query = "SELECT max(day) FROM line WHERE book = ? AND cancelled_at IS NULL"
    (last,) = connection.execute(query, (book,)).fetchone()
    if last is not None and day.isoformat() < last:
        told = date.fromisoformat(last)
        problem = f"sổ đã có văn bản ngày {told.day}/{told.month}/{told.year}; xem lại đồng hồ máy"
        raise EntryRefused(where="ngày vào sổ", problem=problem)


def cancel_line(
    connection: sqlite3.Connection, paper: int, *, reason: str, by: str, now: datetime
) -> None:
    """Mark the line of a paper as cancelled; it keeps its number, which is never given again."""
    query = "UPDATE line SET cancelled_at = ?, cancelled_by = ?, reason = ? WHERE paper = ?"
    connection.execute(query, (iso(now), by, reason, paper))


def scheme_of(
    connection: sqlite3.Connection, year: int, wanted: Scheme, *, by: str, now: datetime
) -> Scheme:
    """Return how the papers of a year are numbered: as it was when its first number was given."""
    row = connection.execute("SELECT scheme FROM scheme WHERE year = ?", (year,)).fetchone()
    if row is not None:
        return Scheme(row["scheme"])
    connection.execute("INSERT INTO scheme VALUES (?, ?, ?, ?)", (year, wanted, iso(now), by))
    return wanted


def begin_after(
    connection: sqlite3.Connection,
    book: Book,
    series: str,
    after: int,
    *,
    by: str,
    now: datetime,
) -> None:
    """Begin this year's series behind numbers that were given before, in another register.

    EntryRefused where it has begun already.
    """
    year = day_at(now).year
    if not 1 <= after < LARGEST_NUMBER:
        raise EntryRefused(where="số cuối đã cấp", problem=f"từ 1 đến {LARGEST_NUMBER - 1}")
    if next_number(connection, book, year, series) != 1:
        raise EntryRefused(where="số cuối đã cấp", problem=f"sổ năm {year} đã có số")
    query = "INSERT INTO begun VALUES (?, ?, ?, ?, ?, ?)"
    connection.execute(query, (book, year, series, after, iso(now), by))
