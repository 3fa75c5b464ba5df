"""SIGTERM, SIGHUP and a lost parent as one small wait for a process's main thread."""

from __future__ import annotations

import logging
import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress

from loudspeaker.system.processes import die_with_parent, on_signals

log = logging.getLogger(__name__)
ORPHANED = signal.SIGUSR2


class Signals:
    """Catches the signals of a role; ``wait`` blocks until the process is to end.

    A handler runs between any two steps of the main thread, so it takes no lock: it sets flags
    and writes to a pipe on which ``wait`` sleeps.
    """

    def __init__(self, *, reload: Callable[[], object]) -> None:
        self._reload = reload
        self._reloading = False
        self.ending = False
        self.orphaned = False
        self._woken, self._wake = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        on_signals(self._receive, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, ORPHANED)
        die_with_parent(ORPHANED)

    def _receive(self, number: int) -> None:
        if number == signal.SIGHUP:
            self._reloading = True
        else:
            self.orphaned = self.orphaned or number == ORPHANED
            self.ending = True
        with suppress(BlockingIOError):
            os.write(self._wake, b"!")

    def wait(self, each: Callable[[], None] | None = None, *, every_s: float = 1.0) -> None:
        """Wait for the end; meanwhile reload on SIGHUP and call ``each`` about every second."""
        while not self.ending:
            self._sleep(every_s)
            if self._reloading and not self.ending:
                self._reloading = False
                log.info("reloading the configuration")
                self._reload()
            if each is not None and not self.ending:
                each()

    def _sleep(self, seconds: float) -> None:
        select.select([self._woken], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._woken, 4096)
