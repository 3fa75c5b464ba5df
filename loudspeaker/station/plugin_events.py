"""Tells plug-ins what happened to announcements, on a thread of its own: nothing waits for them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from loudspeaker.errors import LoudspeakerError
from loudspeaker.hookspecs import BadPlugin
from loudspeaker.station.plugin_thread import PluginFailure, PluginThread
from loudspeaker.station.plugins import Plugins
from loudspeaker.store.events import Events

log = logging.getLogger(__name__)
PATIENCE_S: Final = 2.0
AGAIN_S: Final = 1.0
FAILED_AGAIN_S: Final = 15.0
ENDING_S: Final = 0.5
AT_ONCE: Final = 20
"""So many in one call: what people ask of the plug-in comes in between."""
ENOUGH_S: Final = 0.5
"""No further one is begun then: a slow disk is no reason to be late."""
FARTHEST: Final = 10_000_000
"""A plug-in that knows a number so far ahead has made it up."""
_EVENTS: Final = "events"


class PluginEvents:
    """Offers each plug-in what it has not taken, until it has taken it."""

    def __init__(
        self,
        plugins: Plugins,
        events: Events,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plugins = plugins
        self._events = events
        self._monotonic_s = monotonic_s
        self._told: dict[str, tuple[PluginThread, int]] = {}
        self._given: dict[str, tuple[PluginThread, int]] = {}
        self._not_before_s: dict[str, float] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plugin-events", daemon=True)

    def start(self) -> None:
        """Begin with what was missed."""
        self._thread.start()

    def close(self) -> None:
        """Tell no more; what was not taken is offered at the next start."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(ENDING_S)

    def _run(self) -> None:
        self._try(self._events.tidy)
        while not self._ending.wait(AGAIN_S):
            self._try(self.offer)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except LoudspeakerError:  # the database, which has a fault of its own
            if not self._ending.is_set():
                log.exception("plug-ins are not told what happened")

    def offer(self) -> None:
        """Offer every plug-in what is new to it, until it has it all or something is wrong."""
        newest, left = self._events.newest(), list(self._plugins.threads().items())
        while left and not self._ending.is_set():  # in turns: one may have years to catch up with
            left = [(name, each) for name, each in left if self._is_owed(name, each, newest)]
            for name, thread in left:
                self._offer_some(name, thread, newest)

    def _is_owed(self, name: str, thread: PluginThread, newest: int) -> bool:
        if not thread.tracks or self._told.get(name) == (thread, newest):
            return False
        return self._monotonic_s() >= self._not_before_s.get(name, float("-inf"))

    def _offer_some(self, name: str, thread: PluginThread, newest: int) -> None:
        try:
            given = self._given.get(name, (thread, 0))
            known = given[1] if given[0] is thread else 0
            work = partial(self._taken, known)
            last = self._plugins.ask(name, _EVENTS, work, patience_s=PATIENCE_S)
        except PluginFailure:
            self._not_before_s[name] = self._monotonic_s() + FAILED_AGAIN_S
            return
        self._given[name] = (thread, last)
        if last >= newest:
            self._told[name] = (thread, newest)

    # --- in the plug-in's thread ----------------------------------------------------------------

    def _taken(self, known: int, hooks: Any) -> int:
        """Offer some; return up to where the plug-in has been told."""
        last = _last_of(hooks)
        if any(event.number <= known for event in self._events.after(last, most=1)):
            raise BadPlugin("does not keep which event was the last")
        newest = self._events.newest()
        if last > newest:
            if last > newest + FARTHEST:
                raise BadPlugin("knows of events that there never were")
            self._events.go_on_behind(last)
        events, began_s = self._events.after(last, most=AT_ONCE), self._monotonic_s()
        for event in events:
            hooks.track_event(event=event)
            if self._monotonic_s() - began_s > ENOUGH_S:
                return event.number
        return events[-1].number if events else max(last, newest)


def _last_of(hooks: Any) -> int:
    answers = hooks.last_event()
    if len(answers) != 1 or type(answers[0]) is not int or answers[0] < 0:
        raise BadPlugin("tracks events and does not say which was the last")
    return int(answers[0])
