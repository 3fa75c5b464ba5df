"""The log of acts and views: a line for each act and person, never changed, never taken out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryOutdated
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.register.values import Logged, logged_of

MOST_SHOWN: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Who looked at a paper, and when."""

    at: datetime
    by: str


def note_act(
    connection: sqlite3.Connection,
    paper: int,
    name: str,
    *,
    by: str,
    now: datetime,
    before: str,
    after: str,
    note: str = "",
    whom: Iterable[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Write an act, one line for each person to whom it is, and return the number of the last.

    That number becomes the paper's ``change``.
    """
    query = (
        "INSERT INTO act (paper, at, by, name, before, after, whom, note, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    told = json.dumps(detail or {}, ensure_ascii=False)
    number = 0
    for person in tuple(whom) or ("",):
        values = (paper, iso(now), by, name, before, after, person, note, told)
        number = connection.execute(query, values).lastrowid or 0
    connection.execute("UPDATE paper SET change = ? WHERE id = ?", (number, paper))
    return number


def refuse_outdated(connection: sqlite3.Connection, row: sqlite3.Row, seen: int | None) -> None:
    """Refuse where somebody else was faster (EntryOutdated); ``seen`` None looks at nothing."""
    if seen is None or seen == row["change"]:
        return
    query = "SELECT by, at FROM act WHERE id = ?"
    last = connection.execute(query, (row["change"],)).fetchone()
    raise EntryOutdated(by=last["by"], at=last["at"])


def note_view(connection: sqlite3.Connection, paper: int, *, by: str, now: datetime) -> None:
    """Write that somebody looked at a paper."""
    query = "INSERT INTO viewed (paper, at, by) VALUES (?, ?, ?)"
    connection.execute(query, (paper, iso(now), by))


def acts_of(database: PluginDatabase, paper: int) -> list[Logged]:
    """Return the acts of a paper, the oldest first, at most the newest 500."""
    query = "SELECT * FROM act WHERE paper = ? ORDER BY id DESC LIMIT ?"
    return [logged_of(row) for row in reversed(database.rows(query, [paper, MOST_SHOWN]))]


def views_of(database: PluginDatabase, paper: int) -> list[View]:
    """Return who looked at a paper, the newest first, at most 500."""
    query = "SELECT at, by FROM viewed WHERE paper = ? ORDER BY id DESC LIMIT ?"
    rows = database.rows(query, [paper, MOST_SHOWN])
    return [View(at=from_iso(row["at"]), by=row["by"]) for row in rows]
