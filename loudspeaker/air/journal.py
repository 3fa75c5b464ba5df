"""What playout must not forget: accepted rundowns, positions, sealed records, the stop latch.

It is the only writer of the as-run chain.  Everything here is on the disk when a call returns.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from loudspeaker.air.day_sum import DaySum
from loudspeaker.air.journal_copy import copy_of, fill
from loudspeaker.asrun import GENESIS, TERMINAL, Event, Head, chained, seal_of, sealed, verify
from loudspeaker.rundown import Rundown, rundown_from_values
from loudspeaker.store.backup_file import seal_of_backup
from loudspeaker.store.sqlite import Database

MIGRATIONS = (
    f"""
    CREATE TABLE record (
        seq INTEGER PRIMARY KEY, occurrence TEXT NOT NULL, event TEXT NOT NULL, day TEXT NOT NULL,
        hash TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX record_day ON record (day);
    CREATE UNIQUE INDEX one_terminal ON record (occurrence)
        WHERE event IN ({", ".join(f"'{event}'" for event in sorted(TERMINAL))});
    CREATE TABLE rundown (occurrence TEXT PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE position (
        occurrence TEXT NOT NULL, attempt INTEGER NOT NULL, frames INTEGER NOT NULL,
        PRIMARY KEY (occurrence, attempt)) WITHOUT ROWID;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE head (
        day TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL,
        seal TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE key_event (
        id INTEGER PRIMARY KEY, wall TEXT NOT NULL, event TEXT NOT NULL, person TEXT NOT NULL,
        point INTEGER, epoch INTEGER NOT NULL);
    """,
    """
    CREATE TABLE reached (
        occurrence TEXT NOT NULL, point INTEGER NOT NULL, acked INTEGER NOT NULL,
        PRIMARY KEY (occurrence, point)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE people_change (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL);
    """,
    "CREATE INDEX record_occurrence ON record (occurrence);",
)
_STOPPED = "stopped_since"
_ROSTER = "roster"


class Acceptance(StrEnum):
    """What became of an offered rundown."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A rundown without a terminal record, and how far each attempt was committed."""

    rundown: Rundown
    committed: tuple[int, ...]


class Journal:
    """The journal file of one home; safe to use from several threads."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._database = Database(path, MIGRATIONS)
        self._path = path
        self._key = key
        self._grown = threading.Condition()
        self._day_sum = DaySum(self._database)

    # --- rundowns ------------------------------------------------------------------------------

    def accept(self, rundown: Rundown) -> Acceptance:
        """Keep a rundown until it has its terminal record; the same one twice is one."""
        with self._database.transaction() as connection:
            if self.is_settled(rundown.occurrence):
                return Acceptance.SETTLED
            cursor = connection.execute(
                "INSERT OR IGNORE INTO rundown VALUES (?, ?)",
                (rundown.occurrence, json.dumps(rundown.to_values())),
            )
            return Acceptance.ACCEPTED if cursor.rowcount else Acceptance.KNOWN

    def update(self, rundown: Rundown) -> None:
        """Keep the appended cues of an accepted rundown."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE rundown SET body = ? WHERE occurrence = ?",
                (json.dumps(rundown.to_values()), rundown.occurrence),
            )

    def forget(self, occurrence: str) -> None:
        """Drop a rundown that was withdrawn before its first sample."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM rundown WHERE occurrence = ?", (occurrence,))

    def is_settled(self, occurrence: str) -> bool:
        """Tell whether the occurrence has its terminal record."""
        marks = ", ".join("?" * len(TERMINAL))
        query = f"SELECT 1 FROM record WHERE occurrence = ? AND event IN ({marks})"  # noqa: S608
        return self._database.row(query, (occurrence, *TERMINAL)) is not None

    def last_event(self, occurrence: str) -> Event | None:
        """Return the newest event of an occurrence, a proof included."""
        query = "SELECT event FROM record WHERE occurrence = ? ORDER BY seq DESC LIMIT 1"
        row = self._database.row(query, (occurrence,))
        return Event(row["event"]) if row else None

    def ended(self, occurrence: str) -> dict[str, Any] | None:
        """Return the record with which an occurrence ended on air, unless it was proved since."""
        query = "SELECT body FROM record WHERE occurrence = ? ORDER BY seq DESC LIMIT 1"
        row = self._database.row(query, (occurrence,))
        body = json.loads(row["body"]) if row else None
        return body if body is not None and body["event"] == Event.END else None

    def started_at(self, occurrence: str) -> frozenset[int]:
        """Return the points for which an occurrence has a start on record."""
        query = "SELECT body FROM record WHERE occurrence = ? AND event = ?"
        rows = self._database.rows(query, (occurrence, Event.START))
        return frozenset(point for row in rows for point in json.loads(row["body"])["points"])

    def first_start(self, occurrence: str) -> dict[str, Any] | None:
        """Return the record with which an occurrence began for the first time."""
        query = "SELECT body FROM record WHERE occurrence = ? AND event = ? ORDER BY seq LIMIT 1"
        row = self._database.row(query, (occurrence, Event.START))
        return json.loads(row["body"]) if row else None

    def last_reason(self, occurrence: str) -> str | None:
        """Return why an occurrence was interrupted last."""
        query = "SELECT body FROM record WHERE occurrence = ? AND event = ? ORDER BY seq DESC"
        row = self._database.row(query + " LIMIT 1", (occurrence, Event.INTERRUPTED))
        return json.loads(row["body"])["reason"] if row else None

    def pending(self) -> list[Pending]:
        """Return every rundown that has no terminal record yet."""
        return [
            Pending(
                rundown=rundown_from_values(json.loads(row["body"])),
                committed=self.committed(row["occurrence"]),
            )
            for row in self._database.rows("SELECT * FROM rundown ORDER BY rowid")
        ]

    def committed(self, occurrence: str) -> tuple[int, ...]:
        """Return the committed position of every attempt, in frames."""
        query = "SELECT frames FROM position WHERE occurrence = ? ORDER BY attempt"
        return tuple(row["frames"] for row in self._database.rows(query, (occurrence,)))

    def commit_position(self, occurrence: str, attempt: int, frames: int) -> None:
        """Write ahead: sound up to ``frames`` may have been heard after this."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO position VALUES (?, ?, ?)", (occurrence, attempt, frames)
            )

    def reach(self, occurrence: str, points: Collection[int], acked: Collection[int]) -> None:
        """Note points that have heard a rundown while others could not."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO reached VALUES (?, ?, ?)",
                [(occurrence, point, point in acked) for point in points],
            )

    def reached(self, occurrence: str) -> dict[int, bool]:
        """Return the points that have heard a rundown apart from others → acknowledged."""
        query = "SELECT point, acked FROM reached WHERE occurrence = ?"
        rows = self._database.rows(query, (occurrence,))
        return {row["point"]: bool(row["acked"]) for row in rows}

    # --- records -------------------------------------------------------------------------------

    def record(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Append a sealed record; for a settled occurrence none but a proof any more (else None).

        A terminal record settles the occurrence: its rundown and positions go.
        """
        event, occurrence = Event(body["event"]), str(body["occurrence"])
        with self._database.transaction() as connection:
            if self.is_settled(occurrence) and event is not Event.HEARD:
                return None
            seq, prev = self._head()
            entry = sealed(body, seq=seq + 1, prev=prev, key=self._key)
            connection.execute(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
                (seq + 1, occurrence, event, entry["wall"][:10], entry["hash"], json.dumps(entry)),
            )
            if event in TERMINAL:
                connection.execute("DELETE FROM rundown WHERE occurrence = ?", (occurrence,))
                connection.execute("DELETE FROM position WHERE occurrence = ?", (occurrence,))
                connection.execute("DELETE FROM reached WHERE occurrence = ?", (occurrence,))
            elif event is Event.START:
                connection.execute(
                    "INSERT OR IGNORE INTO position VALUES (?, ?, 0)", (occurrence, body["attempt"])
                )
        with self._grown:
            self._grown.notify_all()
        return entry

    def _head(self) -> tuple[int, str]:
        row = self._database.row("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
        return (row["seq"], row["hash"]) if row else (0, GENESIS)

    def since(self, seq: int, *, limit: int = 500) -> list[dict[str, Any]]:
        """Return up to ``limit`` records after number ``seq``, in order."""
        query = "SELECT body FROM record WHERE seq > ? ORDER BY seq LIMIT ?"
        return [json.loads(row["body"]) for row in self._database.rows(query, (seq, limit))]

    def follow(self, seq: int, *, keep_alive_s: float = 10.0) -> Iterator[dict[str, Any] | None]:
        """Yield records after ``seq`` as they come, and None when none came for a while."""
        while True:
            with self._grown:
                records = self.since(seq)
                if not records:
                    self._grown.wait(keep_alive_s)
                    records = self.since(seq)
            if not records:
                yield None
            for record in records:
                seq = record["seq"]
                yield record

    def aired_ms_on(self, day: str) -> int:
        """Return the milliseconds of non-emergency sound that ended on a day (YYYY-MM-DD)."""
        return self._day_sum.on(day)

    def publish_head(self, day: str) -> Head | None:
        """Seal the end of the log for a day, once; None while the log is empty."""
        seq, record_hash = self._head()
        if not seq:
            return None
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO head VALUES (?, ?, ?, ?)",
                (day, seq, record_hash, seal_of(f"{day} {seq} {record_hash}", self._key)),
            )
        return Head(seq=seq, hash=record_hash)

    def heads(self) -> list[dict[str, Any]]:
        """Return the published heads, oldest first."""
        return [dict(row) for row in self._database.rows("SELECT * FROM head ORDER BY day")]

    def copy_since(self, seq: int) -> dict[str, Any]:
        """Return everything that is kept as values, of the records those after number ``seq``."""
        with self._database.transaction() as connection:
            return copy_of(connection, since=seq)

    def fill(self, records: Iterable[Mapping[str, Any]], copy: Mapping[str, Any]) -> None:
        """Put a copy into this journal, which must be new; IntegrityFailure, StorageFailure."""
        fill(self._database, records, copy, where=str(self._path))

    def seal_backup(self, digest: str) -> str:
        """Return the seal of a backup whose manifest has this hash."""
        return seal_of_backup(digest, self._key)

    # --- what was done with the points' keys ----------------------------------------------------

    def note_key_event(
        self, event: str, *, wall: str, person: str, point: int | None, epoch: int
    ) -> None:
        """Keep that keys were ``changed``, put on a ``card``, or ``enrolled``; never the keys."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO key_event (wall, event, person, point, epoch) VALUES (?, ?, ?, ?, ?)",
                (wall, event, person, point, epoch),
            )

    def key_events(self, *, limit: int = 500) -> list[dict[str, Any]]:
        """Return the newest of them, oldest first."""
        query = "SELECT wall, event, person, point, epoch FROM key_event ORDER BY id DESC LIMIT ?"
        return [dict(row) for row in reversed(self._database.rows(query, (limit,)))]

    # --- who may do what ------------------------------------------------------------------------

    def roster(self) -> dict[str, Any] | None:
        """Return the list of people and delegations that was kept last."""
        kept = self.setting(_ROSTER)
        return dict(json.loads(kept)) if kept else None

    def keep_roster(self, roster: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> None:
        """Keep a new list together with its sealed changes, chained like the as-run log."""
        with self._database.transaction() as connection:
            self._seal(connection, changes)
            connection.execute(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)", (_ROSTER, json.dumps(roster))
            )

    def _seal(self, connection: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
        """Chain changes of people to those before them."""
        row = self._database.row("SELECT seq, hash FROM people_change ORDER BY seq DESC LIMIT 1")
        last, prev = (row["seq"], row["hash"]) if row else (0, GENESIS)
        for seq, body in enumerate(changes, last + 1):
            entry = chained(body, seq=seq, prev=prev, key=self._key)
            prev = entry["hash"]
            connection.execute(
                "INSERT INTO people_change VALUES (?, ?, ?)", (seq, prev, json.dumps(entry))
            )

    def keep_note(self, change: Mapping[str, Any], *, event: str) -> bool:
        """Seal a change of accounts in the same chain; tell whether ``event`` was not there."""
        query = "SELECT 1 FROM people_change WHERE instr(body, ?)"
        with self._database.transaction() as connection:
            if self._database.row(query, (json.dumps({"event": event})[1:-1],)):
                return False
            self._seal(connection, [change])
        return True

    def roster_changes(self) -> tuple[list[dict[str, Any]], bool]:
        """Return every sealed change, oldest first, and whether all of them are as sealed."""
        rows = self._database.rows("SELECT body FROM people_change ORDER BY seq")
        lines = [row["body"] for row in rows]
        return [json.loads(line) for line in lines], verify(lines, key=self._key, heads=()).passed

    # --- the stop latch and other settings -----------------------------------------------------

    def stopped_since(self) -> str | None:
        """Return when stop-all was latched (ISO 8601), or None."""
        return self.setting(_STOPPED)

    def latch_stop(self, wall: str) -> str:
        """Latch stop-all; return since when it is latched."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (_STOPPED, wall))
        return self.stopped_since() or wall

    def release_stop(self) -> None:
        """Lift stop-all."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM setting WHERE name = ?", (_STOPPED,))

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        row = self._database.row("SELECT value FROM setting WHERE name = ?", (name,))
        return str(row["value"]) if row else None

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file."""
        self._database.close()
