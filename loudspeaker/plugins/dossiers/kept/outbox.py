"""Messages to applicants who agreed to be told: with consent, channel and text, until done.

A text names neither a person nor a matter.  As long as no channel sends it, a clerk calls.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases.people import one_line
from loudspeaker.plugins.dossiers.kept.rows import DOSSIERS, dossier_of, second, sure
from loudspeaker.plugins.dossiers.kept.writing import actor

MOST: int = 200
_LONGEST_RESULT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Who is to be told what, and how."""

    id: int
    code: str
    made: datetime
    channel: str
    text: str
    name: str
    to: str

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id, "code": self.code, "made": iso(self.made), "channel": self.channel,
            "text": self.text, "name": self.name, "to": self.to,
        }  # fmt: skip


class Outbox:
    """The messages of the plug-in's own file."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def open(self, *, by: str, reason: str, at: datetime) -> list[Message]:
        """Return what nobody was told yet, the oldest first; each look is written down."""
        with self._database.transaction() as connection:
            query = """SELECT x.id AS message, x.made, x.channel, x.text, x.dossier, p.name,
                CASE x.channel WHEN 'email' THEN p.email ELSE p.phone END AS reached
                FROM outbox x JOIN party p ON p.dossier = x.dossier AND p.place = 0
                WHERE x.done IS NULL ORDER BY x.made, x.id LIMIT ?"""
            rows = connection.execute(query, (MOST,)).fetchall()
            codes = _codes(connection, [row["dossier"] for row in rows])
            who = actor(connection, by)
            query = "INSERT INTO view (at, by, dossier, reason) VALUES (?, ?, ?, ?)"
            seen = [(second(at), who, row["dossier"], reason) for row in rows]
            connection.executemany(query, seen)
        return [
            Message(
                id=row["message"], code=codes[row["dossier"]], made=sure(row["made"]),
                channel=row["channel"], text=row["text"], name=row["name"], to=row["reached"],
            )
            for row in rows
        ]  # fmt: skip

    def waiting(self) -> int:
        """Return how many messages nobody was told."""
        row = self._database.row("SELECT count(*) AS n FROM outbox WHERE done IS NULL")
        return row["n"] if row else 0

    def done(self, message: int, *, by: str, result: str, at: datetime) -> None:
        """Keep that somebody was told, or could not be; NotFound for none that waits."""
        told = one_line(result)
        if not told or len(told) > _LONGEST_RESULT:
            raise EntryRefused(where="kết quả gọi", problem="ghi một dòng, như “đã gọi”")
        with self._database.transaction() as connection:
            query = "UPDATE outbox SET done = ?, by = ?, result = ? WHERE id = ? AND done IS NULL"
            values = (second(at), actor(connection, by), told, message)
            if not connection.execute(query, values).rowcount:
                raise NotFound(kind="tin báo", name=str(message), known=[])


def put(connection: sqlite3.Connection, key: int, text: str, at: datetime) -> bool:
    """Keep a message for the applicant of a row, where they agreed; an older one is outdated.

    Without a text only the older one goes: what it says holds no more.
    """
    query = """UPDATE outbox SET done = ?, result = 'có tin mới hơn'
        WHERE dossier = ? AND done IS NULL"""
    connection.execute(query, (second(at), key))
    told = _consent(connection, key)
    if not told or not text:
        return False
    query = "INSERT INTO outbox (dossier, made, channel, text) VALUES (?, ?, ?, ?)"
    connection.execute(query, (key, second(at), told, text))
    return True


def _consent(connection: sqlite3.Connection, key: int) -> str:
    query = "SELECT told FROM party WHERE dossier = ? AND place = 0"
    row = connection.execute(query, (key,)).fetchone()
    return str(row[0]) if row else ""


def _codes(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, str]:
    query = DOSSIERS + " WHERE d.id = ?"
    return {key: str(dossier_of(connection.execute(query, (key,)).fetchone()).code) for key in keys}
