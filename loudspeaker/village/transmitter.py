"""The transmitter: a relay board that keys a carrier, and its meters, behind Modbus RTU.

An exciter's own line (``exciter``) may report the same transmitter, or key it.

Relay 0 is the carrier.  It can be switched on for a time only (function 05 at 0200h + relay, in
units of 100 ms), which is the dead-man: without being asked again it falls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from loudspeaker.village.modbus_frames import BROADCAST, ExceptionCode, Request, exception, frame

RELAYS = 8
HOLDING_REGISTERS = 10
MAX_KEY_NS = 2 * 3600 * 1_000_000_000
_TIMED_BASE = 0x0200
_TENTH_NS = 100_000_000
_MAX_TENTHS = 0x7FFF
_ALL_RELAYS = 0x00FF
_COIL_ON, _COIL_OFF = 0xFF00, 0x0000
_MAX_REGISTERS_READ, _MAX_COILS_READ = 125, 2000
_NOMINAL_W = 50.0
METERS = 4
_POWER_PERCENT = 4  # register; those below are the meters
_FULL_PERCENT = 100


class By(StrEnum):
    """What moved the carrier."""

    COMMAND = "cmd"
    DEADMAN = "deadman"
    MAX_KEY = "maxkey"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierChange:
    """The carrier came or went."""

    mono_ns: int
    on: bool
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the meters show; power only while the carrier is on."""

    forward_w: float = _NOMINAL_W
    reflected_w: float = 0.5
    temperature_c: float = 38.0


class _Refused(Exception):
    def __init__(self, code: ExceptionCode) -> None:
        super().__init__(code.name)
        self.code = code


class Transmitter:
    """Takes requests and time; what happens to the carrier is collected in ``changes``.

    ``latch`` models a badly made relay: once on, it stays on until it is switched off, whatever
    time was asked.  After the longest key time the carrier falls, and comes back only when the
    relay has been released.  ``meter_unit`` is a power meter beside the relay, on its line.  An
    exciter that is not ``ready`` (on standby) has no carrier either.
    """

    def __init__(
        self, *, unit: int, deadman_ns: int, latch: bool = False, meter_unit: int | None = None
    ) -> None:
        self.carrier = False
        self.readings = Readings()
        self._unit = unit
        self._meter_unit = meter_unit
        self._deadman_ns = deadman_ns
        self._latch = latch
        self.powered = True
        self.ready = True
        self._relay_on = False
        self._release_ns: int | None = None
        self._max_key_ns: int | None = None
        self._settings = {_POWER_PERCENT: _FULL_PERCENT}
        self._changes: list[CarrierChange] = []

    # --- time -----------------------------------------------------------------------------------

    @property
    def deadline_ns(self) -> int | None:
        """When the carrier or the relay will fall by itself."""
        dues = [due for due in (self._release_ns, self._max_key_ns) if due is not None]
        return min(dues, default=None)

    def advance(self, mono_ns: int) -> None:
        """Settle the relay's time and the longest key time up to ``mono_ns``."""
        while (due := self.deadline_ns) is not None and due <= mono_ns:
            if due == self._release_ns:
                self.release(due, By.DEADMAN)
            else:
                self._max_key_ns = None
                self._drop(due, By.MAX_KEY)

    def take_changes(self) -> list[CarrierChange]:
        """Return what happened to the carrier since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def set_power(self, mono_ns: int, *, on: bool) -> None:
        """Cut the mains or give it back; the relay comes back released."""
        self.advance(mono_ns)
        if not on:
            self.release(mono_ns, By.LOCAL)
        self.powered = on

    # --- relay ----------------------------------------------------------------------------------

    @property
    def keyed(self) -> bool:
        """Tell whether the relay is on."""
        return self._relay_on

    @property
    def locked(self) -> bool:
        """Tell whether the longest key time is over and the relay still on."""
        return self._relay_on and self._max_key_ns is None

    @property
    def deadman_s(self) -> float:
        """Return the longest time for which the relay holds by itself, 0 for ever."""
        return 0.0 if self._latch else self._deadman_ns / 1_000_000_000

    def press(self, mono_ns: int, wanted_ns: int | None) -> None:
        """Key up for a time, as far as the dead-man allows."""
        fresh = not self._relay_on
        self._relay_on = True
        held = None if wanted_ns is None or self._latch else min(wanted_ns, self._deadman_ns)
        self._release_ns = None if held is None else mono_ns + held
        if fresh:
            self._max_key_ns = mono_ns + MAX_KEY_NS
            self._rise(mono_ns)

    def set_ready(self, mono_ns: int, *, ready: bool) -> None:
        """Let the exciter stand by, or work again."""
        self.advance(mono_ns)
        self.ready = ready
        if ready:
            self._rise(mono_ns)
        else:
            self._drop(mono_ns, By.COMMAND)

    def _rise(self, mono_ns: int) -> None:
        if self.ready and self._relay_on and not self.locked and not self.carrier:
            self.carrier = True
            self._changes.append(CarrierChange(mono_ns=mono_ns, on=True, by=By.COMMAND))

    def release(self, mono_ns: int, by: By = By.COMMAND) -> None:
        """Let the relay fall."""
        self._relay_on, self._release_ns, self._max_key_ns = False, None, None
        self._drop(mono_ns, by)

    def _drop(self, mono_ns: int, by: By) -> None:
        if self.carrier:
            self.carrier = False
            self._changes.append(CarrierChange(mono_ns=mono_ns, on=False, by=by))

    # --- requests -------------------------------------------------------------------------------

    def request(self, request: Request, mono_ns: int) -> bytes | None:
        """Carry a request out; None when nothing is said (other unit, broadcast, no mains)."""
        self.advance(mono_ns)
        known = {self._unit, self._meter_unit, BROADCAST}
        if not self.powered or request.unit not in known:
            return None
        try:
            self._check_meter(request)
            answer = self._carry_out(request, mono_ns)
        except _Refused as refusal:
            answer = exception(request, refusal.code)
        return None if request.unit == BROADCAST else answer

    def _check_meter(self, request: Request) -> None:
        """Let a power meter of its own be read, and nothing else."""
        if request.unit == self._meter_unit and request.function not in {3, 4}:
            raise _Refused(ExceptionCode.ILLEGAL_FUNCTION)

    def _carry_out(self, request: Request, mono_ns: int) -> bytes:
        match request.function:
            case 1:
                data = self._read_coils(*request.words())
            case 3:
                data = _register_bytes(_slice(self._registers(), *request.words()))
            case 4:
                data = _register_bytes(_slice(self._meters(), *request.words()))
            case 5:
                self._write_coil(*request.words(), mono_ns)
                return request.raw
            case 6:
                self._write_register(*request.words())
                return request.raw
            case _:
                raise _Refused(ExceptionCode.ILLEGAL_FUNCTION)
        return frame(request.unit, request.function, data)

    def _read_coils(self, start: int, count: int) -> bytes:
        if not 1 <= count <= _MAX_COILS_READ:
            raise _Refused(ExceptionCode.ILLEGAL_DATA)
        if start + count > RELAYS:
            raise _Refused(ExceptionCode.ILLEGAL_ADDRESS)
        bits = (self._relay_on if start == 0 else 0) & ((1 << count) - 1)
        return bytes([1, bits])

    def _write_coil(self, address: int, value: int, mono_ns: int) -> None:
        if address in {0, _ALL_RELAYS} and value == _COIL_OFF:
            self.release(mono_ns, By.COMMAND)
        elif address == 0 and value == _COIL_ON and self._latch:
            self.press(mono_ns, None)
        elif address == _TIMED_BASE and 1 <= value <= _MAX_TENTHS:
            self.press(mono_ns, value * _TENTH_NS)
        else:
            known = address in {0, _ALL_RELAYS, _TIMED_BASE}
            code = ExceptionCode.ILLEGAL_DATA if known else ExceptionCode.ILLEGAL_ADDRESS
            raise _Refused(code)

    def _write_register(self, address: int, value: int) -> None:
        if not METERS <= address < HOLDING_REGISTERS:
            raise _Refused(ExceptionCode.ILLEGAL_ADDRESS)
        if address == _POWER_PERCENT and value > _FULL_PERCENT:
            raise _Refused(ExceptionCode.ILLEGAL_DATA)
        self._settings[address] = value

    def _registers(self) -> list[int]:
        """Return the holding registers: the meters once more, then the settings."""
        settings = range(METERS, HOLDING_REGISTERS)
        return self._meters() + [self._settings.get(address, 0) for address in settings]

    def _meters(self) -> list[int]:
        """Return forward power, reflected power and temperature in tenths; state bits."""
        shown = self.shown
        tenths = (shown.forward_w, shown.reflected_w, shown.temperature_c)
        return [round(10 * value) & 0xFFFF for value in tenths] + [self.carrier | self.locked << 1]

    @property
    def shown(self) -> Readings:
        """Return what the meters show now."""
        share = self._settings[_POWER_PERCENT] / _FULL_PERCENT if self.carrier else 0.0
        full = self.readings
        return replace(full, forward_w=full.forward_w * share, reflected_w=full.reflected_w * share)


def _slice(registers: list[int], start: int, count: int) -> list[int]:
    if not 1 <= count <= _MAX_REGISTERS_READ:
        raise _Refused(ExceptionCode.ILLEGAL_DATA)
    if start + count > len(registers):
        raise _Refused(ExceptionCode.ILLEGAL_ADDRESS)
    return registers[start : start + count]


def _register_bytes(values: list[int]) -> bytes:
    return bytes([2 * len(values)]) + b"".join(value.to_bytes(2, "big") for value in values)
