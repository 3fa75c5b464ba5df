"""What is done beside: an index goes on to be made, and files that nobody entered go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from loudspeaker.hookspecs import Job, PluginFolder
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.taken import Waiting

EVERY_S: Final = 3600.0
_MOST_STEPS: Final = 1000
"""Of the index in one go; the rest is for the next hour."""


class Tidying:
    """Tidies up; ``is_used`` tells whether a file belongs to a paper."""

    def __init__(
        self,
        register: Register,
        waiting: Waiting,
        folder: PluginFolder,
        *,
        is_used: Callable[[str], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._register = register
        self._waiting = waiting
        self._folder = folder
        self._is_used = is_used
        self._now = now

    def job(self) -> Job:
        """Return it as periodic work."""
        return Job(name="tidy", every_s=EVERY_S, run=self.run)

    def run(self) -> None:
        """Do what is to be done now."""
        for _ in range(_MOST_STEPS):
            if not self._register.index_more():
                break
        for sha256 in self._waiting.outdated(self._now()):
            if not self._is_used(sha256):
                self._folder.remove(sha256)
