"""Searches that a person keeps under a name."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.documents.papers.fields import FieldForm
from loudspeaker.plugins.documents.register.query import Query, query_of

MOST_SAVED: Final = 50
_NAME: Final = FieldForm(name="name", label="tên bộ lọc", longest=80, required=True)


class SavedSearches:
    """Each person's own."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def keep(self, owner: str, name: str, query: Query, *, now: datetime) -> None:
        """Keep a search, in place of one of the same name; EntryRefused for too many."""
        called = _NAME.text(name)
        with self._database.transaction() as connection:
            told = "SELECT count(*) FROM saved WHERE owner = ? AND name != ?"
            (there,) = connection.execute(told, (owner, called)).fetchone()
            if there >= MOST_SAVED:
                raise EntryRefused(where=_NAME.label, problem=f"nhiều nhất {MOST_SAVED} bộ lọc")
            insert = (
                "INSERT INTO saved (owner, name, query, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, at = excluded.at"
            )
            values = json.dumps(query.to_values(), ensure_ascii=False)
            connection.execute(insert, (owner, called, values, iso(now)))

    def all(self, owner: str) -> dict[str, Query]:
        """Return a person's searches by name."""
        query = "SELECT name, query FROM saved WHERE owner = ? ORDER BY name"
        rows = self._database.rows(query, [owner])
        return {row["name"]: query_of(json.loads(row["query"])) for row in rows}

    def drop(self, owner: str, name: str) -> None:
        """Take one out; NotFound."""
        with self._database.transaction() as connection:
            query = "DELETE FROM saved WHERE owner = ? AND name = ?"
            if not connection.execute(query, (owner, name)).rowcount:
                raise NotFound(kind="bộ lọc", name=name[:80], known=[])
