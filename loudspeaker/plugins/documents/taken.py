"""Files that were brought and are not of a paper yet: what was read of them, until that is so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.errors import NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.documents.register.attachments import Attached, attached_of

KEPT: Final = timedelta(days=30)
"""How long a file waits for somebody to enter it."""
MIGRATIONS: Final = (
    """
    CREATE TABLE taken (
        sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL,
        pages TEXT NOT NULL, told TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX taken_at ON taken (at);
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file, the text of its pages, and what its reader said (``proposal``, ``notices``)."""

    file: Attached
    pages: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


class Waiting:
    """The files that wait."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def put(self, taken: Taken, *, by: str, now: datetime) -> None:
        """Keep what was read of a file, in place of what was read of it before."""
        file, told = taken.file, json.dumps(dict(taken.told), ensure_ascii=False)
        pages = json.dumps(list(taken.pages), ensure_ascii=False)
        row = (file.sha256, file.name, file.size, file.kind, pages, told, by, iso(now))
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO taken VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def get(self, sha256: str) -> Taken:
        """Return what was read of a file; NotFound."""
        row = self._database.row("SELECT * FROM taken WHERE sha256 = ?", [sha256])
        if row is None:
            raise NotFound(kind="tệp", name=sha256[:12], known=[])
        named = {name: row[name] for name in ("sha256", "name", "size", "kind")}
        return Taken(
            file=attached_of(named), pages=tuple(json.loads(row["pages"])),
            told=json.loads(row["told"]),
        )  # fmt: skip

    def brought_by(self, sha256: str) -> str:
        """Return who brought a file, empty for one that is not here."""
        row = self._database.row("SELECT by FROM taken WHERE sha256 = ?", [sha256])
        return str(row["by"]) if row else ""

    def all(self, hashes: Sequence[str]) -> list[Taken]:
        """Return what was read of files, in their order; NotFound."""
        return [self.get(each) for each in dict.fromkeys(hashes)]

    def waiting(self) -> list[Mapping[str, Any]]:
        """Return what waits, the newest first, at most 200."""
        query = "SELECT sha256, name, size, by, at, told FROM taken ORDER BY at DESC LIMIT 200"
        return [
            {**dict(row), "told": json.loads(row["told"])} for row in self._database.rows(query)
        ]

    def drop(self, hashes: Sequence[str]) -> None:
        """Forget files that are of a paper now, or that nobody wants."""
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM taken WHERE sha256 = ?", [(h,) for h in hashes])

    def outdated(self, now: datetime) -> list[str]:
        """Return files that have waited too long, and forget them; their bytes may go, too."""
        last = iso(now - KEPT)
        rows = self._database.rows("SELECT sha256 FROM taken WHERE at < ? LIMIT 200", [last])
        hashes = [row["sha256"] for row in rows]
        self.drop(hashes)
        return hashes
