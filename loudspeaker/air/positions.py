"""Positions written ahead of the sound, never in the sound loop."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.rundown import PROGRAMME_RATE_HZ, chunk_ends

log = logging.getLogger(__name__)
PATIENCE_NS = 1_000_000_000
POLL_S = 0.02
POSTED_FRAMES = PROGRAMME_RATE_HZ


class PositionStore(Protocol):
    """Where positions are kept durably."""

    def commit_position(self, occurrence: str, attempt: int, frames: int) -> None:
        """Return when it is on the disk."""
        ...


class Positions(Protocol):
    """Takes positions to be kept."""

    def post(self, occurrence: str, attempt: int, frames: int) -> Future[None]:
        """Commit a position in the background."""
        ...

    def close(self) -> None:
        """End."""
        ...


class Unkept:
    """Keeps no positions: of an airing that only part of the points can hear."""

    def post(self, occurrence: str, attempt: int, frames: int) -> Future[None]:  # noqa: ARG002 - kept by the interface
        """Return at once."""
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def close(self) -> None:
        """Nothing to end."""


class PositionWriter:
    """The thread that waits for the disk so that the sound loop need not."""

    def __init__(self, store: PositionStore) -> None:
        self._store = store
        self._queue: queue.SimpleQueue[tuple[str, int, int, Future[None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def post(self, occurrence: str, attempt: int, frames: int) -> Future[None]:
        """Commit a position in the background."""
        done: Future[None] = Future()
        self._queue.put((occurrence, attempt, frames, done))
        return done

    def _run(self) -> None:
        while (order := self._queue.get()) is not None:
            occurrence, attempt, frames, done = order
            try:
                self._store.commit_position(occurrence, attempt, frames)
            except LoudspeakerError as error:
                done.set_exception(error)
            else:
                done.set_result(None)

    def close(self) -> None:
        """End the thread after what is posted."""
        self._queue.put(None)
        self._thread.join()


class PostedAhead:
    """Positions of what is never aired twice: a second ahead of the sound, and never waited for."""

    def __init__(self, writer: Positions, *, occurrence: str, attempt: int) -> None:
        self._writer = writer
        self._occurrence = occurrence
        self._attempt = attempt
        self._posted = 0

    def reached(self, position: int, *, end: int | None = None) -> None:
        """Post where the sound will be in a second, ``end`` at the most, once it is due."""
        if position >= self._posted:
            ahead = position + POSTED_FRAMES
            self._posted = ahead if end is None else min(ahead, end)
            self._writer.post(self._occurrence, self._attempt, self._posted)


class PositionAhead:
    """Lets the sound loop go only as far as has been committed, one chunk further in hand.

    A disk that fails or takes longer than a second does not silence what is on air: the position
    is then no longer kept (``lost`` tells), which after a crash may cost a repeat.
    """

    def __init__(
        self,
        writer: Positions,
        time: TimeSource,
        *,
        occurrence: str,
        attempt: int,
    ) -> None:
        self._writer = writer
        self._time = time
        self._occurrence = occurrence
        self._attempt = attempt
        self._granted = 0
        self._known_frames = 0
        self._ends: Iterator[int] = iter(())
        self._pending: tuple[int, Future[None]] | None = None
        self.lost: str | None = None

    def grown(self, total_frames: int) -> None:
        """Note the length known so far; further chunks are cut for it."""
        if total_frames != self._known_frames:
            self._known_frames = total_frames
            reached = self._pending[0] if self._pending else self._granted
            self._ends = chunk_ends(reached, total_frames)
            self._request()

    def _request(self) -> None:
        if self._pending is None and (end := next(self._ends, None)) is not None:
            future = self._writer.post(self._occurrence, self._attempt, end)
            self._pending = (end, future)

    def frames_allowed(self, position: int) -> int:
        """Return how many frames may be sent from ``position`` on; waits for the disk if none."""
        if self.lost is None and position >= self._granted:
            self._await_grant()
        return max(0, (self._known_frames if self.lost else self._granted) - position)

    def _await_grant(self) -> None:
        if self._pending is None:
            return
        end, future = self._pending
        deadline_ns = self._time.mono_ns() + PATIENCE_NS
        while True:
            try:
                future.result(timeout=POLL_S)
            except TimeoutError:
                if self._time.mono_ns() < deadline_ns:
                    continue
                self.lost = "the disk is slow"
            except LoudspeakerError as error:
                self.lost = str(error)
            break
        if self.lost:
            log.warning("position of %s is not kept: %s", self._occurrence, self.lost)
            return
        self._granted, self._pending = end, None
        self._request()
