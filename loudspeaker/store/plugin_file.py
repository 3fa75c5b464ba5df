"""The database of one plug-in, ``plugins/<name>.db``: its own tables, written by ``station``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from loudspeaker.store.sqlite import Database, database_errors
from loudspeaker.system.files import make_directory
from loudspeaker.system.home import Home

LARGEST_BYTES: Final = 512 << 20
"""A plug-in that writes without end fills its own file, not the disk."""


class PluginDatabase(Database):
    """A database that does not grow beyond its size.

    ``enter`` lets in what is about to write while there is room on the disk (DiskFull).
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str],
        *,
        largest_bytes: int,
        enter: Callable[[], None] = lambda: None,
    ) -> None:
        self._largest_bytes = largest_bytes
        self._enter = enter
        super().__init__(path, migrations)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """As ``Database.transaction``; DiskFull while what room is left is for emergencies."""
        self._enter()
        with super().transaction() as connection:
            yield connection

    def _set_up(self, migrations: Sequence[str]) -> None:
        (page_bytes,) = self._connection.execute("PRAGMA page_size").fetchone()
        self._connection.execute(f"PRAGMA max_page_count={self._largest_bytes // page_bytes}")
        with database_errors(self._path):
            super()._set_up(migrations)


def open_plugin_database(
    home: Home,
    name: str,
    migrations: Sequence[str],
    limit_mb: int | None = None,
    *,
    enter: Callable[[], None] = lambda: None,
) -> PluginDatabase:
    """Open it, made or brought to the newest form; ``enter`` as ``PluginDatabase``.

    StorageFailure, also for a script that fails: what it had done is not there; IntegrityFailure
    for a file that is broken or of a newer plug-in.
    """
    make_directory(home.plugins)
    largest = LARGEST_BYTES if limit_mb is None else limit_mb << 20
    path = home.plugins / f"{name}.db"
    return PluginDatabase(path, migrations, largest_bytes=largest, enter=enter)
