"""What announcements said before they were changed."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.model.announcement import Content
from loudspeaker.store.rows import content_of
from loudspeaker.store.sqlite import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One earlier content of an announcement, and who wrote it."""

    number: int
    content: Content
    author: str


class Versions:
    """The table of earlier contents; ``Items.change`` fills it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest_before(self, item_id: str, number: int) -> Version | None:
        """Return the last version below ``number``; None if none was kept."""
        return self._one("version < ? ORDER BY version DESC LIMIT 1", item_id, number)

    def of(self, item_id: str, number: int) -> Version | None:
        """Return one version; None if it was not kept."""
        return self._one("version = ?", item_id, number)

    def _one(self, condition: str, item_id: str, number: int) -> Version | None:
        query = f"SELECT * FROM item_version WHERE item = ? AND {condition}"  # noqa: S608 - ours
        row = self._database.row(query, (item_id, number))
        if row is None:
            return None
        content = content_of(row["content"])
        return Version(number=row["version"], content=content, author=row["author"])
