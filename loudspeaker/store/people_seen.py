"""When each person was last there."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import from_iso, iso
from loudspeaker.store.sqlite import Database

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)


class PeopleSeen:
    """The table of last visits, written now and then from beside: nobody who asks waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._new: dict[str, datetime] = {}
        self._kept_at: datetime | None = None

    def note(self, name: str, now: datetime) -> None:
        """Remember that somebody is there."""
        with self._lock:
            self._new[name] = now

    def keep(self, now: datetime | None = None) -> None:
        """Write what is new, without ``now`` at once; a disk that refuses is asked again later."""
        with self._lock:
            if now is not None and self._kept_at is not None and abs(now - self._kept_at) < EVERY:
                return
            new, self._kept_at = dict(self._new), now
        if not new:
            return
        try:
            with self._database.transaction() as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO person_seen VALUES (?, ?)",
                    [(name, iso(at)) for name, at in new.items()],
                )
        except LoudspeakerError:
            log.exception("who was there is not kept yet")
            return
        with self._lock:
            self._new = {name: at for name, at in self._new.items() if new.get(name) != at}

    def all(self) -> dict[str, datetime]:
        """Return who was last there when."""
        rows = self._database.rows("SELECT name, at FROM person_seen")
        with self._lock:
            return {row["name"]: from_iso(row["at"]) for row in rows} | self._new
