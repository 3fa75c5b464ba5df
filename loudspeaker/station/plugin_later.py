"""Jobs of plug-ins that take long: one after the other, and the result to the plug-in's thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from loudspeaker.errors import InternalError, LoudspeakerError, ProcessUnavailable
from loudspeaker.hookspecs.intake import IntakeDone
from loudspeaker.station.plugin_thread import PluginFailure, PluginThread
from loudspeaker.station.plugins import Plugins

log = logging.getLogger(__name__)
MOST_WAITING: Final = 1000
AGAIN_S: Final = 1.0
PATIENCE_S: Final = 30.0
_LATER: Final = "later"


class RunJob(Protocol):
    """Runs a job of a plug-in in a process apart."""

    def __call__(
        self, plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
    ) -> dict[str, Any]:
        """Return its result; the project's errors."""
        ...


def no_jobs(
    plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
) -> dict[str, Any]:
    """Run none here."""
    del plugin, job, arguments, timeout_s, long
    raise ProcessUnavailable(process="intake", problem="none here")


@dataclass(frozen=True, slots=True)
class _Wanted:
    thread: PluginThread
    job: str
    arguments: Mapping[str, Any]
    then: Callable[[IntakeDone], None]
    timeout_s: float


class PluginLater:
    """A queue for each plug-in, each with a thread that is there from its first job on."""

    def __init__(self, plugins: Callable[[], Plugins], run: RunJob) -> None:
        self._plugins = plugins
        self._run = run
        self._turn = threading.Lock()
        self._queues: dict[str, queue.Queue[_Wanted]] = {}
        self._ending = threading.Event()

    def add(
        self,
        plugin: str,
        job: str,
        arguments: Mapping[str, Any],
        then: Callable[[IntakeDone], None],
        timeout_s: float = 600.0,
    ) -> None:
        """Have a job done behind those that wait; as ``hookspecs.intake.Later``."""
        thread = self._plugins().threads().get(plugin)
        if thread is None or self._ending.is_set():
            raise ProcessUnavailable(process="intake", problem="closed")
        try:
            self._queue_of(plugin).put_nowait(
                _Wanted(thread, job, dict(arguments), then, timeout_s)
            )
        except queue.Full:
            raise ProcessUnavailable(process="intake", problem="too many wait") from None

    def close(self) -> None:
        """Do no more; what waits is lost, as the plug-in knows."""
        self._ending.set()

    def _queue_of(self, plugin: str) -> queue.Queue[_Wanted]:
        with self._turn:
            found = self._queues.get(plugin)
            if found is None:
                found = self._queues[plugin] = queue.Queue(MOST_WAITING)
                work, name = self._work, f"plugin-{plugin}-later"
                threading.Thread(target=work, args=(plugin, found), name=name, daemon=True).start()
        return found

    # --- the thread of one plug-in's queue ------------------------------------------------------

    def _work(self, plugin: str, waiting: queue.Queue[_Wanted]) -> None:
        while not self._ending.is_set():
            try:
                wanted = waiting.get(timeout=AGAIN_S)
            except queue.Empty:
                continue
            self._tell(plugin, wanted, self._done(plugin, wanted))

    def _done(self, plugin: str, wanted: _Wanted) -> IntakeDone:
        result, error = None, None
        try:
            result = self._run(plugin, wanted.job, wanted.arguments, wanted.timeout_s, long=True)
        except LoudspeakerError as refused:
            error = refused
        except Exception as mistake:
            log.exception("job %s of %s", wanted.job, plugin)
            error = InternalError(what=type(mistake).__name__)
        return IntakeDone(job=wanted.job, arguments=wanted.arguments, result=result, error=error)

    def _tell(self, plugin: str, wanted: _Wanted, done: IntakeDone) -> None:
        """Call back as soon as the plug-in can be called; a failure there is its fault."""
        called: list[IntakeDone] = []

        def call(_hooks: Any) -> None:
            if not called:  # in the plug-in's thread alone, so that it is called once
                called.append(done)
                wanted.then(done)

        while not self._ending.is_set() and self._is_there(plugin, wanted.thread):
            job = wanted.thread.begin(call)
            try:
                wanted.thread.end(job, patience_s=PATIENCE_S)
            except PluginFailure as failure:
                self._plugins().note(plugin, _LATER, str(failure))
                if called:
                    return
                self._ending.wait(AGAIN_S)
            else:
                self._plugins().note(plugin, _LATER, None)
                return

    def _is_there(self, plugin: str, thread: PluginThread) -> bool:
        return self._plugins().threads().get(plugin) is thread and thread.refused is None
