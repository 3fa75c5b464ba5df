"""Which announcement was made of which paper, and what became of it: told in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.hookspecs import Event, EventKind, PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.documents.register.beside import note_inside

MIGRATIONS: Final = (
    """
    CREATE TABLE link (
        announcement TEXT PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper, at TEXT NOT NULL,
        by TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX link_paper ON link (paper);
    CREATE TABLE event (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL);
    INSERT INTO event VALUES (1, 0);
    """,
)
ANNOUNCED: Final = "announce"
TOLD: Final[Mapping[EventKind, str]] = {
    EventKind.SUBMITTED: "đã trình duyệt",
    EventKind.EDITED: "đã sửa, chờ duyệt lại",
    EventKind.APPROVED: "đã duyệt phát",
    EventKind.REFUSED: "bị trả lại người soạn",
    EventKind.CANCELLED: "đã hủy",
    EventKind.AIRED: "đã phát",
    EventKind.NOT_AIRED: "không phát được",
    EventKind.CORRECTED: "đã phát đính chính",
}
"""What became of an announcement, as its paper tells it."""
_PARTIAL: Final = "aired_partial"


class Links:
    """Keeps them; airing is written into the log of the paper."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def add(self, paper: int, announcement: str, *, by: str, at: Any) -> None:
        """Note that a paper has become an announcement; one that is linked stays as it is."""
        with self._database.transaction() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?, ?)",
                (announcement, paper, iso(at), by, TOLD[EventKind.SUBMITTED]),
            )
            if not added.rowcount:
                return
            detail = {"announcement": announcement}
            note_inside(connection, paper, ANNOUNCED, by=by, now=at, detail=detail)

    def of_paper(self, paper: int) -> list[dict[str, Any]]:
        """Return the announcements of a paper, the newest first."""
        query = "SELECT announcement, at, by, state FROM link WHERE paper = ? ORDER BY at DESC"
        return [dict(row) for row in self._database.rows(query, [paper])]

    def paper_of(self, announcement: str) -> int | None:
        """Return the paper that an announcement was made of, None for another one."""
        row = self._database.row("SELECT paper FROM link WHERE announcement = ?", [announcement])
        return int(row["paper"]) if row else None

    def aired(self, paper: int) -> list[str]:
        """Return the announcements of a paper that were heard, the newest first."""
        heard = {TOLD[EventKind.AIRED], _partly()}
        return [each["announcement"] for each in self.of_paper(paper) if each["state"] in heard]

    def last_event(self) -> int:
        """Return the number of the last event that was taken."""
        row = self._database.row("SELECT last FROM event")
        return int(row["last"]) if row else 0

    def track(self, event: Event) -> None:
        """Take an event: what became of the announcement stands in the log of its paper."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT paper FROM link WHERE announcement = ?", (event.announcement,)
            ).fetchone()
            if row is not None:
                told = _partly() if event.result == _PARTIAL else TOLD[event.kind]
                connection.execute(
                    "UPDATE link SET state = ? WHERE announcement = ?", (told, event.announcement)
                )
                detail = {"announcement": event.announcement, "airing": event.airing}
                if event.kind is not EventKind.SUBMITTED:  # its own act is there already
                    note_inside(
                        connection, row["paper"], f"announcement_{event.kind.value}",
                        by=event.person or "", now=event.at, note=event.reason or told,
                        detail=detail,
                    )  # fmt: skip
            connection.execute("UPDATE event SET last = ?", (event.number,))


def _partly() -> str:
    return "đã phát một phần"
