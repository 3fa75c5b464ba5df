"""A serial port that fails in one way, whatever Linux makes of it, and comes back.

Losing the device shows as SerialException, termios.error or OSError, depending on the call;
here all of them are DeviceFailure, and the port is opened again when its back-off is over.
"""

from __future__ import annotations

import logging
import termios
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from loudspeaker.devices.backoff import Backoff
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)
WRITE_TIMEOUT_S = 0.5
FAILURES = (OSError, termios.error, ValueError)  # SerialException is an OSError


class SerialPort:
    """One port with an owner, who opens, writes and closes, and a reader in another thread.

    Whoever finds that the port is lost notes it in ``problem``; only the owner closes it, and not
    under the reader: a descriptor's number is soon somebody else's.
    """

    def __init__(self, path: Path, *, baud: int, time: TimeSource, read_timeout_s: float) -> None:
        self.path = path
        self._baud = baud
        self._read_timeout_s = read_timeout_s
        self._backoff = Backoff(time)
        self._reading = threading.Lock()
        self._serial: Serial | None = None
        self.problem: str | None = "not opened yet"

    def open(self) -> bool:
        """Open if closed or lost; return True when it was opened just now, else DeviceFailure."""
        if self._serial is not None and self.problem is None:
            return False
        self.close()
        if not self._backoff.due:
            raise self._failure(self.problem or "waiting")
        from serial import Serial  # noqa: PLC0415 - only the process with the port pays for it

        try:
            self._serial = Serial(
                str(self.path),
                self._baud,
                timeout=self._read_timeout_s,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=True,
            )
        except FAILURES as error:
            self._backoff.failed()
            self.problem = str(error)
            raise self._failure(self.problem) from error
        self._backoff.worked()
        self.problem = None
        log.info("opened %s", self.path)
        return True

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=str(self.path), problem=problem)

    def write(self, data: bytes) -> None:
        """Send bytes, or DeviceFailure."""
        port = self._opened()
        try:
            port.write(data)
        except FAILURES as error:
            raise self._lost(error) from error

    def read(self) -> bytes:
        """Return what has come, after at most the read timeout, or DeviceFailure."""
        with self._reading:
            port = self._opened()
            try:
                first = port.read(1)
                return first + port.read(port.in_waiting) if first else b""
            except FAILURES as error:
                raise self._lost(error) from error

    def _opened(self) -> Serial:
        if self._serial is None or self.problem is not None:
            raise self._failure(self.problem or "closed")
        return self._serial

    def _lost(self, error: Exception) -> DeviceFailure:
        log.warning("lost %s: %s", self.path, error)
        self._backoff.failed()
        self.problem = str(error) or type(error).__name__
        return self._failure(self.problem)

    def close(self) -> None:
        """Close the port; a reader that waits is sent away first."""
        port, self._serial = self._serial, None
        if port is None:
            return
        try:
            port.cancel_read()
            with self._reading:
                port.close()
        except FAILURES as error:
            log.info("closing %s: %s", self.path, error)
