"""Accounts, links, and from where people have signed in: rows to values and back.

What changes takes the connection of a transaction: it is kept with its record or not at all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.accounts.standing import Account, words_of
from loudspeaker.model import Role, from_iso, iso
from loudspeaker.store.sqlite import Database

REMEMBERED: Final = timedelta(days=90)
MOST_ADDRESSES: Final = 20


class Accounts:
    """The tables ``account``, ``link`` and ``known_address``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> Account | None:
        """Return one account."""
        row = self._database.row("SELECT * FROM account WHERE key = ?", (key,))
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Return every account."""
        return [_account(row) for row in self._database.rows("SELECT * FROM account ORDER BY key")]

    def keep(self, connection: sqlite3.Connection, account: Account) -> None:
        """Keep an account, new or changed."""
        connection.execute(
            "INSERT INTO account (key, name, version, roles, password, code_secret, code_step,"
            " coming_secret) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " name = excluded.name, version = excluded.version, roles = excluded.roles,"
            " password = excluded.password, code_secret = excluded.code_secret,"
            " code_step = excluded.code_step, coming_secret = excluded.coming_secret",
            (
                account.key,
                account.name,
                account.version,
                json.dumps(words_of(account.roles)),
                account.password,
                account.code_secret,
                account.code_step,
                account.coming_secret,
            ),
        )

    def remove(self, connection: sqlite3.Connection, key: str) -> None:
        """Forget an account with its links and addresses."""
        connection.execute("DELETE FROM account WHERE key = ?", (key,))

    # --- links ----------------------------------------------------------------------------------

    def add_link(self, connection: sqlite3.Connection, link: Mapping[str, Any]) -> None:
        """Keep a link in place of every earlier one of the account."""
        self.drop_links(connection, link["key"])
        connection.execute(
            "INSERT INTO link VALUES (:hash, :key, :made_at, :made_by, :until, :forgets_code)",
            {**link, "made_at": iso(link["made_at"]), "until": iso(link["until"])},
        )

    def link(self, digest: str) -> dict[str, Any] | None:
        """Return a link that nobody has used."""
        row = self._database.row("SELECT * FROM link WHERE hash = ?", (digest,))
        if row is None:
            return None
        made_at, until = from_iso(row["made_at"]), from_iso(row["until"])
        return {**dict(row), "made_at": made_at, "until": until}

    def drop_links(self, connection: sqlite3.Connection, key: str) -> None:
        """Make the links of an account worthless."""
        connection.execute("DELETE FROM link WHERE key = ?", (key,))

    # --- addresses ------------------------------------------------------------------------------

    def is_known_at(self, key: str, address: str, now: datetime) -> bool:
        """Tell whether a person has signed in from there within 90 days."""
        query = "SELECT at FROM known_address WHERE key = ? AND address = ?"
        row = self._database.row(query, (key, address))
        return row is not None and now - from_iso(row["at"]) < REMEMBERED

    def remember_address(
        self, connection: sqlite3.Connection, key: str, address: str, now: datetime
    ) -> None:
        """Note from where a person has signed in; only the newest are kept."""
        connection.execute(
            "INSERT OR REPLACE INTO known_address VALUES (?, ?, ?)", (key, address, iso(now))
        )
        connection.execute(
            "DELETE FROM known_address WHERE key = ? AND address NOT IN"
            " (SELECT address FROM known_address WHERE key = ? ORDER BY at DESC LIMIT ?)",
            (key, key, MOST_ADDRESSES),
        )


def _account(row: sqlite3.Row) -> Account:
    return Account(
        key=row["key"],
        name=row["name"],
        version=row["version"],
        roles=frozenset(Role(word) for word in json.loads(row["roles"])),
        password=row["password"],
        code_secret=row["code_secret"],
        code_step=row["code_step"],
        coming_secret=row["coming_secret"],
    )
