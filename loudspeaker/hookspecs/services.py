"""What a plug-in may use of the station."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from loudspeaker.hookspecs.announcements import AnnouncementSeen, DraftOffered
from loudspeaker.hookspecs.intake import Intake, Later
from loudspeaker.model import Caller


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


class PluginFolder(Protocol):
    """The plug-in's own files, each under its hash; safe from any thread of the plug-in.

    All together take at most ``plugin_files_mb`` of ``station.yaml``.
    """

    @property
    def used_bytes(self) -> int:
        """Return how much all files take together."""
        ...

    def keep(self, content: Path | bytes, suffix: str = "") -> str:
        """Keep a copy of a file or of bytes, durably; return its SHA-256.

        What is there already is not kept twice, whatever its suffix.  FileRefused for what cannot
        be read, UsageRefused for a suffix that is not a dot and 1 to 8 of ``a-z0-9``, DiskFull,
        StorageFailure (beyond the limit, too): then nothing is kept.
        """
        ...

    def path(self, sha256: str) -> Path:
        """Return where a file lies, to be read only; NotFound."""
        ...

    def own(self, name: str) -> Path:
        """Return a folder for few files that have names, such as certificates; in the backup too.

        Only that of the name ``keys`` is in no backup: what opens sealed data lies apart from it.
        UsageRefused for a name that is not 3 to 20 small letters; StorageFailure.
        """
        ...

    def remove(self, sha256: str) -> None:
        """Take a file away; one that is not there is no error.  StorageFailure."""
        ...


class Submit(Protocol):
    """The way of a draft to the desk."""

    def __call__(self, draft: DraftOffered, *, by: Caller) -> str:
        """Keep a draft as if ``by`` had written it by hand; return its id.

        Refuses with the errors that ``by`` would be told at the desk: the role, the text, the time.
        """
        ...


def _no_time() -> datetime:
    raise NotImplementedError


def _not_here(*_given: Any, **_more: Any) -> Any:
    raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a plug-in may use; ``settings`` returns its own table of ``station.yaml`` as it is now.

    A plug-in without such a table gets an empty one.  ``now`` is the station's clock.  ``database``
    is there for a plug-in with ``migrations``.  Everything but ``settings`` and ``now`` is there in
    ``station`` alone: a command that has texts checked by itself gives none.
    """

    settings: Callable[[], Mapping[str, Any]]
    now: Callable[[], datetime] = _no_time
    database: PluginDatabase | None = None
    folder: PluginFolder | None = None
    submit: Submit = _not_here
    announcement: Callable[[str], AnnouncementSeen | None] = _not_here
    """Returns an announcement as it is now, None if there is none of the id."""
    intake: Intake = _not_here
    later: Later = _not_here
