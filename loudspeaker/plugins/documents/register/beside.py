"""Lines of the log about what no act did: an announcement, a message, a check of a signature.

The paper stays where it is, frozen or not; the index is told, as it has what notes say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.register.index import changing
from loudspeaker.plugins.documents.register.log import note_act
from loudspeaker.plugins.documents.register.rows import row_of

LONGEST_NOTE: Final = 2000


def note_inside(
    connection: sqlite3.Connection,
    paper: int,
    name: str,
    *,
    by: str,
    now: datetime,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write what happened to a paper, inside a transaction; NotFound."""
    state = row_of(connection, paper)["state"]
    with changing(connection, paper):
        note_act(
            connection, paper, name, by=by, now=now, before=state, after=state,
            note=note[:LONGEST_NOTE], detail=detail,
        )  # fmt: skip


def note_beside(
    database: PluginDatabase,
    paper: int,
    name: str,
    *,
    by: str,
    now: datetime,
    note: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write what happened to a paper; NotFound, StorageFailure."""
    with database.transaction() as connection:
        note_inside(connection, paper, name, by=by, now=now, note=note, detail=detail)
