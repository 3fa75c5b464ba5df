"""People are forgotten when their time is over; codes, states and times stay for the statistics."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.people import named_text
from loudspeaker.plugins.dossiers.kept.rows import DOSSIERS, dossier_of, second
from loudspeaker.plugins.dossiers.kept.tables import RETENTIONS
from loudspeaker.plugins.dossiers.kept.writing import actor

FORGOTTEN: Final = "xóa dữ liệu cá nhân"
_AT_ONCE: Final = 500
"""Dossiers in one transaction, so that nobody waits long for their turn."""
_OF_PEOPLE: Final = ("party", "matter", "note", "secret", "outbox")


def days_kept() -> dict[str, int]:
    """Return table → days, as proposed."""
    return {each.table: each.days for each in RETENTIONS if each.days is not None}


class Forgetting:
    """Deletes what holds people: when its time is over, or because they ask for it.

    ``days`` are the commune's own periods; what is left out has the proposed one.
    """

    def __init__(self, database: PluginDatabase, days: Mapping[str, int] | None = None) -> None:
        self._database = database
        self._days = days_kept() | dict(days or {})

    def sweep(self, now: datetime) -> dict[str, int]:
        """Forget what is over, a piece of it at a time; return how much of each table has gone.

        Call it again while it returns anything.
        """
        gone = {"party": self._people(now), "secret": self._secrets(now), "view": self._views(now)}
        return {table: count for table, count in gone.items() if count}

    def erase(self, code: Code, *, by: str, at: datetime) -> None:
        """Forget the people of one dossier; NotFound, EntryRefused while it is open.

        It is open until its result was fetched.
        """
        where = " WHERE o.code = ? AND d.day = ? AND d.number = ?"
        place = (code.organisation, code.day.toordinal(), code.number)
        with self._database.transaction() as connection:
            row = connection.execute(DOSSIERS + where, place).fetchone()
            if row is None:
                raise NotFound(kind="dossier", name=str(code), known=[])
            if dossier_of(row).ended is None or row["state"] == State.FINISHED:
                raise EntryRefused(where=str(code), problem="hồ sơ chưa kết thúc")
            if row["erased"] is None:
                _forget_all(connection, [row["id"]], by, at)

    def _people(self, now: datetime) -> int:
        """Party, matter, note and names go together: half a person is no use to anybody."""
        days = max(self._days[table] for table in ("party", "matter", "note", "named"))
        query = """SELECT id FROM dossier WHERE ended < ? AND erased IS NULL
            ORDER BY ended LIMIT ?"""
        with self._database.transaction() as connection:
            rows = connection.execute(query, (_before(now, days), _AT_ONCE)).fetchall()
            _forget_all(connection, [row["id"] for row in rows], "hệ thống", now)
        return len(rows)

    def _secrets(self, now: datetime) -> int:
        query = """DELETE FROM secret WHERE dossier IN (SELECT s.dossier FROM secret s
            CROSS JOIN dossier d ON d.id = s.dossier WHERE d.ended < ? LIMIT ?)"""
        with self._database.transaction() as connection:
            values = (_before(now, self._days["secret"]), _AT_ONCE)
            return connection.execute(query, values).rowcount

    def _views(self, now: datetime) -> int:
        before = _before(now, self._days["view"])
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO sweeping VALUES (?)", (before,))
            gone = connection.execute("DELETE FROM view WHERE at < ?", (before,)).rowcount
            connection.execute("DELETE FROM sweeping")
        return gone


def _before(now: datetime, days: int) -> int:
    return second(now - timedelta(days=days)) or 0


def _forget_all(connection: sqlite3.Connection, keys: Sequence[int], by: str, at: datetime) -> None:
    """Forget people for good: SQLite overwrites what it deletes, the index is written anew.

    Else names could still be read in the file, and in every copy of it.
    """
    connection.execute("PRAGMA secure_delete = ON")
    for key in keys:
        _forget(connection, key, by, at)
    if keys:
        connection.execute("INSERT INTO named (named) VALUES ('optimize')")


def _forget(connection: sqlite3.Connection, key: int, by: str, at: datetime) -> None:
    query = "SELECT name FROM party WHERE dossier = ? ORDER BY place"
    names = named_text(row[0] for row in connection.execute(query, (key,)).fetchall())
    if names:
        query = "INSERT INTO named (named, rowid, name) VALUES ('delete', ?, ?)"
        connection.execute(query, (key, names))
    connection.execute("UPDATE dossier SET erased = ? WHERE id = ?", (second(at), key))
    for table in _OF_PEOPLE:
        connection.execute(f"DELETE FROM {table} WHERE dossier = ?", (key,))  # noqa: S608 - ours
    connection.execute(
        """INSERT INTO log SELECT id, lines + 1, ?, ?, ?, state, state, due
        FROM dossier WHERE id = ?""",
        (second(at), actor(connection, by), FORGOTTEN, key),
    )
    connection.execute("UPDATE dossier SET lines = lines + 1 WHERE id = ?", (key,))
