"""Files (hồ sơ): papers of one matter together; one paper may be in many, and is kept once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.papers.files import FileEntry, retention_of
from loudspeaker.plugins.documents.papers.states import DUTY_NAMES, Actor, Duty
from loudspeaker.plugins.documents.register.numbering import day_at
from loudspeaker.plugins.documents.register.rights import seen_by
from loudspeaker.plugins.documents.register.rows import missing, papers_of
from loudspeaker.plugins.documents.register.values import Paper, day_of

MOST_PAPERS: Final = 999
"""DocOrdinal has 3 digits."""
MOST_SHOWN: Final = 500
KEEPERS: Final = frozenset({Duty.CLERK, Duty.LEADER, Duty.STAFF})
_COLUMNS: Final = (
    "notation", "year", "title", "retention", "rights", "language", "begun_on", "ended_on",
    "note", "construction",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it stands; totals are counted, ``change`` is what a person has seen of it."""

    id: int
    entry: FileEntry
    creator: str
    at: datetime
    change: int
    papers: int
    pages: int
    handed_over: date | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        handed = self.handed_over.isoformat() if self.handed_over else None
        last, kept = self.entry.hand_over_by, self.entry.kept_until()
        return {
            "id": self.id, **self.entry.to_values(), "creator": self.creator, "at": iso(self.at),
            "change": self.change, "papers": self.papers, "pages": self.pages,
            "handed_over": handed, "hand_over_by": last.isoformat() if last else None,
            "kept_until": kept.isoformat() if kept else None,
        }  # fmt: skip


_SELECT: Final = (
    "SELECT file.*, (SELECT count(*) FROM file_paper WHERE file = file.id) AS papers,"
    " (SELECT total(pages) FROM file_paper JOIN paper ON paper.id = file_paper.paper"
    " WHERE file_paper.file = file.id) AS paper_pages FROM file"
)


class Files:
    """Keeps files and what is in them; EntryRefused, EntryOutdated, NotFound, StorageFailure."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def open(self, entry: FileEntry, *, actor: Actor, now: datetime) -> File:
        """Begin a file; its notation is unique in its year."""
        _refuse_others(actor)
        with self._database.transaction() as connection:
            _refuse_taken(connection, entry, but=0)
            columns = (*_COLUMNS, "creator", "at", "change")
            marks = ", ".join("?" * len(columns))
            query = f"INSERT INTO file ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - constants
            values = (*_values(entry), actor.name, iso(now), 0)
            number = connection.execute(query, values).lastrowid or 0
            _note(connection, number, "open", actor, now)
        return self.file(number)

    def edit(
        self, file: int, entry: FileEntry, *, actor: Actor, now: datetime, seen: int | None = None
    ) -> File:
        """Put another description in place of the old one: also to close it, by ``ended_on``."""
        with self._changing(file, actor, seen) as connection:
            _refuse_taken(connection, entry, but=file)
            named = ", ".join(f"{name} = ?" for name in _COLUMNS)
            query = f"UPDATE file SET {named} WHERE id = ?"  # noqa: S608 - constants
            connection.execute(query, (*_values(entry), file))
            _note(connection, file, "edit", actor, now, detail=entry.to_values())
        return self.file(file)

    def put_in(
        self, file: int, paper: int, *, actor: Actor, now: datetime, seen: int | None = None
    ) -> File:
        """Put a paper into a file as well; it stays one paper.  Already there is no error."""
        with self._changing(file, actor, seen) as connection:
            _refuse_unseen(connection, paper, actor)
            query = "SELECT 1 FROM file_paper WHERE file = ? AND paper = ?"
            if connection.execute(query, (file, paper)).fetchone() is None:
                query = "SELECT 1 + coalesce(max(ordinal), 0) FROM file_paper WHERE file = ?"
                (ordinal,) = connection.execute(query, (file,)).fetchone()
                if ordinal > MOST_PAPERS:
                    raise EntryRefused(where="hồ sơ", problem=f"nhiều nhất {MOST_PAPERS} văn bản")
                query = "INSERT INTO file_paper (file, ordinal, paper) VALUES (?, ?, ?)"
                connection.execute(query, (file, ordinal, paper))
                _note(connection, file, "put_in", actor, now, paper=paper)
        return self.file(file)

    def take_out(
        self, file: int, paper: int, *, actor: Actor, now: datetime, seen: int | None = None
    ) -> File:
        """Take a paper out of a file; the log keeps that it was there."""
        with self._changing(file, actor, seen) as connection:
            query = "DELETE FROM file_paper WHERE file = ? AND paper = ?"
            if not connection.execute(query, (file, paper)).rowcount:
                raise missing(paper)
            _note(connection, file, "take_out", actor, now, paper=paper)
        return self.file(file)

    def hand_over(self, file: int, *, actor: Actor, now: datetime, seen: int | None = None) -> File:
        """Note that a closed file went to the archive; nothing of it changes any more."""
        with self._changing(file, actor, seen) as connection:
            query = "SELECT ended_on FROM file WHERE id = ?"
            if connection.execute(query, (file,)).fetchone()["ended_on"] is None:
                raise EntryRefused(where="thời gian kết thúc", problem="hồ sơ chưa kết thúc")
            query = "UPDATE file SET handed_over = ? WHERE id = ?"
            connection.execute(query, (day_at(now).isoformat(), file))
            _note(connection, file, "hand_over", actor, now)
        return self.file(file)

    # --- what is read ---------------------------------------------------------------------------

    def file(self, number: int) -> File:
        """Return one file."""
        row = self._database.row(f"{_SELECT} WHERE file.id = ?", [number])
        if row is None:
            raise _no_file(number)
        return _file_of(row)

    def of_year(self, year: int) -> list[File]:
        """Return the files of a year, by notation, at most 500."""
        query = f"{_SELECT} WHERE year = ? ORDER BY notation LIMIT ?"
        return [_file_of(row) for row in self._database.rows(query, [year, MOST_SHOWN])]

    def with_paper(self, paper: int) -> list[File]:
        """Return the files that a paper is in."""
        query = f"{_SELECT} WHERE file.id IN (SELECT file FROM file_paper WHERE paper = ?)"  # noqa: S608 - constants
        return [_file_of(row) for row in self._database.rows(query, [paper])]

    def papers(self, file: int, *, viewer: Actor) -> list[tuple[int, Paper]]:
        """Return the papers of a file that this person may see, each with its ordinal."""
        condition, arguments = seen_by(viewer)
        query = (
            "SELECT paper.*, ordinal FROM file_paper JOIN paper ON paper.id = file_paper.paper"  # noqa: S608 - our own condition
            f" WHERE file_paper.file = ? AND {condition} ORDER BY ordinal"
        )
        rows = self._database.rows(query, [file, *arguments])
        papers = papers_of(rows, self._database.rows)
        return [(row["ordinal"], each) for row, each in zip(rows, papers, strict=True)]

    def to_hand_over(self, today: date) -> list[File]:
        """Return the closed files of which the archive is to have theirs within 30 days."""
        query = f"{_SELECT} WHERE ended_on IS NOT NULL AND handed_over IS NULL ORDER BY ended_on"
        files = map(_file_of, self._database.rows(query, []))
        return [each for each in files if each.entry.is_to_warn(today)]

    def past_retention(self, today: date) -> list[File]:
        """Return the files that need not be kept any longer; people decide what becomes of them."""
        query = f"{_SELECT} WHERE ended_on IS NOT NULL ORDER BY ended_on, file.id"
        files = map(_file_of, self._database.rows(query, []))
        return [each for each in files if (last := each.entry.kept_until()) and last < today]

    @contextmanager
    def _changing(self, file: int, actor: Actor, seen: int | None) -> Iterator[sqlite3.Connection]:
        _refuse_others(actor)
        with self._database.transaction() as connection:
            query = "SELECT change, handed_over FROM file WHERE id = ?"
            row = connection.execute(query, (file,)).fetchone()
            if row is None:
                raise _no_file(file)
            if row["handed_over"] is not None:
                raise EntryRefused(where="hồ sơ", problem="đã nộp lưu trữ, không đổi được nữa")
            if seen is not None and seen != row["change"]:
                query = "SELECT by, at FROM file_act WHERE id = ?"
                last = connection.execute(query, (row["change"],)).fetchone()
                raise EntryOutdated(by=last["by"], at=last["at"])
            yield connection


def _refuse_others(actor: Actor) -> None:
    if not actor.duties & KEEPERS:
        told = ", ".join(DUTY_NAMES[duty] for duty in Duty if duty in KEEPERS)
        raise EntryRefused(where="hồ sơ", problem=f"việc này của {told}")


def _refuse_taken(connection: sqlite3.Connection, entry: FileEntry, *, but: int) -> None:
    query = "SELECT title FROM file WHERE year = ? AND notation = ? AND id != ?"
    row = connection.execute(query, (entry.year, entry.notation, but)).fetchone()
    if row is not None:
        problem = f"năm {entry.year} đã có: {row['title'][:80]}"
        raise EntryRefused(where="số và ký hiệu hồ sơ", problem=problem)


def _refuse_unseen(connection: sqlite3.Connection, paper: int, actor: Actor) -> None:
    condition, arguments = seen_by(actor)
    query = f"SELECT 1 FROM paper WHERE id = ? AND {condition}"  # noqa: S608 - our own condition
    if connection.execute(query, (paper, *arguments)).fetchone() is None:
        raise missing(paper)


def _no_file(number: int) -> NotFound:
    return NotFound(kind="hồ sơ", name=str(number), known=[])


def _note(
    connection: sqlite3.Connection,
    file: int,
    name: str,
    actor: Actor,
    now: datetime,
    *,
    paper: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    query = "INSERT INTO file_act (file, at, by, name, paper, detail) VALUES (?, ?, ?, ?, ?, ?)"
    told = json.dumps(detail or {}, ensure_ascii=False)
    number = connection.execute(
        query, (file, iso(now), actor.on_record, name, paper, told)
    ).lastrowid
    connection.execute("UPDATE file SET change = ? WHERE id = ?", (number, file))


def _values(entry: FileEntry) -> tuple[object, ...]:
    told = entry.to_values()
    return tuple(told[name] for name in _COLUMNS)


def _file_of(row: sqlite3.Row) -> File:
    entry = FileEntry(
        notation=row["notation"],
        title=row["title"],
        retention=retention_of(row["retention"]),
        year=row["year"],
        rights=row["rights"],
        language=row["language"],
        begun_on=day_of(row["begun_on"]),
        ended_on=day_of(row["ended_on"]),
        note=row["note"],
        construction=bool(row["construction"]),
    )
    return File(
        id=row["id"],
        entry=entry,
        creator=row["creator"],
        at=from_iso(row["at"]),
        change=row["change"],
        papers=row["papers"],
        pages=int(row["paper_pages"]),
        handed_over=day_of(row["handed_over"]),
    )
