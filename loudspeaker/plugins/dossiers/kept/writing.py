"""Rows that are written: numbers of a day, dossiers, lines of the log, names of those who act."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.clock import local_day
from loudspeaker.plugins.dossiers.cases.codes import MOST_A_DAY, Code, organisation_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier, Line
from loudspeaker.plugins.dossiers.kept.rows import CHANGED, CHANNELS, changing, second


def actor(connection: sqlite3.Connection, name: str) -> int:
    """Return the row of whoever acts, made where there is none."""
    return _row(connection, "actor", "name", name)


def organisation_row(connection: sqlite3.Connection, code: str) -> int:
    """Return the row of an organisation, made where there is none; EntryRefused for no code."""
    return _row(connection, "organisation", "code", organisation_of(code))


def _row(connection: sqlite3.Connection, table: str, column: str, value: str) -> int:
    query = f"INSERT INTO {table} ({column}) VALUES (?) ON CONFLICT DO NOTHING"  # noqa: S608
    connection.execute(query, (value,))
    query = f"SELECT id FROM {table} WHERE {column} = ?"  # noqa: S608 - our own names
    key: int = connection.execute(query, (value,)).fetchone()[0]
    return key


def numbered(connection: sqlite3.Connection, place: int, organisation: str, at: datetime) -> Code:
    """Return the next code of an organisation on the day of a moment."""
    day = local_day(at)
    number = _counted(connection, place, day.toordinal(), None)
    return Code(organisation=organisation, day=day, number=number)


def adopted(connection: sqlite3.Connection, place: int, code: Code) -> Code:
    """Return a code that another system gave; EntryRefused where it is there already."""
    query = "SELECT 1 FROM dossier WHERE organisation = ? AND day = ? AND number = ?"
    if connection.execute(query, (place, code.day.toordinal(), code.number)).fetchone():
        raise EntryRefused(where="mã hồ sơ", problem=f"{code} đã có")
    _counted(connection, place, code.day.toordinal(), code.number)
    return code


def _counted(connection: sqlite3.Connection, place: int, day: int, taken: int | None) -> int:
    """Return the next number of a day, or let the counter go on behind one that was given."""
    query = "SELECT last FROM counter WHERE organisation = ? AND day = ?"
    row = connection.execute(query, (place, day)).fetchone()
    last = row[0] if row else 0
    number = last + 1 if taken is None else max(taken, last)
    if number > MOST_A_DAY:
        raise EntryRefused(where="mã hồ sơ", problem="đã hết số trong ngày")
    if row is None:
        connection.execute("INSERT INTO counter VALUES (?, ?, ?)", (place, day, number))
    elif number > last:
        query = "UPDATE counter SET last = ? WHERE organisation = ? AND day = ?"
        connection.execute(query, (number, place, day))
    return number


def insert(connection: sqlite3.Connection, place: int, dossier: Dossier) -> int:
    """Keep a new dossier; return its row."""
    code, changed = dossier.code, ", ".join(CHANGED)
    values = (
        place, code.day.toordinal(), code.number, _kind(connection, dossier),
        CHANNELS.index(dossier.channel), second(dossier.registered), *changing(dossier),
    )  # fmt: skip
    query = f"""INSERT INTO dossier (organisation, day, number, kind, channel, registered,
        {changed}, lines) VALUES ({", ".join("?" * len(values))}, 1)"""  # noqa: S608 - our names
    return connection.execute(query, values).lastrowid or 0


def _kind(connection: sqlite3.Connection, dossier: Dossier) -> int:
    cut_off = f"{dossier.cut_off:%H:%M}" if dossier.cut_off else ""
    limit = dossier.limit
    values = (
        dossier.procedure, dossier.version, dossier.domain, limit.amount, limit.unit.value, cut_off,
    )  # fmt: skip
    columns = "procedure, version, domain, amount, unit, cut_off"
    query = f"INSERT INTO kind ({columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
    connection.execute(query, values)
    query = f"SELECT id FROM kind WHERE ({columns}) = (?, ?, ?, ?, ?, ?)"  # noqa: S608 - our names
    key: int = connection.execute(query, values).fetchone()[0]
    return key


def add_line(connection: sqlite3.Connection, key: int, number: int, line: Line) -> None:
    """Keep a line of the log."""
    values = (
        key, number, second(line.at), actor(connection, line.by), line.act,
        line.before.value if line.before else None, line.after.value, second(line.due),
    )  # fmt: skip
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    add_note(connection, key, "log", number, line.note)


def add_note(connection: sqlite3.Connection, key: int, of: str, number: int, text: str) -> None:
    """Keep what was remarked on a line (of ``log`` or ``handing``), if anything was."""
    if text:
        connection.execute("INSERT INTO note VALUES (?, ?, ?, ?)", (key, of, number, text))
