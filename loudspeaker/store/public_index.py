"""The rows of plug-ins in ``public.db``, and the folded words by which all of it is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from loudspeaker.public.pages import PAGE, page_of
from loudspeaker.public.terms import terms_of


def put_row(connection: sqlite3.Connection, plugin: str, name: str, body: Any) -> None:
    """Put a plug-in's row in place of the old one of its name; a page can be found then."""
    drop_row(connection, plugin, name)
    query = "INSERT INTO plugin_row (plugin, name, body) VALUES (?, ?, ?)"
    text = json.dumps(body, ensure_ascii=False)
    number = connection.execute(query, (plugin, name, text)).lastrowid
    if name.startswith(f"{PAGE}:"):
        query = "INSERT INTO page_search (rowid, words, pairs) VALUES (?, ?, ?)"
        connection.execute(query, (number, *_terms(body)))


def drop_row(connection: sqlite3.Connection, plugin: str, name: str) -> None:
    """Take a row out, if it is there."""
    query = "SELECT n, name, body FROM plugin_row WHERE plugin = ? AND name = ?"
    _drop(connection, connection.execute(query, (plugin, name)).fetchall())


def drop_rows(connection: sqlite3.Connection, plugin: str, kind: str = "") -> None:
    """Take out all rows of a plug-in, or those of one kind."""
    query = "SELECT n, name, body FROM plugin_row WHERE plugin = ? AND name LIKE ?"
    pattern = f"{kind}:%" if kind else "%"
    _drop(connection, connection.execute(query, (plugin, pattern)).fetchall())


def size_of(connection: sqlite3.Connection, plugin: str) -> tuple[int, int]:
    """Return how many pages a plug-in has, and their bytes."""
    query = (
        "SELECT count(*), total(length(CAST(body AS BLOB))) FROM plugin_row"
        " WHERE plugin = ? AND name LIKE ?"
    )
    pages, size = connection.execute(query, (plugin, f"{PAGE}:%")).fetchone()
    return pages, int(size)


def _drop(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    for row in rows:
        if row["name"].startswith(f"{PAGE}:"):  # an index without content is told what it had
            query = (
                "INSERT INTO page_search (page_search, rowid, words, pairs)"
                " VALUES ('delete', ?, ?, ?)"
            )
            connection.execute(query, (row["n"], *_terms(json.loads(row["body"]))))
        connection.execute("DELETE FROM plugin_row WHERE n = ?", (row["n"],))


def _terms(body: Any) -> tuple[str, str]:
    page = page_of(body)
    return terms_of([page.title, *page.texts()])
