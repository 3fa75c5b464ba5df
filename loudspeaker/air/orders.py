"""What others want of playout: stop, withdraw, make room, end.  Safe from any thread."""

from __future__ import annotations

import threading
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from loudspeaker.asrun import Reason
from loudspeaker.system.files import storage_errors


class Interruption(StrEnum):
    """Why what is on air has to end before its end."""

    STOP = "stop"
    BREAK_IN = "break_in"
    WITHDRAWN = "withdrawn"
    SHUTDOWN = "shutdown"
    ORPHANED = "orphaned"
    QUIET_HOURS = "quiet_hours"
    MOURNING = "mourning"
    DAY_LIMIT = "day_limit"
    TOO_LONG = "too_long"
    TRANSMITTER = "transmitter"
    POINTS = "points"
    SOUND = "sound"
    SPEECH = "speech"
    CLOCK = "clock"
    MICROPHONE = "microphone"


REASONS = {
    Interruption.STOP: Reason.OPERATOR,
    Interruption.WITHDRAWN: Reason.OPERATOR,
    Interruption.BREAK_IN: Reason.SUPERSEDED,
    Interruption.SHUTDOWN: Reason.SHUTDOWN,
    Interruption.ORPHANED: Reason.SHUTDOWN,
    Interruption.QUIET_HOURS: Reason.QUIET_HOURS,
    Interruption.MOURNING: Reason.MOURNING,
    Interruption.DAY_LIMIT: Reason.DAY_LIMIT,
    Interruption.TOO_LONG: Reason.TOO_LONG,
    Interruption.TRANSMITTER: Reason.TRANSMITTER,
    Interruption.POINTS: Reason.POINTS,
    Interruption.SOUND: Reason.SOUND,
    Interruption.SPEECH: Reason.SPEECH_FAILED,
    Interruption.CLOCK: Reason.CLOCK,
    Interruption.MICROPHONE: Reason.MICROPHONE,
}


class Orders:
    """The latch and flags that playout looks at before every block; ``looks`` counts that."""

    def __init__(self, stop_file: Path) -> None:
        self._stop_file = stop_file
        self._changed = threading.Condition()
        self._stopped = False
        self.stop_asked_ns: int | None = None
        self.carrier_taken = False
        self._withdrawn: set[str] = set()
        self._ending: Interruption | None = None
        self._news = False
        self.looks = 0

    @property
    def stopped(self) -> bool:
        """Tell whether stop-all is in force."""
        return self._stopped

    def stop(self, asked_ns: int | None = None) -> None:
        """Put stop-all in force, since the moment it was asked for if that is known."""
        with self._changed:
            if not self._stopped:
                self.stop_asked_ns = asked_ns
            self._stopped = True
            self._tell()

    def take_carrier(self) -> None:
        """Forbid to key again what stop has dropped from under playout, until ``resume``."""
        self.carrier_taken = True

    def resume(self) -> None:
        """Lift stop-all."""
        with self._changed:
            self._stopped = self.carrier_taken = False
            self.stop_asked_ns = None
            self._tell()

    def stop_file_present(self) -> bool:
        """Tell whether someone who got no answer left ``run/stop``."""
        return self._stop_file.exists()

    def take_stop_file(self) -> None:
        """Remove ``run/stop`` once it is latched in the journal; StorageFailure if it stays."""
        with storage_errors(self._stop_file):
            self._stop_file.unlink(missing_ok=True)

    def leave_stop_file(self) -> None:
        """Leave ``run/stop`` ourselves: the journal has not latched the stop."""
        with suppress(OSError):
            self._stop_file.touch()

    def withdraw(self, occurrence: str) -> None:
        """Ask for the end of one occurrence."""
        with self._changed:
            self._withdrawn.add(occurrence)
            self._tell()

    def withdrawal_done(self, occurrence: str) -> None:
        """Forget a withdrawal that has been carried out."""
        self._withdrawn.discard(occurrence)

    def end(self, how: Interruption) -> None:
        """Ask playout to end: SHUTDOWN finishes the sentence, ORPHANED does not."""
        with self._changed:
            self._ending = how
            self._tell()

    @property
    def ending(self) -> Interruption | None:
        """Return how playout is to end, if it is."""
        return self._ending

    def wake(self) -> None:
        """Let playout look at the agenda again."""
        with self._changed:
            self._tell()

    def _tell(self) -> None:
        self._news = True
        self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait for any order, at most this long; one that came since the last wait ends it."""
        self.looks += 1
        with self._changed:
            if self._ending is None and not self._news:
                self._changed.wait(seconds)
            self._news = False

    def interruption(self, occurrence: str) -> Interruption | None:
        """Return the order that concerns what is on air, the gravest first."""
        self.looks += 1
        if self._stopped:
            return Interruption.STOP
        if self._ending is Interruption.ORPHANED:
            return Interruption.ORPHANED
        if occurrence in self._withdrawn:
            return Interruption.WITHDRAWN
        return self._ending
