"""SQLite as this program uses it: durable commits, one writer, errors as facts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from loudspeaker.errors import IntegrityFailure, StorageFailure

BUSY_TIMEOUT_S = 5.0
_BROKEN = ("malformed", "not a database")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into StorageFailure or, for a broken file, IntegrityFailure."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        text = str(error)
        if any(word in text for word in _BROKEN):
            raise IntegrityFailure(what="database", where=str(path), problem=text) from error
        raise StorageFailure(path=str(path), problem=text) from error


class Database:
    """One connection with a lock, used by one process as the file's only writer.

    Every transaction is on the disk when it ends (WAL with ``synchronous=FULL``: each commit is
    one fsync of the log) and takes the write lock at its start (BEGIN IMMEDIATE).
    """

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self._path = path
        self._lock = threading.RLock()
        with database_errors(path):
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            path.chmod(0o640)
            self._migrate(migrations)

    def _migrate(self, migrations: Sequence[str]) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        for number, script in enumerate(migrations[version:], version + 1):
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA user_version={number}; COMMIT;"
            )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction that is durable when the block ends."""
        with self._lock, database_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._roll_back()
                raise
            self._commit()

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a reading query."""
        with self._lock, database_errors(self._path):
            return self._connection.execute(query, arguments).fetchall()

    def row(self, query: str, arguments: Sequence[object] = ()) -> sqlite3.Row | None:
        """Return the first row of a reading query, if any."""
        rows = self.rows(query, arguments)
        return rows[0] if rows else None

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()
