"""How much ordinary sound went out on a day, counted on from record to record.

Playout asks before every airing and whenever somebody looks at the station: however much was aired
that day, only the records that are new since the last question are read.
"""

from __future__ import annotations

import json
import threading

from loudspeaker.asrun import Event
from loudspeaker.store.sqlite import Database


class DaySum:
    """Counts the records of one day at a time; safe to use from several threads.

    Of an attempt the first record that closes it counts: what settles it repeats that.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._begin("")

    def _begin(self, day: str) -> None:
        self._day, self._counted_seq, self._sum_ms = day, 0, 0
        self._interrupted: set[tuple[str, int]] = set()

    def on(self, day: str) -> int:
        """Return the milliseconds of non-emergency sound that ended on a day (YYYY-MM-DD)."""
        with self._turn:
            if day != self._day:
                self._begin(day)
            query = "SELECT seq, event, body FROM record WHERE day = ? AND seq > ? ORDER BY seq"
            for row in self._database.rows(query, (day, self._counted_seq)):
                self._counted_seq = row["seq"]
                if row["event"] in (Event.END, Event.INTERRUPTED):
                    self._count(row["event"], row["body"])
            return self._sum_ms

    def _count(self, event: str, text: str) -> None:
        body = json.loads(text)
        attempt = body["occurrence"], body["attempt"]
        if body["priority"] == "emergency" or attempt in self._interrupted:
            return
        self._sum_ms += body["pos_ms"] or 0
        if event == Event.INTERRUPTED:  # after an end nothing is closed any more
            self._interrupted.add(attempt)
