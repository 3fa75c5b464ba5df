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
from loudspeaker.devices.port_problem import explained, wrong_kind
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

    def __init__(
        self,
        path: Path,
        *,
        baud: int,
        time: TimeSource,
        read_timeout_s: float,
        write_timeout_s: float = WRITE_TIMEOUT_S,
        parity: str = "N",
    ) -> None:
        self.path = path
        self._baud = baud
        self._parity = parity
        self._read_timeout_s = read_timeout_s
        self._write_timeout_s = write_timeout_s
        self._backoff = Backoff(time)
        self._reading = threading.Lock()
        self._serial: Serial | None = None
        self.problem: str | None = "not opened yet"

    def open(self, *, urgent: bool = False) -> bool:
        """Open if closed or lost; return True when it was opened just now, else DeviceFailure.

        ``urgent`` does not wait for the back-off.
        """
        if self._serial is not None and self.problem is None:
            return False
        self.close()
        if not (self._backoff.due or urgent):
            raise self._failure(self.problem or "waiting")
        if wrong := wrong_kind(self.path):  # what is no port is not even opened
            raise self._not_opened(f"{wrong}: {self.path}")
        try:
            self._serial = self._open()
        except FAILURES as error:
            raise self._not_opened(explained(self.path, error)) from error
        self._backoff.worked()
        self.problem = None
        log.info("opened %s", self.path)
        return True

    def _open(self) -> Serial:
        from serial import Serial  # noqa: PLC0415 - only the process with the port pays for it

        return Serial(
            str(self.path),
            self._baud,
            parity=self._parity,
            timeout=self._read_timeout_s,
            write_timeout=self._write_timeout_s,
            exclusive=True,
        )

    def _not_opened(self, problem: str) -> DeviceFailure:
        self._backoff.failed()
        self.problem = problem
        return self._failure(problem)

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=str(self.path), problem=problem)

    def write(self, data: bytes) -> None:
        """Send bytes, or DeviceFailure."""
        port = self._opened()
        try:
            port.write(data)
        except FAILURES as error:
            raise self._lost(error) from error

    def discard_input(self) -> None:
        """Forget what has come and was not read, or DeviceFailure."""
        port = self._opened()
        try:
            port.reset_input_buffer()
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
        self.problem = explained(self.path, error)
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
