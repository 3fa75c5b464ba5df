"""Keeps ``public.db`` as the records and the timetable are, on a thread of its own.

Nothing waits for it: a file that cannot be written is a fault and tried again; one that is damaged
is made anew.  It reads the as-run log by itself, so what it missed while it was away it finds.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import ConfigurationRefused, IntegrityFailure, StorageFailure
from loudspeaker.model import Priority, TimeSource, iso
from loudspeaker.public.parts import Now
from loudspeaker.station.giving_out import GivingOut
from loudspeaker.station.public_rows import PublicRows
from loudspeaker.store.asrun_tail import records_behind
from loudspeaker.store.public_file import Heard, PublicFile, open_public, remove
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
AT_ONCE: Final = 200
AGAIN_NS: Final = 1_000_000_000
FAILED_AGAIN_NS: Final = 60_000_000_000
_MINUTE_NS: Final = 60_000_000_000
_RECENT: Final = timedelta(hours=24)
_PATIENCE_S: Final = 2.0


class Publishing:
    """Writes the file; ``marks`` changes with whatever may have to be told.

    ``more`` writes what plug-ins show, after everything that must not wait for them, and tells
    whether there is more of it: then all begins anew, so that nothing waits for the whole.
    """

    def __init__(
        self,
        path: Path,
        log_path: Path,
        rows: PublicRows,
        *,
        giving_out: GivingOut,
        marks: Callable[[], object],
        station: Callable[[], str],
        address: Callable[[], str | None] = lambda: None,
        more: Callable[[PublicFile], bool] = lambda _file: False,
        faults: Faults,
        time: TimeSource,
    ) -> None:
        self._path = path
        self._log_path = log_path
        self._rows = rows
        self._giving_out = giving_out
        self._marks = marks
        self._station = station
        self._address = address
        self._more = more
        self._faults = faults
        self._time = time
        self._file: PublicFile | None = None
        self._told: object = None
        self._in_pieces = False
        self._not_given_out: str | None = None
        self._seen: object = None
        self._next_ns = 0
        self._wanted = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="publishing", daemon=True)

    def start(self) -> None:
        """Begin: catch up, then wait for news."""
        self._wanted.set()
        self._thread.start()

    def beat(self) -> None:
        """Let the thread look if there may be news; often called, seldom more than a comparison."""
        now_ns = self._time.mono_ns()
        if now_ns < self._next_ns:
            return
        marks = (self._marks(), now_ns // _MINUTE_NS)
        if marks != self._seen:
            self._seen = marks
            self._next_ns = now_ns + AGAIN_NS
            self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._ending.is_set():
                return
            self.update()

    def update(self) -> None:
        """Bring the file up to date; a failure is a fault, and is tried again in a minute."""
        try:
            self._update()
        except Exception as error:  # what is on air must not suffer
            if not self._ending.is_set():
                log.exception("writing %s", self._path)
                self._failed(error)
        else:
            self._faults.set("public", self._not_given_out)

    def _failed(self, error: Exception) -> None:
        problem = str(getattr(error, "problem", None) or error)
        self._faults.report("public", f"{self._path}: {problem}")
        self._seen = None
        self._next_ns = self._time.mono_ns() + FAILED_AGAIN_NS
        self._close_file()

    def _update(self) -> None:
        try:
            self._bring_up()
        except IntegrityFailure as failure:  # damaged, or of another log: once more from nothing
            log.warning("%s is made anew: %s", self._path, failure)
            self._close_file()
            remove(self._path)
            self._bring_up()

    def _bring_up(self) -> None:
        self._not_given_out = None
        file = self._opened()
        self._take_log(file)
        now = self._time.wall()
        recent = file.heard_since(iso(now - _RECENT), Priority.EMERGENCY.value)
        station = self._station()
        told = Now(
            coming=self._rows.coming(now),
            in_force=self._rows.in_force(now, recent),
            hamlets=self._rows.all_hamlets(),
            address=self._address(),
        )
        if (told, station) != self._told:
            facts = {"station": station, "hamlets": json.dumps(told.hamlets)}
            file.replace_now(coming=told.coming, in_force=told.in_force, now=facts)
            self._told = (told, station)
        self._give_out(file, told, station)
        self._in_pieces = self._more(file)
        if self._in_pieces:
            self._wanted.set()
        else:
            self._give_out(file, told, station)

    def _give_out(self, file: PublicFile, told: Now, station: str) -> None:
        """Let kiosks elsewhere have it; what fails there is a fault and holds up nothing here."""
        try:
            self._giving_out.update(
                file, told, station=station, rows=not self._in_pieces, ending=self._ending.is_set
            )
        except (StorageFailure, ConfigurationRefused) as error:
            self._not_given_out = str(error)

    def _opened(self) -> PublicFile:
        if self._file is None or not self._path.exists():
            self._close_file()
            self._file = open_public(self._path)
        return self._file

    def _take_log(self, file: PublicFile) -> None:
        """Take what the log has and the file has not, some records at a time."""
        records = records_behind(self._log_path, file.place)
        while batch := list(islice(records, AT_ONCE)):
            if self._ending.is_set():
                return
            heard = (self._heard(record) for record, _ in batch)
            file.take([each for each in heard if each], batch[-1][1])

    def _heard(self, record: Mapping[str, Any]) -> Heard | None:
        try:
            return self._rows.heard(record)
        except (KeyError, TypeError, ValueError):
            log.exception("record %s tells nothing known", record.get("seq"))
            return None

    def _close_file(self) -> None:
        self._told, self._in_pieces = None, False
        if self._file is not None:
            self._file.close()
            self._file = None

    def close(self) -> None:
        """Write no more; what is not written is found at the next start."""
        self._ending.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_S)
        with suppress(StorageFailure):
            self._close_file()
