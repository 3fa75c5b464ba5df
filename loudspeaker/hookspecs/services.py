"""What a plug-in may use of the station."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class PluginDatabase(Protocol):
    """The plug-in's own tables, made by its ``migrations``; the station alone writes them.

    Everything may raise StorageFailure: the disk is full, or the file has its full size.
    """

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Give the connection inside a transaction that is durable when the block ends."""
        ...

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a reading query."""
        ...

    def row(self, query: str, arguments: Sequence[object] = ()) -> sqlite3.Row | None:
        """Return the first row of a reading query, if any."""
        ...


def _no_time() -> datetime:
    raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a plug-in may use; ``settings`` returns its own table of ``station.yaml`` as it is now.

    A plug-in without such a table gets an empty one.  ``now`` is the station's clock.  ``database``
    is there for a plug-in with ``migrations``, and only in ``station``: a command that has texts
    checked by itself gives none.
    """

    settings: Callable[[], Mapping[str, Any]]
    now: Callable[[], datetime] = _no_time
    database: PluginDatabase | None = None
