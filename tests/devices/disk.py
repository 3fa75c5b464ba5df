"""A store of settings in memory, as the journal is one on the disk."""

from __future__ import annotations

from loudspeaker.errors import StorageFailure


class Disk:
    """A store that counts its writes and can be full."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.writes = 0
        self.full = False

    def setting(self, name: str) -> str | None:
        return self.values.get(name)

    def keep_setting(self, name: str, value: str) -> None:
        if self.full:
            raise StorageFailure(path="journal.db", problem="disk full")
        self.values[name] = value
        self.writes += 1
