"""A Modbus RTU line through pymodbus: several units behind one port, one exchange at a time.

The library's own wait for answers follows the wall clock and its write-coil request knows only on
and off; both are put right here, so that drivers see requests, answers and DeviceFailure.
"""

from __future__ import annotations

import logging
import struct
import termios
import time
from pathlib import Path

import serial
from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ConnectionException, ModbusException
from pymodbus.pdu import ModbusPDU

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.deadline import Deadline, Turns
from loudspeaker.devices.port_problem import explained
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # faults are reported by us

ANSWER_TIMEOUT_S = 0.15
_FAILURES = (OSError, termios.error, ModbusException, struct.error, TypeError)


class CoilWrite(ModbusPDU):
    """Function 05 with any data word: the library's own knows only on and off."""

    function_code = 5
    rtu_frame_size = 8

    def __init__(self, *, dev_id: int = 0, address: int = 0, data: int = 0) -> None:
        super().__init__(dev_id=dev_id, address=address)
        self.data = data

    def encode(self) -> bytes:
        """Return address and data word."""
        return struct.pack(">HH", self.address, self.data)

    def decode(self, data: bytes) -> None:
        """Read address and data word of the answer, which repeats the request."""
        self.address, self.data = struct.unpack(">HH", data[:4])


class _Client(ModbusSerialClient):
    """Waits for answers by the monotonic clock: the library's own wait is lost in a clock step."""

    answer_until_s = 0.0
    problem: str | None = None
    """Why the port could not be opened; the library would only log it."""

    def connect(self) -> bool:
        """Open the port as the library does, for this program alone."""
        if self.socket is not None:
            return True
        wanted = self.comm_params
        try:
            self.socket = serial.serial_for_url(
                wanted.host,
                baudrate=wanted.baudrate,
                bytesize=wanted.bytesize,
                parity=wanted.parity,
                stopbits=wanted.stopbits,
                timeout=wanted.timeout_connect,
                write_timeout=wanted.timeout_connect,
                exclusive=True,
            )
            self.socket.inter_byte_timeout = self.inter_byte_timeout
        except (OSError, termios.error, ValueError) as error:
            self.problem = explained(Path(wanted.host), error)
            self.close()  # type: ignore[no-untyped-call]
            return False
        self.problem = None
        return True

    def recv(self, size: int | None) -> bytes:  # noqa: ARG002 - kept by the library's interface
        """Return what has come, or nothing once the time for the answer is over."""
        port = self.socket
        if port is None:
            raise ConnectionException("closed")
        if time.monotonic() > self.answer_until_s:  # bytes that trickle in must not prolong it
            return b""
        first = bytes(port.read(1))
        return first + bytes(port.read(port.in_waiting)) if first else b""


class ModbusLine:
    """One port with units on it; exchanges take turns, in the order in which they were asked."""

    def __init__(self, port: Path, *, baud: int, parity: str, time: TimeSource) -> None:
        self.port = port
        self._backoff = Backoff(time)
        self._turns = Turns()
        self._client = _Client(
            str(port), baudrate=baud, parity=parity, timeout=ANSWER_TIMEOUT_S, retries=0
        )
        self._client.register(CoilWrite)

    def ask(self, request: ModbusPDU, deadline: Deadline) -> ModbusPDU:
        """Return the answer to this very function; DeviceFailure for anything else."""
        try:
            with self._turns.take(deadline):
                answer = self._exchange(request, deadline)
        except TimeoutError as error:
            raise self.failure("the line is busy") from error
        if answer.isError() or answer.function_code != request.function_code:
            raise self.failure(f"refused: {answer}")
        return answer

    def _exchange(self, request: ModbusPDU, deadline: Deadline) -> ModbusPDU:
        """Exchange one frame; a failing port is closed and opened again after a while."""
        if not (self._client.connected or self._backoff.due or deadline.urgent):
            raise self.failure(self._client.problem or "waiting to try again")
        if deadline.left_s < ANSWER_TIMEOUT_S:
            raise self.failure("answers too slowly")
        self._client.answer_until_s = time.monotonic() + ANSWER_TIMEOUT_S
        try:
            answer = self._client.execute(False, request)  # noqa: FBT003 - the library's order
        except _FAILURES as error:
            raise self._failed(error) from error
        self._backoff.worked()
        return answer

    def _failed(self, error: Exception) -> DeviceFailure:
        """Return the failure; the port is closed unless only the answer was at fault."""
        if self._client.connected and isinstance(error, ModbusException):
            return self.failure("no answer" if "No response" in str(error) else str(error))
        was_open = self._client.connected
        self._client.close()  # type: ignore[no-untyped-call]
        self._backoff.failed()
        if was_open or self._client.problem is None:  # the library hides what the system said
            self._client.problem = explained(self.port, error.__context__ or error)
        return self.failure(self._client.problem)

    def failure(self, problem: str) -> DeviceFailure:
        """Return the error for something that is wrong on this line."""
        return DeviceFailure(device=str(self.port), problem=problem)

    def close(self) -> None:
        """Close the port, after an exchange that is under way."""
        with self._turns.hold():
            self._client.close()  # type: ignore[no-untyped-call]
