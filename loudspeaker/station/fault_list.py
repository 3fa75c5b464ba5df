"""The one list of faults: what both processes say, with its history, and what people know of it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.errors import LoudspeakerError, NotFound
from loudspeaker.model import TimeSource, iso
from loudspeaker.station.fault_book import Book, Change, Entry, Sighting, What, observe
from loudspeaker.store.fault_rows import FaultRows
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
STATION, AIR = "station", "air"
KEPT: Final = timedelta(days=30)
SAVE_AGAIN: Final = timedelta(minutes=1)
LOOK_S: Final = 5.0
_IN_MEMORY = ("boot", "gone_ns")


class FaultList:
    """Sees faults begin and end; a disk that refuses takes away the history, not the list."""

    def __init__(self, rows: FaultRows, own: Faults, time: TimeSource) -> None:
        self._rows = rows
        self._own = own
        self._time = time
        self._lock = threading.RLock()
        self._book: Book | None = None
        self._saved: dict[tuple[str, str], Entry] = {}

    # --- seeing ---------------------------------------------------------------------------------

    def look(self, air: Mapping[str, Any] | None) -> list[Change]:
        """Take what both processes say now, None of ``air`` if it is down; return what happened."""
        with self._lock:
            changes = self._see(STATION, os.getpid(), self._own.listed())
            if air is not None:
                changes += self._see(AIR, air.get("pid"), air["faults"])
            for change in changes:
                self._keep(change.entry)
            self._save_changed()
        for change in changes:
            if change.what is not What.BEGAN:  # its own process has told that
                log.info("fault %s %s", change.entry.code, change.what)
        return changes

    def _see(self, process: str, boot: object, faults: list[dict[str, Any]]) -> list[Change]:
        sighting = Sighting(
            process=process,
            boot=boot,
            faults=tuple(faults),
            wall=self._time.wall(),
            mono_ns=self._time.mono_ns(),
        )
        self._book, changes = observe(self._opened(), sighting)
        return changes

    def _opened(self) -> Book:
        """Return the book; that of the run before us is read at the first look."""
        if self._book is None:
            try:
                entries = [Entry(**row) for row in self._rows.open()]
            except LoudspeakerError:
                log.exception("the faults of before are not known")
                return {}
            self._book = {entry.key: entry for entry in entries}
            self._saved = dict(self._book)
        return self._book

    def _save_changed(self) -> None:
        """Keep newer details, at most once a minute each."""
        for key, entry in self._opened().items():
            saved = self._saved.get(key)
            if saved is None or entry.seen_at - saved.seen_at >= SAVE_AGAIN:
                self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        try:
            row = asdict(entry)
            self._rows.put({name: row[name] for name in row if name not in _IN_MEMORY})
        except LoudspeakerError as error:
            log.info("the history of faults is not kept: %s", error)
            return
        if entry.ended_at is None:
            self._saved[entry.key] = entry
        else:
            self._saved.pop(entry.key, None)

    def tidy(self) -> None:
        """Drop what ended long ago."""
        self._rows.forget(self._time.wall() - KEPT)

    # --- telling --------------------------------------------------------------------------------

    def listed(self, air: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """Return what is wrong now, of playout first."""
        self.look(air)
        with self._lock:
            book = self._opened()
            told = [(AIR, fault) for fault in (air["faults"] if air else ())]
            told += [(STATION, fault) for fault in self._own.listed()]
            return [_told(process, fault, book) for process, fault in told]

    def ended(self) -> list[dict[str, Any]]:
        """Return the faults that ended within the last days, the newest first.

        One that is away for less than a minute comes before them, with when it was last seen.
        """
        with self._lock:
            away = [each for each in self._opened().values() if each.gone_ns is not None]
        over = [Entry(**row) for row in self._rows.ended(since=self._time.wall() - KEPT)]
        return [shown(replace(each, ended_at=each.seen_at)) for each in away] + [
            shown(each) for each in over
        ]

    def acknowledge(
        self, code: str, *, by: str, air: Mapping[str, Any] | None
    ) -> list[dict[str, Any]]:
        """Note that somebody knows of a fault; NotFound for one that is not there."""
        with self._lock:
            self.look(air)
            found = [e for e in self._opened().values() if e.code == code]
            if not found:
                known = sorted({entry.code for entry in self._opened().values()})
                raise NotFound(kind="fault", name=code, known=known)
            now = self._time.wall()
            known_to = [replace(e, acknowledged_at=now, acknowledged_by=by) for e in found]
            self._book = {**self._opened(), **{entry.key: entry for entry in known_to}}
            for entry in known_to:
                self._keep(entry)
            return [shown(entry) for entry in known_to]


def _told(process: str, fault: Mapping[str, Any], book: Book) -> dict[str, Any]:
    entry = book.get((process, str(fault["code"])))
    return {**fault, **(shown(entry) if entry else {"process": process})}


def shown(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON-ready values."""
    return {
        "code": entry.code,
        "severity": entry.severity,
        "detail": entry.detail,
        "since": iso(entry.since),
        "process": entry.process,
        "count": entry.count,
        "ended": _iso(entry.ended_at),
        "acknowledged_at": _iso(entry.acknowledged_at),
        "acknowledged_by": entry.acknowledged_by,
    }


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


class FaultWatch:
    """Looks every few seconds, from a thread of its own: ``air`` may let it wait."""

    def __init__(self, look: Callable[[], object], *, every_s: float = LOOK_S) -> None:
        self._look = look
        self._every_s = every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go, name="faults", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Look no more; waits for the look under way, which needs the database."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(self._every_s)

    def _go(self) -> None:
        while not self._ending.wait(self._every_s):
            try:
                self._look()
            except Exception:  # nothing here may end: the next look may go better
                log.exception("looking at faults")
