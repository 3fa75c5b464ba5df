"""The periodic work of plug-ins: for each a second thread, which may wait for a network.

It is not the thread in which people's questions are answered: a mail server that takes a minute
must cost no page, no check of an announcement and no event.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.hookspecs.jobs import Job
from loudspeaker.model import TimeSource, iso
from loudspeaker.station.plugin_thread import PluginThread
from loudspeaker.station.plugins import Plugins

log = logging.getLogger(__name__)
SOON_S: Final = 30.0
"""Within this time after the start each job is done for the first time, unless it is more often."""
JITTER: Final = 0.1
HANGS_S: Final = 600.0
_LOOK_EVERY_S: Final = 1.0
_CHANCE: Final = random.Random()  # noqa: S311 - a wait; its own, so that no thread stirs the common one


@dataclass(eq=False, slots=True)
class _Kept:
    """One job: when it is due, and how it went."""

    job: Job
    due_s: float
    last_at: datetime | None = None
    took_s: float = 0.0
    problem: str | None = None
    outcome: str | None = None
    """What was wrong when it last came back."""


class JobRunner:
    """Does the jobs of one plug-in, one after the other."""

    def __init__(
        self,
        plugin: str,
        jobs: tuple[Job, ...],
        *,
        note: Callable[[str, str, str | None], None],
        wall: Callable[[], datetime],
        monotonic_s: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = _CHANCE.random,
    ) -> None:
        """``note`` is told what is wrong with what; ``chance`` gives 0 to 1."""
        self._plugin = plugin
        self._note = note
        self._wall = wall
        self._monotonic_s = monotonic_s
        self._chance = chance
        now_s = monotonic_s()
        self._kept = [_Kept(job, now_s + chance() * min(SOON_S, job.every_s)) for job in jobs]
        self._running: tuple[_Kept, float] | None = None
        self._ending = threading.Event()

    def start(self) -> None:
        """Begin."""
        name = f"plugin-{self._plugin}-jobs"
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def close(self) -> None:
        """Begin no other job; one under way is left to itself."""
        self._ending.set()

    def _run(self) -> None:
        while not self._ending.wait(self.step()):
            pass

    def step(self) -> float:
        """Do what is due most, if anything; return in how many seconds to look again."""
        now_s = self._monotonic_s()
        first = min(self._kept, key=lambda kept: kept.due_s)
        if first.due_s <= now_s:
            self._do(first)
        return max(0.0, min(kept.due_s for kept in self._kept) - self._monotonic_s())

    def _do(self, kept: _Kept) -> None:
        began_s, kept.last_at = self._monotonic_s(), self._wall()
        self._running = (kept, began_s)
        try:
            kept.job.run()
            kept.outcome = None
        except BaseException as error:  # noqa: BLE001 - also what wants to end the process
            log.warning("job %s of %s: %s", kept.job.name, self._plugin, type(error).__name__)
            kept.outcome = f"fails: {type(error).__name__}"
        kept.problem, self._running = kept.outcome, None
        kept.took_s = self._monotonic_s() - began_s
        shift = 1 + JITTER * (2 * self._chance() - 1)
        kept.due_s = self._monotonic_s() + shift * kept.job.every_s
        self._tell(kept.job, kept.problem)

    def look(self) -> None:
        """Say so if a job does not come back."""
        running = self._running
        if running is not None and self._monotonic_s() - running[1] > HANGS_S:
            running[0].problem = "hangs"
            self._tell(running[0].job, "hangs")
            if self._running is not running:  # it came back this very moment, and is told wrong
                running[0].problem = running[0].outcome
                self._tell(running[0].job, running[0].outcome)

    def _tell(self, job: Job, problem: str | None) -> None:
        what = f"job {job.name}"
        self._note(self._plugin, what, f"{what} {problem}" if problem else None)

    def listed(self) -> list[dict[str, Any]]:
        """Return each job, when it was last begun, how long it took, and what was wrong."""
        return [
            {
                "name": kept.job.name,
                "every_s": kept.job.every_s,
                "last_at": iso(kept.last_at) if kept.last_at else None,
                "took_s": round(kept.took_s, 3),
                "problem": kept.problem,
            }
            for kept in self._kept
        ]


class PluginPeriodic:
    """A runner for each plug-in that has jobs, as long as it is switched on."""

    def __init__(
        self,
        plugins: Plugins,
        time_source: TimeSource,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plugins = plugins
        self._time = time_source
        self._monotonic_s = monotonic_s
        self._runners: dict[str, tuple[PluginThread, JobRunner]] = {}
        self._next_look_s = float("-inf")
        self._closed = False

    def beat(self) -> None:
        """Begin what is new, end what is gone; often called, seldom more than a comparison."""
        now_s = self._monotonic_s()
        if now_s < self._next_look_s or self._closed:
            return
        self._next_look_s = now_s + _LOOK_EVERY_S
        threads = self._plugins.threads()
        for name, (thread, runner) in list(self._runners.items()):
            if threads.get(name) is not thread:
                runner.close()
                del self._runners[name]
            runner.look()
        for name, thread in threads.items():
            if thread.jobs and name not in self._runners:
                self._begin(name, thread)

    def _begin(self, name: str, thread: PluginThread) -> None:
        runner = JobRunner(name, thread.jobs, note=self._plugins.note, wall=self._time.wall)
        self._runners[name] = (thread, runner)
        runner.start()

    def listed(self, name: str) -> list[dict[str, Any]]:
        """Return the jobs of a plug-in, as ``JobRunner.listed``."""
        found = self._runners.get(name)
        return found[1].listed() if found else []

    def close(self) -> None:
        """Begin nothing any more."""
        self._closed = True
        for _thread, runner in self._runners.values():
            runner.close()
