"""Plug-ins as they describe themselves to the pages and to commands: nothing of them is started.

They get neither data nor settings here.  One that is late or fails is left out: the station says
so in its own faults.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.bootstrap.plugins import sources
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError, PluginFailed
from loudspeaker.hookspecs import Services
from loudspeaker.hookspecs.pages import pages_of
from loudspeaker.station.plugin_thread import HUNG_S, PluginFailure, PluginLate, PluginThread
from loudspeaker.station.plugins import Source
from loudspeaker.system.home import Home
from loudspeaker.web.plugins import Run, WebPlugin

log = logging.getLogger(__name__)
LOADING_S: Final = 3.0
"""How long the pages wait for all plug-ins together before they open without one."""
SHOWING_S: Final = 2.0
WITH_FILES_S: Final = 15.0


def web_plugins(home: Home, station: StationConfig) -> tuple[WebPlugin, ...]:
    """Return what the pages are to know of the plug-ins that are switched on."""
    return described(sources(home, lambda: station))


def described(wanted: Mapping[str, Source]) -> tuple[WebPlugin, ...]:
    """Ask each plug-in, all at the same time."""
    threads = [begun(name, source) for name, source in wanted.items()]
    until = time.monotonic() + LOADING_S
    found = (_described(each, max(0.01, until - time.monotonic())) for each in threads)
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.name))


def begun(name: str, source: Source) -> PluginThread:
    """Load a plug-in, only to ask what it offers."""
    thread = PluginThread(name, source.load, Services(settings=dict), starting=False)
    thread.start()
    return thread


def _described(thread: PluginThread, patience_s: float) -> WebPlugin | None:
    if not thread.wait_ready(patience_s):
        log.warning("plug-in %s is left out: late", thread.name)
        return None
    run = running(thread)
    try:
        hooks_pages = thread.end(
            thread.begin(lambda hooks: pages_of(hooks.pages())), patience_s=patience_s
        )
    except PluginFailure as failure:
        log.warning("plug-in %s is left out: %s", thread.name, failure)
        return None
    return WebPlugin(
        name=thread.name,
        actions=tuple(thread.actions.values()),
        pages=hooks_pages,
        lookups=thread.lookups,
        run=run,
    )


@dataclass(frozen=True, slots=True)
class _Refused:
    error: LoudspeakerError


def running(thread: PluginThread) -> Run:
    """Return what runs code of a plug-in in its thread; PluginFailed, and the project's errors."""

    def run(work: Callable[[], Any], *, with_files: bool = False) -> Any:
        def guarded(_hooks: Any) -> Any:
            try:
                return work()
            except LoudspeakerError as error:
                return _Refused(error)

        patience_s = WITH_FILES_S if with_files else SHOWING_S
        others_s = thread.long_work_s()
        try:
            job = thread.begin(guarded, may_take_s=WITH_FILES_S if with_files else HUNG_S)
            answer = thread.end(job, patience_s=patience_s + others_s)
        except PluginFailure as failure:
            problem = "late" if isinstance(failure, PluginLate) else "fails"
            raise PluginFailed(
                plugin=thread.name, problem=problem, detail=str(failure)
            ) from failure
        if isinstance(answer, _Refused):
            raise answer.error
        return answer

    return run
