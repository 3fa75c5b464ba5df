"""Measurements that stand in Modbus registers, of the relay's own unit or of a meter beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.parts import Measured

_SIGN = 0x8000


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


class ModbusMeter:
    """A power meter of its own, on a line of its own or on the relay's under another unit."""

    def __init__(self, line: ModbusLine, unit: int, registers: Mapping[str, Register]) -> None:
        self._line = line
        self._unit = unit
        self._registers = registers
        self.limits: Mapping[str, Limits] = registers

    def measure(self, deadline: Deadline) -> Measured:
        """Read every register, or DeviceFailure."""
        found = {
            name: read_register(self._line, self._unit, register, deadline)
            for name, register in self._registers.items()
        }
        return Measured(values=found)

    def switch(self, *, on: bool, deadline: Deadline) -> None:
        """Do nothing: a meter has nothing to switch."""

    def close(self) -> None:
        """Close the line; who else uses it opens it again."""
        self._line.close()


def read_register(line: ModbusLine, unit: int, register: Register, deadline: Deadline) -> float:
    """Return one measurement; DeviceFailure for anything but exactly one register."""
    from pymodbus.pdu.register_message import (  # noqa: PLC0415 - beside its use
        ReadHoldingRegistersRequest,
        ReadInputRegistersRequest,
    )

    kind = ReadInputRegistersRequest if register.table == "input" else ReadHoldingRegistersRequest
    answer = line.ask(kind(dev_id=unit, address=register.address, count=1), deadline)
    if len(answer.registers) != 1:
        raise line.failure(f"register {register.address}: {answer}")
    return register.value(answer.registers[0])
