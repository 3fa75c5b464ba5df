"""A transmitter whose power hangs on a timed Modbus relay, with meters on the same line.

The relay module is told "on for 2.0 s" again and again; it falls by itself when that stops.
Timed relay: function 05, coil address 0200h + relay, data = time in units of 100 ms.
"""

from __future__ import annotations

import logging
import struct
import termios
import threading
from dataclasses import dataclass
from pathlib import Path

from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # faults are reported by us

TIMED_RELAY_ON = 0x0200
ANSWER_TIMEOUT_S = 0.15
UNIT_S = 0.1
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

    def recv(self, size: int | None) -> bytes:  # noqa: ARG002 - kept by the library's interface
        """Return what has come, after at most the timeout."""
        assert self.socket is not None
        first = bytes(self.socket.read(1))
        return first + bytes(self.socket.read(self.socket.in_waiting)) if first else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where one measurement stands."""

    address: int
    table: str = "holding"
    scale: float = 1.0


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


class ModbusTransmitter:
    """Transmitter over Modbus RTU; a lock keeps whole exchanges apart."""

    def __init__(self, settings: ModbusSettings, time: TimeSource) -> None:
        self._settings = settings
        self.deadman_s = settings.deadman_s
        self._backoff = Backoff(time)
        self._lock = threading.Lock()
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
        self._write(TIMED_RELAY_ON + self._settings.relay, round(self.deadman_s / UNIT_S))

    def off(self) -> None:
        """Drop the carrier."""
        self._write(self._settings.relay, 0)

    def _write(self, address: int, data: int) -> None:
        request = CoilWrite(dev_id=self._settings.unit, address=address, data=data)
        answer = self._ask(request)
        echoed = isinstance(answer, CoilWrite) and (answer.address, answer.data) == (address, data)
        if not echoed:
            raise self._failure(f"relay answers {answer}")

    def reading(self) -> Reading:
        """Measure power and temperature, and ask whether the relay is on."""
        settings = self._settings
        return Reading(
            keyed=self._relay_is_on(),
            forward_w=self._measure(settings.forward_w),
            reflected_w=self._measure(settings.reflected_w),
            temperature_c=self._measure(settings.temperature_c),
        )

    def _relay_is_on(self) -> bool:
        from pymodbus.pdu.bit_message import ReadCoilsRequest  # noqa: PLC0415 - beside its use

        settings = self._settings
        answer = self._ask(ReadCoilsRequest(dev_id=settings.unit, address=settings.relay, count=1))
        if answer.isError() or not answer.bits:
            raise self._failure(f"relay state: {answer}")
        return bool(answer.bits[0])

    def _measure(self, register: Register | None) -> float | None:
        from pymodbus.pdu.register_message import (  # noqa: PLC0415 - beside its use
            ReadHoldingRegistersRequest,
            ReadInputRegistersRequest,
        )

        if register is None:
            return None
        kind = (
            ReadInputRegistersRequest if register.table == "input" else ReadHoldingRegistersRequest
        )
        answer = self._ask(kind(dev_id=self._settings.unit, address=register.address, count=1))
        if answer.isError() or not answer.registers:
            raise self._failure(f"register {register.address}: {answer}")
        return float(answer.registers[0]) * register.scale

    def _ask(self, request: ModbusPDU) -> ModbusPDU:
        """Exchange one frame; any failure closes the port and waits before opening it again."""
        with self._lock:
            if not self._client.connected and not self._backoff.due:
                raise self._failure("waiting to try again")
            try:
                answer = self._client.execute(False, request)  # noqa: FBT003 - the library's order
            except _FAILURES as error:
                if not isinstance(error, ModbusException) or not self._client.connected:
                    self.close()
                    self._backoff.failed()
                raise self._failure(_shortly(error)) from error
            self._backoff.worked()
            return answer

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=str(self._settings.port), problem=problem)

    def close(self) -> None:
        """Close the port."""
        self._client.close()  # type: ignore[no-untyped-call]


def _shortly(error: Exception) -> str:
    text = str(error)
    if "No response" in text:
        return "no answer"
    if "connect" in text.lower():
        return "port cannot be opened"
    return text or type(error).__name__
