"""SIGTERM, SIGHUP and a lost parent as one small wait for a process's main thread."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable

from loudspeaker.system.processes import die_with_parent, on_signals

log = logging.getLogger(__name__)
ORPHANED = signal.SIGUSR2


class Signals:
    """Catches the signals of a role; ``wait`` blocks until the process is to end."""

    def __init__(self, *, reload: Callable[[], object]) -> None:
        self._reload = reload
        self._ending = threading.Event()
        self._reloads = threading.Event()
        self.orphaned = False
        on_signals(self._receive, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, ORPHANED)
        die_with_parent(ORPHANED)

    def _receive(self, number: int) -> None:
        if number == signal.SIGHUP:
            self._reloads.set()
            return
        self.orphaned = self.orphaned or number == ORPHANED
        self._ending.set()

    @property
    def ending(self) -> bool:
        """Tell whether the process is to end."""
        return self._ending.is_set()

    def wait(self, each: Callable[[], None] | None = None, *, every_s: float = 1.0) -> None:
        """Wait for the end; meanwhile reload on SIGHUP and call ``each`` about every second."""
        while not self._ending.wait(every_s):
            if self._reloads.is_set():
                self._reloads.clear()
                log.info("reloading the configuration")
                self._reload()
            if each is not None:
                each()
