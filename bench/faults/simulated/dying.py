"""Processes that die at any instant: between two statements, or around a commit to the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from loudspeaker.store.sqlite import Database


class Killed(BaseException):
    """This process is gone: nothing of it runs any more."""


class AirKilled(Killed):
    """``air`` is gone."""


class StationKilled(Killed):
    """``station`` is gone."""


class Doom:
    """Lets a process die at one of its next commits, just before or just after it."""

    def __init__(self, death: type[Killed]) -> None:
        self._death = death
        self._commits_left: int | None = None
        self._afterwards = False

    def strike_at(self, commits: int, *, afterwards: bool) -> None:
        """Die at the commit that is so many away."""
        self._commits_left, self._afterwards = commits, afterwards

    def lift(self) -> None:
        """Let it live."""
        self._commits_left = None

    def watch(self, database: Database) -> None:
        """Be asked at every commit of this database."""
        transaction = database.transaction

        @contextmanager
        def watched() -> Iterator[sqlite3.Connection]:
            strikes = self._is_now()
            if strikes and not self._afterwards:
                self._die()
            with transaction() as connection:
                yield connection
            if strikes:
                self._die()

        database.transaction = watched  # type: ignore[method-assign]

    def _is_now(self) -> bool:
        if self._commits_left is None:
            return False
        self._commits_left -= 1
        return self._commits_left < 0

    def _die(self) -> None:
        self._commits_left = None
        raise self._death
