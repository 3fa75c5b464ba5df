"""Sessions and tokens that are not over, found by the hash of what was given out."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from loudspeaker.accounts.standing import Session, Token, words_of
from loudspeaker.model import Role, from_iso, iso
from loudspeaker.store.sqlite import Database


class Sessions:
    """The table ``session``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, connection: sqlite3.Connection, session: Session, digest: str) -> None:
        """Keep a new one."""
        connection.execute(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                session.id,
                digest,
                session.key,
                session.version,
                iso(session.begun_at),
                iso(session.seen_at),
                session.address,
            ),
        )

    def of_digest(self, digest: str) -> Session | None:
        """Return the one that this was given out for."""
        row = self._database.row("SELECT * FROM session WHERE hash = ?", (digest,))
        return None if row is None else _session(row)

    def all(self) -> list[Session]:
        """Return every session, newest first."""
        rows = self._database.rows("SELECT * FROM session ORDER BY begun_at DESC, id")
        return [_session(row) for row in rows]

    def seen(self, session_id: str, now: datetime) -> None:
        """Note that it is used."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE session SET seen_at = ? WHERE id = ?", (iso(now), session_id)
            )

    def remove(self, connection: sqlite3.Connection, session_id: str) -> None:
        """End one."""
        connection.execute("DELETE FROM session WHERE id = ?", (session_id,))

    def remove_of(self, connection: sqlite3.Connection, key: str) -> None:
        """End every one of a person."""
        connection.execute("DELETE FROM session WHERE key = ?", (key,))


class Tokens:
    """The table ``token``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, connection: sqlite3.Connection, token: Token, digest: str) -> None:
        """Keep a new one."""
        connection.execute(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                token.id,
                digest,
                token.key,
                token.label,
                json.dumps(words_of(token.roles)),
                iso(token.made_at),
                iso(token.until),
            ),
        )

    def of_digest(self, digest: str) -> Token | None:
        """Return the one that this was given out for."""
        row = self._database.row("SELECT * FROM token WHERE hash = ?", (digest,))
        return None if row is None else _token(row)

    def all(self) -> list[Token]:
        """Return every token, newest first."""
        rows = self._database.rows("SELECT * FROM token ORDER BY made_at DESC, id")
        return [_token(row) for row in rows]

    def remove(self, connection: sqlite3.Connection, token_id: str) -> None:
        """End one."""
        connection.execute("DELETE FROM token WHERE id = ?", (token_id,))

    def remove_of(self, connection: sqlite3.Connection, key: str) -> None:
        """End every one of a person."""
        connection.execute("DELETE FROM token WHERE key = ?", (key,))


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        key=row["key"],
        version=row["version"],
        begun_at=from_iso(row["begun_at"]),
        seen_at=from_iso(row["seen_at"]),
        address=row["address"],
    )


def _token(row: sqlite3.Row) -> Token:
    return Token(
        id=row["id"],
        key=row["key"],
        label=row["label"],
        roles=frozenset(Role(word) for word in json.loads(row["roles"])),
        made_at=from_iso(row["made_at"]),
        until=from_iso(row["until"]),
    )
