"""The directory of organisations: codes with the days on which they hold, found as people type."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.papers.organisations import (
    Organisation,
    checked,
    organisation_code,
)
from loudspeaker.plugins.documents.register.values import day_of
from loudspeaker.public.folding import folded

MOST_FOUND: Final = 20
_COLUMNS: Final = ("code", "name", "level", "valid_from", "valid_to", "successor")


class Organisations:
    """Keeps organisations; a code may come again for days on which no other has it."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def put(self, organisations: Iterable[Organisation]) -> int:
        """Add organisations, all or none, and return how many; one that is known is renewed.

        The same is one with the code and the first day.  EntryRefused where two would have a code
        on one day.
        """
        known = [checked(each) for each in organisations]
        with self._database.transaction() as connection:
            for each in known:
                query = "DELETE FROM organisation WHERE code = ? AND valid_from IS ?"
                connection.execute(query, (each.code, _text(each.valid_from)))
                _refuse_overlap(connection, each)
                _insert(connection, each)
        return len(known)

    def at(self, code: str, day: date) -> Organisation | None:
        """Return the organisation that has a code on a day; EntryRefused for what is no code."""
        wanted = organisation_code(code).text
        query = "SELECT * FROM organisation WHERE code = ?"
        rows = self._database.rows(query, [wanted])
        return next((each for row in rows if (each := _of(row)).holds_on(day)), None)

    def found(self, typed: str, day: date) -> list[Organisation]:
        """Return organisations there are on a day whose name holds all words that were typed."""
        parts = folded(typed).split()[:10]
        if not parts:
            return []
        conditions = " AND ".join("' ' || folded LIKE ?" for _ in parts)
        query = (
            f"SELECT * FROM organisation WHERE {conditions}"  # noqa: S608 - marks
            " AND coalesce(valid_from, '') <= ? AND coalesce(valid_to, '9999-12-31') >= ?"
            " ORDER BY length(name), name LIMIT ?"
        )
        told = [day.isoformat(), day.isoformat(), MOST_FOUND]
        rows = self._database.rows(query, [*(f"% {part}%" for part in parts), *told])
        return [_of(row) for row in rows]


def _refuse_overlap(connection: sqlite3.Connection, new: Organisation) -> None:
    query = "SELECT * FROM organisation WHERE code = ?"
    for row in connection.execute(query, (new.code,)):
        old = _of(row)
        begins = max(each.valid_from or date.min for each in (old, new))
        ends = min(each.valid_to or date.max for each in (old, new))
        if begins <= ends:
            problem = f"{new.code} lúc đó là của {old.name}; ghi ngày hết hiệu lực trước"
            raise EntryRefused(where="mã cơ quan", problem=problem)


def _insert(connection: sqlite3.Connection, each: Organisation) -> None:
    days = (_text(each.valid_from), _text(each.valid_to))
    query = (
        "INSERT INTO organisation (code, name, folded, level, valid_from, valid_to, successor)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    values = (each.code, each.name, folded(each.name), each.level, *days, each.successor)
    connection.execute(query, values)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _of(row: sqlite3.Row) -> Organisation:
    return Organisation(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        valid_from=day_of(row["valid_from"]),
        valid_to=day_of(row["valid_to"]),
        successor=row["successor"],
    )
