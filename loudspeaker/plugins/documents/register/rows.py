"""Papers out of the tables, one or many at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

from loudspeaker.errors import NotFound
from loudspeaker.plugins.documents.register.values import Paper, paper_of

Rows = Callable[[str, Sequence[object]], list[sqlite3.Row]]
"""Returns the rows of a query: of the database, or inside a transaction."""
_MOST_AT_ONCE: Final = 500


def inside(connection: sqlite3.Connection) -> Rows:
    """Return how rows are read inside a transaction."""
    return lambda query, arguments: connection.execute(query, arguments).fetchall()


def row_of(connection: sqlite3.Connection, paper: int) -> sqlite3.Row:
    """Return the row of a paper; NotFound."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM paper WHERE id = ?", (paper,)
    ).fetchone()
    if row is None:
        raise missing(paper)
    return row


def missing(paper: object) -> NotFound:
    """Return that there is no such paper, or none that this person may see."""
    return NotFound(kind="văn bản", name=str(paper)[:40], known=[])


def papers_of(rows: Sequence[sqlite3.Row], read: Rows) -> list[Paper]:
    """Return the papers of rows of ``paper``, in their order, with their lines and handlers."""
    found: list[Paper] = []
    for begin in range(0, len(rows), _MOST_AT_ONCE):
        found += _together(rows[begin : begin + _MOST_AT_ONCE], read)
    return found


def _together(rows: Sequence[sqlite3.Row], read: Rows) -> list[Paper]:
    papers = [row["id"] for row in rows]
    marks = ", ".join("?" * len(papers))
    lines = {
        row["paper"]: row
        for row in read(f"SELECT * FROM line WHERE paper IN ({marks})", papers)  # noqa: S608 - marks
    }
    assigned: dict[Any, list[str]] = {}
    query = f"SELECT paper, person FROM assigned WHERE paper IN ({marks})"  # noqa: S608 - marks
    for row in read(query, papers):
        assigned.setdefault(row["paper"], []).append(row["person"])
    return [
        paper_of(row, lines.get(row["id"]), tuple(sorted(assigned.get(row["id"], ()))))
        for row in rows
    ]
