"""From the transmitter's table of the hardware file to a driver; for ``air`` alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from loudspeaker.config.hardware import DriverConfig
from loudspeaker.devices.text_line import TextLine
from loudspeaker.devices.transmitter.base import Transmitter
from loudspeaker.devices.transmitter.composite import CompositeTransmitter
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.parts import Key, Meter
from loudspeaker.devices.transmitter.serial_line import (
    Action,
    LineKey,
    LineMeter,
    Question,
    State,
)
from loudspeaker.devices.transmitter.telemetry import TelemetryKey, TelemetryMeter
from loudspeaker.model import TimeSource
from loudspeaker.system.home import Home

if TYPE_CHECKING:  # pymodbus is loaded only where there is Modbus
    from loudspeaker.devices.modbus_line import ModbusLine
    from loudspeaker.devices.transmitter.registers import Register

Values = Mapping[str, Any]


def make_transmitter(config: DriverConfig, home: Home, time: TimeSource) -> Transmitter:
    """Return the transmitter's driver."""
    if config.driver != "composite":
        return _Maker(home, time).key(config.driver, config.settings)
    maker, key, meter = _Maker(home, time), config.settings["key"], config.settings["meter"]
    return CompositeTransmitter(maker.key(key["driver"], key), maker.meter(meter["driver"], meter))


class _Maker:
    """Makes keys and meters; a meter without a port of its own shares the key's line."""

    def __init__(self, home: Home, time: TimeSource) -> None:
        self._home = home
        self._time = time
        self._modbus_line: ModbusLine | None = None

    def key(self, driver: str, values: Values) -> Key:
        makers: dict[str, Callable[[Values], Key]] = {
            "modbus": self._modbus,
            "telemetry": self._telemetry,
            "line": self._line,
        }
        return makers[driver](values)

    def meter(self, driver: str, values: Values) -> Meter:
        makers: dict[str, Callable[[Values], Meter]] = {
            "modbus": self._modbus_meter,
            "telemetry": self._telemetry_meter,
            "line": self._line_meter,
        }
        return makers[driver](values)

    # --- Modbus -----------------------------------------------------------------------------------

    def _modbus(self, values: Values) -> Key:
        from loudspeaker.devices.transmitter.modbus import (  # noqa: PLC0415 - by need
            ModbusSettings,
            ModbusTransmitter,
        )

        settings = ModbusSettings(
            unit=values["unit"],
            relay=values["relay"],
            deadman_s=values["deadman_s"],
            registers=_registers(values["registers"]),
        )
        self._modbus_line = self._new_modbus_line(values)
        return ModbusTransmitter(self._modbus_line, settings)

    def _new_modbus_line(self, values: Values) -> ModbusLine:
        from loudspeaker.devices.modbus_line import ModbusLine  # noqa: PLC0415 - by need

        port = self._home.root / values["port"]
        return ModbusLine(port, baud=values["baud"], parity=values["parity"], time=self._time)

    def _modbus_meter(self, values: Values) -> Meter:
        from loudspeaker.devices.transmitter.registers import ModbusMeter  # noqa: PLC0415 - by need

        line = self._new_modbus_line(values) if values["port"] else self._modbus_line
        assert line is not None  # the hardware file was refused otherwise
        return ModbusMeter(line, values["unit"], _registers(values["registers"]))

    # --- lines of text ----------------------------------------------------------------------------

    def _text_line(self, values: Values) -> TextLine:
        port = self._home.root / values["port"]
        return TextLine(port, baud=values["baud"], parity=values["parity"], time=self._time)

    def _telemetry(self, values: Values) -> Key:
        return TelemetryKey(
            self._text_line(values),
            deadman_s=values["deadman_s"],
            limits=_limits(values["limits"]),
        )

    def _telemetry_meter(self, values: Values) -> Meter:
        return TelemetryMeter(
            self._text_line(values),
            limits=_limits(values["limits"]),
            switched=values["switched"],
            asked=values["asked"],
        )

    def _line(self, values: Values) -> Key:
        return LineKey(
            self._text_line(values),
            deadman_s=values["deadman_s"],
            on=_action(values["on"]),
            off=_action(values["off"]),
            state=State(**_timed(values["state"])),
            questions=_questions(values["measurements"]),
            echo=values["echo"],
        )

    def _line_meter(self, values: Values) -> Meter:
        return LineMeter(
            self._text_line(values),
            _questions(values["measurements"]),
            echo=values["echo"],
            on=_action(values["on"]) if values["on"] else None,
            off=_action(values["off"]) if values["off"] else None,
        )


def _given(tables: Values | None) -> dict[str, Values]:
    """Return the measurements that the file names."""
    return {name: table for name, table in (tables or {}).items() if table is not None}


def _registers(tables: Values | None) -> dict[str, Register]:
    from loudspeaker.devices.transmitter.registers import Register  # noqa: PLC0415 - by need

    return {
        name: Register(**table, signed=name == "temperature_c")  # frost is no fire
        for name, table in _given(tables).items()
    }


def _limits(tables: Values | None) -> dict[str, Limits]:
    return {name: Limits(**table) for name, table in _given(tables).items()}


def _questions(tables: Values | None) -> dict[str, Question]:
    return {name: Question(**_timed(table)) for name, table in _given(tables).items()}


def _action(table: Values) -> Action:
    return Action(**_timed(table))


def _timed(table: Values) -> dict[str, Any]:
    """Return the values of a table with its time in seconds."""
    values = dict(table)
    timeout_ms = values.pop("timeout_ms")
    return {**values, "timeout_s": timeout_ms / 1000}
