"""A consistent copy of a database that another process is writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from loudspeaker.errors import IntegrityFailure
from loudspeaker.store.sqlite import BUSY_TIMEOUT_S, database_errors


@contextmanager
def looking_at(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that cannot write; StorageFailure, IntegrityFailure."""
    with database_errors(path), closing(_opened(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def _opened(path: Path) -> sqlite3.Connection:
    """Open a database beside its writer.

    One that was closed in good order has no log beside it, and who may only read the folder could
    not make the one that SQLite wants; nothing is in it then, so it is read without.
    """
    connection = _connected(path, "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(f"{path.name}-wal").exists():
            raise
        return _connected(path, "mode=ro&immutable=1")
    return connection


def _connected(path: Path, how: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(path))}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)


def copy_database(source: Path, target: Path) -> None:
    """Copy as of one moment, by SQLite's own backup; its writer goes on meanwhile.

    Whatever was committed before the call is in the copy, which is one file and needs no log
    beside it.  IntegrityFailure for a copy that SQLite finds broken, StorageFailure.
    """
    with (
        looking_at(source) as connection,
        database_errors(target),
        closing(sqlite3.connect(target)) as copy,
    ):
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (told,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        raise IntegrityFailure(what="database", where=str(source), problem=str(told))
