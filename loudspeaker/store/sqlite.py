"""SQLite as this program uses it: durable commits, one writer, errors as facts."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.system.files import FILE_MODE, storage_errors

BUSY_TIMEOUT_S = 5.0
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF  # the rest of a result code says where it happened (sqlite.org/rescode.html)


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into StorageFailure or, for a broken file, IntegrityFailure."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if code in _BROKEN:
            raise IntegrityFailure(what="database", where=str(path), problem=str(error)) from error
        raise StorageFailure(path=str(path), problem=str(error)) from error


class Database:
    """One connection with a lock, used by one process as the file's only writer.

    Every transaction is on the disk when it ends (WAL with ``synchronous=FULL``: each commit is
    one fsync of the log) and takes the write lock at its start (BEGIN IMMEDIATE).  After ``close``
    everything raises StorageFailure.
    """

    def __init__(self, path: Path, migrations: Sequence[str], *, mode: int = FILE_MODE) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._closed = False
        make_private(path, mode)
        with database_errors(path):
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up(migrations)
            except BaseException:
                self._connection.close()
                raise

    def _set_up(self, migrations: Sequence[str]) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._migrate(migrations)

    def _migrate(self, migrations: Sequence[str]) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(migrations):
            problem = f"made by a newer program (version {version} instead of {len(migrations)})"
            raise IntegrityFailure(what="database", where=str(self._path), problem=problem)
        for number, script in enumerate(migrations[version:], version + 1):
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA user_version={number}; COMMIT;"
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock, database_errors(self._path):
            if self._closed:
                raise StorageFailure(path=str(self._path), problem="closed")
            yield

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction that is durable when the block ends."""
        with self._turn():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a reading query."""
        with self._turn():
            return self._connection.execute(query, arguments).fetchall()

    def row(self, query: str, arguments: Sequence[object] = ()) -> sqlite3.Row | None:
        """Return the first row of a reading query, if any."""
        rows = self.rows(query, arguments)
        return rows[0] if rows else None

    @property
    def changes(self) -> int:
        """Tell how many rows were changed since it was opened: a new number is a change."""
        return 0 if self._closed else self._connection.total_changes

    def close(self) -> None:
        """Close the connection; twice is no error."""
        with self._lock:
            self._closed = True
            self._connection.close()


def make_private(path: Path, mode: int) -> None:
    """Create the file with its mode: SQLite gives the same to the log it writes beside it."""
    with storage_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
        try:
            if os.fstat(descriptor).st_mode & 0o777 & ~mode:
                os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)
