"""A copy of the journal as values: for a backup, and back from one.

The records are in the as-run log already; a copy holds those that the log does not have yet, and
every other table whole, as they are between two transactions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.asrun import TERMINAL
from loudspeaker.errors import IntegrityFailure
from loudspeaker.store.sqlite import Database

_RECORDS = "record"
_OF_RUNDOWNS = ("rundown", "position", "reached")


def copy_of(connection: sqlite3.Connection, *, since: int) -> dict[str, Any]:
    """Return the journal's copy with the records after number ``since``; within a transaction."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    tables = [name for (name,) in names.fetchall() if name != _RECORDS]
    records = connection.execute("SELECT body FROM record WHERE seq > ? ORDER BY seq", (since,))
    return {
        "version": connection.execute("PRAGMA user_version").fetchone()[0],
        "since": since,
        "records": [json.loads(body) for (body,) in records.fetchall()],
        "tables": {name: _rows(connection, name) for name in sorted(tables)},
    }


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - of the schema itself
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def fill(
    database: Database, records: Iterable[Mapping[str, Any]], copy: Mapping[str, Any], *, where: str
) -> None:
    """Put records and a copy's tables into a journal that has just been made.

    IntegrityFailure for records that are none, or a copy made by a newer program.
    """
    (version,) = database.rows("PRAGMA user_version")[0]
    if int(copy["version"]) > version:
        raise IntegrityFailure(what="database", where=where, problem="made by a newer program")
    with database.transaction() as connection:
        for record in records:
            _put_record(connection, record, where)
        for table, rows in copy["tables"].items():
            if table != _RECORDS:
                _put_rows(connection, str(table), rows)
        for table in _OF_RUNDOWNS:  # what the records after the copy have settled
            connection.execute(
                f"DELETE FROM {table} WHERE occurrence IN"  # noqa: S608 - our own names
                f" (SELECT occurrence FROM record WHERE event IN ({_marks(TERMINAL)}))",
                tuple(TERMINAL),
            )


def _put_record(connection: sqlite3.Connection, record: Mapping[str, Any], where: str) -> None:
    try:
        values = (
            int(record["seq"]),
            str(record["occurrence"]),
            str(record["event"]),
            str(record["wall"])[:10],
            str(record["hash"]),
            json.dumps(record),
        )
        connection.execute(
            "INSERT INTO record (seq, occurrence, event, day, hash, body)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )
    except (KeyError, TypeError, ValueError, sqlite3.IntegrityError) as error:
        problem = f"record {record.get('seq')}: {error}"
        raise IntegrityFailure(what="asrun", where=where, problem=problem) from error


def _put_rows(
    connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows by the names of columns there are; what is not known here is left."""
    known = {
        row["name"] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    }
    for row in rows:
        names = sorted(known & set(row))
        columns = ", ".join(f'"{name}"' for name in names)
        if names:
            connection.execute(
                f'INSERT OR REPLACE INTO "{table}" ({columns}) VALUES ({_marks(names)})',  # noqa: S608
                tuple(row[name] for name in names),
            )


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
