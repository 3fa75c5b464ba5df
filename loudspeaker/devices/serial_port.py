"""A serial port that fails in one way, whatever Linux makes of it, and comes back.

Losing the device shows as SerialException, termios.error or OSError, depending on the call;
here all of them are DeviceFailure, and the port is opened again when its back-off is over.
"""

from __future__ import annotations

import logging
import termios
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
    """One port; ``write`` and ``read`` are called by one thread each."""

    def __init__(self, path: Path, *, baud: int, time: TimeSource, read_timeout_s: float) -> None:
        self.path = path
        self._baud = baud
        self._read_timeout_s = read_timeout_s
        self._backoff = Backoff(time)
        self._serial: Serial | None = None
        self.problem: str | None = "not opened yet"

    def open(self) -> bool:
        """Open if closed; return True when it was opened just now.  DeviceFailure if it cannot."""
        if self._serial is not None:
            return False
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
            raise self._failure(str(error)) from error
        self._backoff.worked()
        self.problem = None
        log.info("opened %s", self.path)
        return True

    def _failure(self, problem: str) -> DeviceFailure:
        self.problem = problem
        return DeviceFailure(device=str(self.path), problem=problem)

    def write(self, data: bytes) -> None:
        """Send bytes; DeviceFailure closes the port."""
        try:
            self._opened().write(data)
        except FAILURES as error:
            raise self._lost(error) from error

    def read(self) -> bytes:
        """Return what has come, after at most the read timeout; DeviceFailure closes the port."""
        port = self._opened()
        try:
            first = port.read(1)
            return first + port.read(port.in_waiting) if first else b""
        except (*FAILURES, TypeError) as error:  # TypeError: closed by the other thread
            raise self._lost(error) from error

    def _opened(self) -> Serial:
        if self._serial is None:
            raise self._failure(self.problem or "closed")
        return self._serial

    def _lost(self, error: Exception) -> DeviceFailure:
        log.warning("lost %s: %s", self.path, error)
        self.close()
        self._backoff.failed()
        return self._failure(str(error) or type(error).__name__)

    def close(self) -> None:
        """Close the port."""
        port, self._serial = self._serial, None
        if port is not None:
            try:
                port.close()
            except FAILURES as error:
                log.info("closing %s: %s", self.path, error)
