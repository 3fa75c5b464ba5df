"""A transmitter whose power hangs on a timed Modbus relay, with meters on the same line.

The relay module is told "on for 2.0 s" again and again; it falls by itself when that stops.
Timed relay: function 05, coil address 0200h + relay, data = time in units of 100 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.modbus_line import CoilWrite, ModbusLine
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import judged
from loudspeaker.devices.transmitter.parts import Measured
from loudspeaker.devices.transmitter.registers import Register, read_register

TIMED_RELAY_ON = 0x0200
UNIT_S = 0.1
_BITS_A_BYTE = 8  # the library gives every bit of the one byte


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusSettings:
    """One transmitter's place on its line; ``registers`` by what they measure."""

    unit: int
    relay: int
    deadman_s: float
    registers: Mapping[str, Register] = field(default_factory=dict)


class ModbusTransmitter:
    """Transmitter over Modbus RTU."""

    def __init__(self, line: ModbusLine, settings: ModbusSettings) -> None:
        self._line = line
        self._settings = settings
        self.deadman_s = settings.deadman_s

    def arm(self, deadline: Deadline | None = None) -> None:
        """Key up, or keep up, for the dead-man's time."""
        relay = TIMED_RELAY_ON + self._settings.relay
        self._write(relay, round(self.deadman_s / UNIT_S), deadline or Deadline())

    def off(self, deadline: Deadline | None = None) -> None:
        """Drop the carrier; a port that was lost is tried at once."""
        self._write(self._settings.relay, 0, deadline or Deadline(urgent=True))

    def _write(self, address: int, data: int, deadline: Deadline) -> None:
        request = CoilWrite(dev_id=self._settings.unit, address=address, data=data)
        answer = self._line.ask(request, deadline)
        if (answer.address, cast("CoilWrite", answer).data) != (address, data):
            raise self._line.failure(f"relay answers {answer}")

    def reading(self, deadline: Deadline | None = None) -> Reading:
        """Measure power and temperature, then ask whether the relay is on.

        In this order a relay that falls meanwhile (``off`` from another thread) reads as off, and
        power that went with it is not taken for power that is missing.
        """
        deadline = deadline or Deadline()
        registers = self._settings.registers
        found = {
            name: read_register(self._line, self._settings.unit, register, deadline)
            for name, register in registers.items()
        }
        keyed = self._relay_is_on(deadline)
        return judged(Measured(values=found).reading(keyed=keyed), registers)

    def _relay_is_on(self, deadline: Deadline) -> bool:
        from pymodbus.pdu.bit_message import ReadCoilsRequest  # noqa: PLC0415 - beside its use

        settings = self._settings
        request = ReadCoilsRequest(dev_id=settings.unit, address=settings.relay, count=1)
        answer = self._line.ask(request, deadline)
        if len(answer.bits) != _BITS_A_BYTE:
            raise self._line.failure(f"relay state: {answer}")
        return bool(answer.bits[0])

    def close(self) -> None:
        """Close the port, after an exchange that is under way."""
        self._line.close()
