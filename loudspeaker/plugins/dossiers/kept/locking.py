"""Whether the key is the one that this file was written with: told at the start, not later."""

from __future__ import annotations

from typing import Final

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.dossiers.kept.sealing import Keys

_NAME: Final = "identity key"


def check_key(database: PluginDatabase, keys: Keys) -> None:
    """Let the right key pass, and the first one; StorageFailure for another."""
    mark = keys.mark(_NAME)
    with database.transaction() as connection:
        connection.execute("INSERT INTO lock VALUES (?, ?) ON CONFLICT DO NOTHING", (_NAME, mark))
        query = "SELECT value FROM lock WHERE name = ?"
        (kept,) = connection.execute(query, (_NAME,)).fetchone()
    if kept != mark:
        raise StorageFailure(path="plugins/dossiers.db", problem="written with another key")
