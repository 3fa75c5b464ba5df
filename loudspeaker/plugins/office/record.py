"""The record of changes: what holds is what the last one left; none is ever rubbed out."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryOutdated, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.office.values import Office, office_of

MIGRATIONS: Final = (
    """
    CREATE TABLE change (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL,
        before TEXT NOT NULL, after TEXT NOT NULL);
    """,
)
MOST_SHOWN: Final = 100
LONGEST_WHAT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Who changed what, and when; ``number`` grows with each."""

    number: int
    at: datetime
    by: str
    what: str

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values; those of many notes are still short."""
        what = self.what[:LONGEST_WHAT]
        return {"change": self.number, "at": iso(self.at), "by": self.by, "what": what}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Noted):
    """A change with what held before and after it."""

    before: Office
    after: Office


class Record:
    """The changes in the plug-in's own file."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def last(self) -> Change | None:
        """Return the newest change, None where nothing was entered yet."""
        row = self._database.row("SELECT * FROM change ORDER BY id DESC LIMIT 1")
        return _change(row) if row else None

    def numbered(self, number: int) -> Change:
        """Return one change; NotFound."""
        row = self._database.row("SELECT * FROM change WHERE id = ?", [number])
        if row is None:
            raise NotFound(kind="change", name=str(number), known=[])
        return _change(row)

    def shown(self) -> list[Noted]:
        """Return the newest changes, the newest first."""
        query = "SELECT id, at, by, what FROM change ORDER BY id DESC LIMIT ?"
        return [_noted(row) for row in self._database.rows(query, [MOST_SHOWN])]

    def add(self, after: Office, *, by: str, what: str, at: datetime, seen: int | None) -> Change:
        """Keep a change; one that changes nothing is the last one.

        ``seen`` is the newest change that the person has seen: EntryOutdated for another one.
        """
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM change ORDER BY id DESC LIMIT 1").fetchone()
            last = _change(row) if row else None
            if seen is not None and seen != (last.number if last else 0):
                at_ = iso(last.at) if last else ""
                raise EntryOutdated(by=last.by if last else "", at=at_)
            before = last.after if last else Office()
            if last is not None and before == after:
                return last
            values = (iso(at), by, what, _text(before), _text(after))
            query = "INSERT INTO change (at, by, what, before, after) VALUES (?, ?, ?, ?, ?)"
            number = connection.execute(query, values).lastrowid or 0
        return Change(number=number, at=at, by=by, what=what, before=before, after=after)


def _text(office: Office) -> str:
    return json.dumps(office.to_values(), ensure_ascii=False)


def _noted(row: sqlite3.Row) -> Noted:
    return Noted(number=row["id"], at=from_iso(row["at"]), by=row["by"], what=row["what"])


def _change(row: sqlite3.Row) -> Change:
    return Change(
        number=row["id"],
        at=from_iso(row["at"]),
        by=row["by"],
        what=row["what"],
        before=office_of(json.loads(row["before"])),
        after=office_of(json.loads(row["after"])),
    )
