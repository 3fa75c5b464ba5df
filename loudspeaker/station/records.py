"""The records of ``air``: followed as they come, each taken once into the log and the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from loudspeaker.errors import ProcessUnavailable
from loudspeaker.station import outcomes
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.asrun_reading import newest_records
from loudspeaker.store.items import Items
from loudspeaker.store.point_health import PointHealth
from loudspeaker.system.channel import Client
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
RETRY_S = 0.25
TROUBLE_S = 5.0
RECORDS_TO_RETAKE = 2000


class Records:
    """Takes records into the as-run log first, then into the database."""

    def __init__(self, log_file: AsRunFile, items: Items, health: PointHealth) -> None:
        self._log_file = log_file
        self._items = items
        self._health = health
        self.taken = log_file.last_seq
        """The number of the last record that is in both."""

    def retake(self) -> None:
        """Take the newest records again: the log may be ahead of the database."""
        for record in newest_records(self._log_file.path, most=RECORDS_TO_RETAKE):
            self._change_states(record)

    def take(self, record: Mapping[str, Any]) -> None:
        """Take the next record.

        Raises StorageFailure, and IntegrityFailure for one that does not follow on the last; it
        is to be offered again then.
        """
        self._log_file.append(record)
        self._change_states(record)
        self.taken = record["seq"]

    def _change_states(self, record: Mapping[str, Any]) -> None:
        try:
            outcomes.take(self._items, record)
            self._health.take(record)
        except (KeyError, TypeError, ValueError):
            log.exception("record %s says nothing known", record.get("seq"))


class RecordFollower:
    """A thread that keeps asking ``air`` for its records."""

    def __init__(
        self,
        client: Client,
        records: Records,
        *,
        connected: Callable[[], None],
        faults: Faults,
    ) -> None:
        self._client = client
        self._records = records
        self._connected = connected
        self._faults = faults
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            pause_s = RETRY_S
            try:
                self.follow()
            except ProcessUnavailable as error:
                self._faults.report("air", error.problem)
            except Exception as error:  # the next records must not suffer
                if not self._ending.is_set():
                    log.exception("following records")
                    self._faults.report("asrun", str(error))
                pause_s = TROUBLE_S
            self._ending.wait(pause_s)

    def follow(self) -> None:
        """Take records until the connection ends; the first answer shows that air is there."""
        fresh = True
        for record in self._client.stream("records", since=self._records.taken, follow=True):
            if self._ending.is_set():
                return
            if fresh:
                self._faults.clear("air")
                self._connected()
                fresh = False
            if record is not None:
                self._records.take(record)
                self._faults.clear("asrun")

    def close(self) -> None:
        """Let the thread end with the process."""
        self._ending.set()
