"""One plug-in in a thread of its own: whoever asks waits no longer than they want to.

An error costs the answer; a call that hangs costs the plug-in, until it comes back.  Only Python
code can be waited for in this way: a call into C that keeps the interpreter holds up the station,
though never playout, which is another process.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import pluggy

from loudspeaker import hookspecs
from loudspeaker.hookspecs import PROJECT, Action, BadPlugin, PluginDatabase, Services
from loudspeaker.hookspecs.actions import actions_of, listed
from loudspeaker.hookspecs.jobs import Job as JobOfPlugin
from loudspeaker.hookspecs.jobs import jobs_of
from loudspeaker.hookspecs.lookups import Lookup, lookups_of

log = logging.getLogger(__name__)
HUNG_S: Final = 1.0
"""A call that takes longer is not waited for by those who come after it."""


class OwnData(PluginDatabase, Protocol):
    """The plug-in's database with a way to close it."""

    def close(self) -> None:
        """Close it."""
        ...


OpenData = Callable[[Sequence[str], int | None], OwnData]
"""Opens the database of a plug-in, made by its scripts, with its own limit in MB if it has one."""


class PluginFailure(Exception):
    """A plug-in did not do what it was asked; the text says why, for a fault."""


class PluginLate(PluginFailure):
    """The answer was not there in time; it may only have been a busy moment."""


@dataclass(eq=False, slots=True)
class Job:
    """One call and what came of it."""

    work: Callable[[Any], Any]
    may_take_s: float = HUNG_S
    has_begun: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    given_up: bool = False
    result: Any = None
    problem: str | None = None


class PluginThread:
    """Loads a plug-in, then calls its hooks one after the other."""

    def __init__(
        self,
        name: str,
        load: Callable[[], object],
        services: Services,
        *,
        open_data: OpenData | None = None,
        equip: Callable[[Services], Services] = lambda services: services,
        ready: Callable[[], None] = lambda: None,
        starting: bool = True,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``ready`` is called when it is known whether it works; ``starting`` is for ``station``.

        ``equip`` adds to the services what is the plug-in's own; it is called in its thread.

        Without it the plug-in only describes itself: nothing is opened and nothing started.
        """
        self.name = name
        self.actions: Mapping[str, Action[Any]] = {}
        self.reviews: bool | None = None
        """Whether it looks at announcements; None while that is not known."""
        self.jobs: tuple[JobOfPlugin, ...] = ()
        """Its periodic work, once it is started."""
        self.lookups: tuple[Lookup, ...] = ()
        """What anybody may look up."""
        self.tracks = False
        """Whether it wants to know what happens to announcements."""
        self._load = load
        self._services = services
        self._open_data = open_data
        self._equip = equip
        self._tell_ready = ready
        self._starting = starting
        self._monotonic_s = monotonic_s
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._hooks: Any = None
        self._data: OwnData | None = None
        self.refused: str | None = None
        """Why it is not there at all, once that is known."""
        self._is_ready = threading.Event()
        self._hung_at_s: float | None = None
        """When what is under way hangs; None while nothing is."""
        self._long_until_s = float("-inf")
        self._thread = threading.Thread(target=self._run, name=f"plugin-{name}", daemon=True)

    def start(self) -> None:
        """Begin to load."""
        self._hung_at_s = self._monotonic_s() + HUNG_S
        self._thread.start()

    def begin(self, work: Callable[[Any], Any], *, may_take_s: float = HUNG_S) -> Job:
        """Have ``work`` called with the plug-in's hooks, unless an earlier call hangs.

        It hangs itself when it takes longer than ``may_take_s``.
        """
        job, hung_at_s = Job(work, may_take_s), self._hung_at_s
        if hung_at_s is not None and self._monotonic_s() > hung_at_s:
            job.problem = "hangs"
            job.done.set()
        else:
            self._jobs.put(job)
        return job

    @staticmethod
    def end(job: Job, *, patience_s: float) -> Any:
        """Return what came of a job; PluginFailure, PluginLate if nothing did in time."""
        if not job.done.wait(patience_s):
            job.given_up = True
            raise PluginLate("is late")
        if job.problem is not None:
            raise PluginFailure(job.problem)
        return job.result

    def long_work_s(self) -> float:
        """Return how long what is under way may still take, 0 unless it may take long."""
        return max(0.0, self._long_until_s - self._monotonic_s())

    def wait_ready(self, patience_s: float) -> bool:
        """Wait until it is known whether it works; tell whether that is known."""
        return self._is_ready.wait(patience_s)

    def close(self) -> None:
        """Call no more; what is under way is left to itself."""
        self._jobs.put(None)

    # --- the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        self._get_ready()
        self._hung_at_s = None
        self._is_ready.set()
        self._tell_ready()
        while (job := self._jobs.get()) is not None:
            if not job.given_up:
                job.has_begun = True
                self._hung_at_s = self._monotonic_s() + job.may_take_s
                self._long_until_s = self._hung_at_s if job.may_take_s > HUNG_S else float("-inf")
                self._do(job)
                self._hung_at_s, self._long_until_s = None, float("-inf")
                job.done.set()
        if self._data is not None:
            with suppress(Exception):
                self._data.close()

    def _get_ready(self) -> None:
        try:
            hooks = hooks_of(self._load())
            self.reviews = bool(hooks.review_announcement.get_hookimpls())
            self.tracks = bool(hooks.track_event.get_hookimpls())
            self.lookups = lookups_of(hooks.public_lookups())
            self.actions = actions_of(self.name, hooks.register_actions())
            if self._starting:
                self._begin(hooks)
            self._hooks = hooks
        except BadPlugin as error:
            log.exception("%s is not loaded", self._thread.name)
            self.refused = f"is not loaded: {error}"
        except BaseException as error:  # also what wants to end the process: it is not its own
            log.exception("%s is not loaded", self._thread.name)
            self.refused = f"is not loaded: {type(error).__name__}"

    def _begin(self, hooks: Any) -> None:
        scripts = listed(hooks.migrations(), "scripts")
        if not all(isinstance(each, str) for each in scripts):
            raise BadPlugin("gives no list of scripts")
        services = self._equip(self._services)
        if scripts and self._open_data is not None:
            self._data = self._open_data(scripts, _limit_of(hooks))
            services = replace(services, database=self._data)
        hooks.startup(services=services)
        self.jobs = jobs_of(hooks.jobs())

    def _do(self, job: Job) -> None:
        if self.refused is not None:
            job.problem = self.refused
            return
        try:
            job.result = job.work(self._hooks)
        except BadPlugin as error:
            job.problem = str(error)
        except BaseException as error:  # noqa: BLE001 - as above; it is told, and no trace of it
            # What an announcement says may stand in the error's words: its kind has to do.
            log.warning("%s: %s", self._thread.name, type(error).__name__)
            job.problem = f"fails: {type(error).__name__}"


def _limit_of(hooks: Any) -> int | None:
    answers = hooks.data_limit_mb()
    if answers and (type(answers[0]) is not int or answers[0] < 1):
        raise BadPlugin("gives no limit of its database")
    return answers[0] if answers else None


def hooks_of(plugin: object) -> Any:
    """Return the hooks of one plug-in; an unknown hook, or an unknown argument, is an error."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    return manager.hook
