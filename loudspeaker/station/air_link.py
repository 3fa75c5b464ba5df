"""The station's line to ``air``: rundowns go over, records come back, also after a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.rundown import Cue, Rundown
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.system.channel import Client

log = logging.getLogger(__name__)
RETRY_S = 0.25
OFFER_TIMEOUT_S = 3.0


class Air(Protocol):
    """What the use cases ask of playout; ProcessUnavailable while it is down."""

    def offer(self, rundown: Rundown) -> str:
        """Hand a rundown over; return accepted, known or settled."""
        ...

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        """Add the cue number ``index`` to a growing rundown."""
        ...

    def finish(self, occurrence: str, count: int) -> None:
        """Tell that a growing rundown is whole with so many cues."""
        ...

    def withdraw(self, occurrence: str, reason: str) -> str:
        """Take a rundown back; return unknown, waiting or on_air."""
        ...

    def note(self, record: dict[str, Any]) -> None:
        """Have a record sealed."""
        ...

    def status(self) -> dict[str, Any]:
        """Return what playout says of itself."""
        ...


class AirClient:
    """``Air`` over its socket."""

    def __init__(self, caller: Client) -> None:
        self._caller = caller

    def offer(self, rundown: Rundown) -> str:
        """Hand a rundown over."""
        answer = self._caller.call("offer", timeout_s=OFFER_TIMEOUT_S, rundown=rundown.to_values())
        return str(answer["acceptance"])

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        """Add a cue."""
        self._caller.call("append", occurrence=occurrence, index=index, cue=cue.to_values())

    def finish(self, occurrence: str, count: int) -> None:
        """Tell that no more cues come."""
        self._caller.call("finish", occurrence=occurrence, count=count)

    def withdraw(self, occurrence: str, reason: str) -> str:
        """Take a rundown back."""
        answer = self._caller.call("withdraw", occurrence=occurrence, reason=reason)
        return str(answer["withdrawn"])

    def note(self, record: dict[str, Any]) -> None:
        """Have a record sealed."""
        self._caller.call("note", record=record)

    def status(self) -> dict[str, Any]:
        """Return what playout says of itself."""
        status: dict[str, Any] = self._caller.call("status", timeout_s=1.0)
        return status


class RecordFollower:
    """A thread that takes every record into the as-run log, in order, each once."""

    def __init__(
        self,
        caller: Client,
        log_file: AsRunFile,
        *,
        connected: Callable[[], None],
        recorded: Callable[[dict[str, Any]], None],
        failed: Callable[[str | None], None],
    ) -> None:
        self._caller = caller
        self._log_file = log_file
        self._connected = connected
        self._recorded = recorded
        self._failed = failed
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._follow()
            except ProcessUnavailable as error:
                self._failed(error.problem)
            except LoudspeakerError as error:
                log.exception("following records")
                self._failed(str(error))
            self._ending.wait(RETRY_S)

    def _follow(self) -> None:
        """Take records until the connection ends; the first answer shows that air is there."""
        fresh = True
        for record in self._caller.stream("records", since=self._log_file.last_seq, follow=True):
            if fresh:
                self._failed(None)
                self._connected()
                fresh = False
            if self._ending.is_set():
                return
            if record is not None and self._log_file.append(record):
                self._recorded(record)

    def close(self) -> None:
        """Let the thread end with the process."""
        self._ending.set()
