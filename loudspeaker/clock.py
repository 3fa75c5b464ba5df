"""The station's alarm clock: APScheduler 3 rings, our own rows say when and our rules how late.

The scheduler keeps its jobs in memory only (a stored job is a pickle) and is filled anew at every
start.  Its own idea of lateness, which silently drops a job two seconds late, is switched off; it
does not notice when the wall clock is set, so ``beat`` compares both clocks and wakes it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from loudspeaker.model import STATION_ZONE, TimeSource

log = logging.getLogger(__name__)
_NS = 1_000_000_000
STEP_NS = _NS // 2
WORKERS = 4


class AlarmClock:
    """Calls actions at wall-clock times."""

    def __init__(self, time: TimeSource, *, stepped: Callable[[float], None]) -> None:
        self._time = time
        self._stepped = stepped
        self._offset_ns = self._offset()
        self._scheduler = BackgroundScheduler(
            timezone=STATION_ZONE,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(WORKERS)},
            # An alarm set anew while it rings must not be dropped, hence several instances.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": WORKERS},
        )

    def start(self) -> None:
        """Begin to ring."""
        self._scheduler.start()

    def ring(self, name: str, at: datetime, action: Callable[[], object]) -> None:
        """Call ``action`` at a time, or at once if it has passed; a name rings once."""
        self._scheduler.add_job(
            action, "date", run_date=at, id=name, name=name, replace_existing=True
        )

    def forget(self, name: str) -> None:
        """Do not ring for this any more."""
        with suppress(JobLookupError):
            self._scheduler.remove_job(name)

    def _offset(self) -> int:
        return round(self._time.wall().timestamp() * _NS) - self._time.mono_ns()

    def beat(self) -> None:
        """Compare the clocks; wake the scheduler when the wall clock has been set."""
        offset_ns = self._offset()
        step_ns = offset_ns - self._offset_ns
        self._offset_ns = offset_ns
        if abs(step_ns) > STEP_NS:
            log.warning("the wall clock was set by %.1f s", step_ns / _NS)
            try:  # first, so that nothing rings that has been moved
                self._stepped(step_ns / _NS)
            finally:
                self._scheduler.wakeup()

    def close(self) -> None:
        """Ring no more; actions under way end by themselves.  Also before ``start``, and twice."""
        if self._scheduler.running:
            # Shut down in the middle of a round, its thread would end with a traceback.
            self._scheduler.pause()
            self._scheduler.remove_all_jobs()  # waits for the round under way
            self._scheduler.shutdown(wait=False)
