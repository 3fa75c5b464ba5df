"""Where approved announcements become sound, the most urgent first, emergencies beside the rest."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.making import Making

log = logging.getLogger(__name__)
END_PATIENCE_S = 1.0
_Job = tuple[int, str, int, str]
_LAST: _Job = (-1, "", 0, "")
_SOME_DAY = "~"  # behind every date: it waits for a programme


class Lane:
    """A queue and the thread that works it off."""

    def __init__(self, name: str, work: Callable[[str], None]) -> None:
        self._work = work
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._ending = False

    def add(self, job: _Job) -> None:
        """Queue a job: the smallest is worked off first."""
        self._jobs.put(job)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def _run(self) -> None:
        while not self._ending:
            self.work_off_one()

    def work_off_one(self) -> None:
        """Wait for a job and do it."""
        job = self._jobs.get()
        if job is not _LAST and not self._ending:
            self._work(job[-1])

    def work_off(self) -> None:
        """Do everything that is queued, in this thread."""
        while not self._jobs.empty():
            self.work_off_one()

    def end(self) -> None:
        """Begin no further job."""
        self._ending = True
        self._jobs.put(_LAST)

    def join(self) -> None:
        """Wait a while for the job under way."""
        if self._thread.is_alive():
            self._thread.join(END_PATIENCE_S)


class Workshop:
    """Two lanes, so that an emergency never waits for a long render."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._numbers = itertools.count()
        self._ending = False
        self._urgent = Lane("workshop-urgent", self._make)
        self._usual = Lane("workshop", self._make)

    def start(self) -> None:
        """Begin to work."""
        self._urgent.start()
        self._usual.start()

    def add(self, item: Item, occurrence: Occurrence) -> None:
        """Have an approved occurrence made; an emergency's tone goes to ``air`` at once."""
        urgent = item.content.priority is Priority.EMERGENCY
        lane = self._urgent if urgent else self._usual
        due = occurrence.due.isoformat() if occurrence.due else _SOME_DAY
        lane.add((item.content.priority.rank, due, next(self._numbers), occurrence.id))
        if urgent:
            self._begin(item, occurrence)

    def _begin(self, item: Item, occurrence: Occurrence) -> None:
        try:
            self._making.begin(item, occurrence)
        except LoudspeakerError:
            log.exception("the tone of %s", occurrence.id)

    def work_off(self) -> None:
        """Make everything that is queued, in this thread."""
        self._urgent.work_off()
        self._usual.work_off()

    def _make(self, occurrence_id: str) -> None:
        try:
            self._making.make(occurrence_id)
        except Exception:  # the next announcement must not suffer
            if self._ending:
                return
            log.exception("making %s", occurrence_id)
            self._flag(occurrence_id)

    def _flag(self, occurrence_id: str) -> None:
        try:
            self._making.failed(occurrence_id)
        except LoudspeakerError:
            log.exception("flagging %s", occurrence_id)

    def end(self) -> None:
        """Begin nothing more, and let what is under way change nothing any more."""
        self._ending = True
        self._making.end()
        for lane in (self._urgent, self._usual):
            lane.end()

    def join(self) -> None:
        """Wait a while until nothing is being made."""
        for lane in (self._urgent, self._usual):
            lane.join()
