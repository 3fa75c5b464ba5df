"""Delegations as they were made and ended; nothing of them is ever deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from loudspeaker.model import iso
from loudspeaker.model.delegation import Delegation, delegation_from_values
from loudspeaker.store.sqlite import Database


class DelegationTable:
    """The table of delegations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Delegation, *, instead_of: str | None) -> None:
        """Keep a new one; the one that it replaces ends at the same moment."""
        values = new.to_values()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE delegation SET ended_at = ?, ended_by = ? WHERE id = ?",
                (values["made_at"], new.giver, instead_of),
            )
            connection.execute(
                "INSERT INTO delegation (id, giver, holder, made_at, until, why)"
                " VALUES (:id, :giver, :holder, :made_at, :until, :why)",
                values,
            )

    def end(self, delegation_id: str, *, at: datetime, by: str | None) -> bool:
        """Note that one is over, by its time if ``by`` is None; tell whether it was not before."""
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "UPDATE delegation SET ended_at = ?, ended_by = ?"
                " WHERE id = ? AND ended_at IS NULL",
                (iso(at), by, delegation_id),
            )
        return cursor.rowcount > 0

    def open(self) -> list[Delegation]:
        """Return those that nobody and no time has ended, oldest first."""
        query = "SELECT * FROM delegation WHERE ended_at IS NULL ORDER BY rowid"
        return [delegation_from_values(dict(row)) for row in self._database.rows(query)]

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Return the newest as JSON-ready values, ended ones too, newest first."""
        query = "SELECT * FROM delegation ORDER BY rowid DESC LIMIT ?"
        return [dict(row) for row in self._database.rows(query, (limit,))]
