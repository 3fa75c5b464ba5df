"""A transmitter whose power hangs on a timed Modbus relay, with meters on the same line.

The relay module is told "on for 2.0 s" again and again; it falls by itself when that stops.
Timed relay: function 05, coil address 0200h + relay, data = time in units of 100 ms.
"""

from __future__ import annotations

import logging
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ConnectionException, ModbusException
from pymodbus.pdu import ModbusPDU

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.transmitter.base import MEASURED, Reading
from loudspeaker.devices.transmitter.limits import Limits, judged
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # faults are reported by us

TIMED_RELAY_ON = 0x0200
ANSWER_TIMEOUT_S = 0.15
CALL_LIMIT_S = 0.45  # of the half second that a call may take
UNIT_S = 0.1
_BITS_A_BYTE = 8  # the library gives every bit of the one byte
_SIGN = 0x8000
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

    def recv(self, size: int | None) -> bytes:  # noqa: ARG002 - kept by the library's interface
        """Return what has come, or nothing once the time for the answer is over."""
        port = self.socket
        if port is None:
            raise ConnectionException("closed")
        if time.monotonic() > self.answer_until_s:  # bytes that trickle in must not prolong it
            return b""
        first = bytes(port.read(1))
        return first + bytes(port.read(port.in_waiting)) if first else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Limits):
    """Where one measurement stands, and within which limits it should be."""

    address: int
    table: str = "holding"
    scale: float = 1.0
    signed: bool = False

    def value(self, word: int) -> float:
        """Return what a register's content means."""
        return (word - ((word & _SIGN) << 1) * self.signed) * self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusSettings:
    """One transmitter's place on the line."""

    port: Path
    baud: int
    parity: str
    unit: int
    relay: int
    deadman_s: float
    forward_w: Register | None = None
    reflected_w: Register | None = None
    temperature_c: Register | None = None

    @property
    def registers(self) -> dict[str, Register]:
        """Return those registers that there are, by what they measure."""
        named = {name: getattr(self, name) for name in MEASURED}
        return {name: register for name, register in named.items() if register}


class ModbusTransmitter:
    """Transmitter over Modbus RTU; exchanges take turns, in the order in which they were asked."""

    def __init__(self, settings: ModbusSettings, time: TimeSource) -> None:
        self._settings = settings
        self.deadman_s = settings.deadman_s
        self._backoff = Backoff(time)
        self._next = threading.Lock()
        self._line = threading.Lock()
        self._client = _Client(
            str(settings.port),
            baudrate=settings.baud,
            parity=settings.parity,
            timeout=ANSWER_TIMEOUT_S,
            retries=0,
        )
        self._client.register(CoilWrite)

    def arm(self) -> None:
        """Key up, or keep up, for the dead-man's time."""
        relay = TIMED_RELAY_ON + self._settings.relay
        self._write(relay, round(self.deadman_s / UNIT_S), _Deadline())

    def off(self) -> None:
        """Drop the carrier; a port that was lost is tried at once."""
        self._write(self._settings.relay, 0, _Deadline(urgent=True))

    def _write(self, address: int, data: int, deadline: _Deadline) -> None:
        request = CoilWrite(dev_id=self._settings.unit, address=address, data=data)
        answer = self._ask(request, deadline)
        if (answer.address, cast("CoilWrite", answer).data) != (address, data):
            raise self._failure(f"relay answers {answer}")

    def reading(self) -> Reading:
        """Measure power and temperature, then ask whether the relay is on.

        In this order a relay that falls meanwhile (``off`` from another thread) reads as off, and
        power that went with it is not taken for power that is missing.
        """
        registers, deadline = self._settings.registers, _Deadline()
        measured = {name: self._measure(found, deadline) for name, found in registers.items()}
        reading = Reading(
            keyed=self._relay_is_on(deadline),
            forward_w=measured.get("forward_w"),
            reflected_w=measured.get("reflected_w"),
            temperature_c=measured.get("temperature_c"),
        )
        return judged(reading, registers)

    def _relay_is_on(self, deadline: _Deadline) -> bool:
        from pymodbus.pdu.bit_message import ReadCoilsRequest  # noqa: PLC0415 - beside its use

        settings = self._settings
        request = ReadCoilsRequest(dev_id=settings.unit, address=settings.relay, count=1)
        answer = self._ask(request, deadline)
        if len(answer.bits) != _BITS_A_BYTE:
            raise self._failure(f"relay state: {answer}")
        return bool(answer.bits[0])

    def _measure(self, register: Register, deadline: _Deadline) -> float:
        from pymodbus.pdu.register_message import (  # noqa: PLC0415 - beside its use
            ReadHoldingRegistersRequest,
            ReadInputRegistersRequest,
        )

        kind = (
            ReadInputRegistersRequest if register.table == "input" else ReadHoldingRegistersRequest
        )
        request = kind(dev_id=self._settings.unit, address=register.address, count=1)
        answer = self._ask(request, deadline)
        if len(answer.registers) != 1:
            raise self._failure(f"register {register.address}: {answer}")
        return register.value(answer.registers[0])

    def _ask(self, request: ModbusPDU, deadline: _Deadline) -> ModbusPDU:
        """Return the answer to this very function; DeviceFailure for anything else."""
        with self._turn(deadline):
            answer = self._exchange(request, deadline)
        if answer.isError() or answer.function_code != request.function_code:
            raise self._failure(f"refused: {answer}")
        return answer

    @contextmanager
    def _turn(self, deadline: _Deadline) -> Iterator[None]:
        """Wait for the line: who waits for it at ``_next`` is not overtaken by who had it."""
        if not self._next.acquire(timeout=deadline.left_s):
            raise self._failure("the line is busy")
        try:
            mine = self._line.acquire(timeout=deadline.left_s)
        finally:
            self._next.release()
        if not mine:
            raise self._failure("the line is busy")
        try:
            yield
        finally:
            self._line.release()

    def _exchange(self, request: ModbusPDU, deadline: _Deadline) -> ModbusPDU:
        """Exchange one frame; a failing port is closed and opened again after a while."""
        if not (self._client.connected or self._backoff.due or deadline.urgent):
            raise self._failure("waiting to try again")
        if deadline.left_s < ANSWER_TIMEOUT_S:
            raise self._failure("answers too slowly")
        self._client.answer_until_s = time.monotonic() + ANSWER_TIMEOUT_S
        try:
            answer = self._client.execute(False, request)  # noqa: FBT003 - the library's order
        except _FAILURES as error:
            if not isinstance(error, ModbusException) or not self._client.connected:
                self._client.close()  # type: ignore[no-untyped-call]
                self._backoff.failed()
            raise self._failure(_shortly(error)) from error
        self._backoff.worked()
        return answer

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=str(self._settings.port), problem=problem)

    def close(self) -> None:
        """Close the port, after an exchange that is under way."""
        with self._line:
            self._client.close()  # type: ignore[no-untyped-call]


class _Deadline:
    """When a call must be over; an ``urgent`` one does not wait for a port's back-off."""

    def __init__(self, *, urgent: bool = False) -> None:
        self._until_s = time.monotonic() + CALL_LIMIT_S
        self.urgent = urgent

    @property
    def left_s(self) -> float:
        return max(0.0, self._until_s - time.monotonic())


def _shortly(error: Exception) -> str:
    text = str(error)
    if "No response" in text:
        return "no answer"
    if "connect" in text.lower():
        return "port cannot be opened"
    return text or type(error).__name__
