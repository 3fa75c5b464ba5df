"""Serial ports of the village: pseudo-terminals under names that stay.

The village keeps the slave side open itself, so a daemon that dies is no hang-up; the kernel tells
when somebody else opens or closes it.
"""

from __future__ import annotations

import os
import termios
import tty
from contextlib import suppress
from pathlib import Path

from loudspeaker.village.event_log import Log
from loudspeaker.village.inotify import Watcher

_READ_BYTES = 4096


class Port:
    """One port: ``link`` leads to it while it is there."""

    def __init__(self, name: str, link: Path, *, watcher: Watcher, log: Log) -> None:
        self.name = name
        self.master: int | None = None
        self.watch = -1
        self.generation = 0  # rises whenever ``master`` becomes another descriptor, or none
        self._link, self._watcher, self._log = link, watcher, log
        self._slave = -1
        self._users = 0

    def appear(self) -> None:
        """Make the pseudo-terminal and lead the link to it, unless it is there."""
        if self.master is not None:
            return
        self.generation += 1
        self.master, self._slave = os.openpty()
        os.set_blocking(self.master, False)
        tty.setraw(self._slave)
        device = os.ttyname(self._slave)
        self.watch = self._watcher.add(device)
        self._lead_link_to(device)

    def _lead_link_to(self, device: str) -> None:
        temporary = self._link.with_name(f".{self._link.name}.new")
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(device)
        temporary.replace(self._link)

    def vanish(self, mono_ns: int, reason: str) -> None:
        """Take the port away, as if its cable were pulled; whoever has it open gets a hang-up."""
        if self.master is None:
            return
        self._link.unlink(missing_ok=True)
        self._watcher.remove(self.watch)
        os.close(self._slave)
        os.close(self.master)
        self.master, self.watch = None, -1
        self.generation += 1
        if self._users:
            self._log.write("link_down", mono_ns, port=self.name, reason=reason)
        self._users = 0

    def used(self, mono_ns: int, *, opened: int, closed: int) -> None:
        """Take notice of somebody who opened or closed the port."""
        before, self._users = self._users, max(0, self._users + opened - closed)
        if self._users and not before:
            self._log.write("link_up", mono_ns, port=self.name, reason="opened")
        if before and not self._users:
            self._reset()
            self._log.write("link_down", mono_ns, port=self.name, reason="closed")

    def _reset(self) -> None:
        """Lose what nobody read, as a wire does; undo what the last user set."""
        with suppress(termios.error):
            termios.tcflush(self._slave, termios.TCIFLUSH)
            tty.setraw(self._slave)

    def read(self) -> bytes:
        """Return what has arrived, nothing if nothing has."""
        if self.master is None:
            return b""
        try:
            return os.read(self.master, _READ_BYTES)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """Send; what does not fit because nobody reads is lost, as on a wire."""
        if self.master is not None and data:
            with suppress(OSError):
                os.write(self.master, data)
