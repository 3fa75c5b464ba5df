"""``TX.PFWD=28.4 W``: what exciters with name=value lines say over RS-232, and what they are told.

A line asks (``TX?`` for everything, ``TX.PFWD?`` for one value) or sets (``TX.ON=1``) and ends
with CR; answers are lines ``TX.NAME=value`` in any order.  There is no checksum, so a value counts
only as a whole line with a known unit and a value that such a device can have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LINE_END = b"\r"
LONGEST_LINE = 120
ASK_ALL = b"TX?" + LINE_END
ON = "ON"
FORWARD = "PFWD"

_ITEM = re.compile(r"TX\.([A-Z]{1,8})[ \t]*=[ \t]*([^=]*?)[ \t]*$", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?[0-9]{1,9}(?:[.,][0-9]{1,6})?)[ \t]*([^ \t0-9][^ \t]{0,5})?")
_WATTS = {"": 1.0, "W": 1.0, "kW": 1000.0, "KW": 1000.0, "mW": 0.001}
_DEGREES = {"": 1.0, "C": 1.0, "°C": 1.0, "\u00c2°C": 1.0, "degC": 1.0}
_RATIO = {"": 1.0, ":1": 1.0}
_MEGAHERTZ = {"": 1.0, "MHz": 1.0, "kHz": 0.001, "KHz": 0.001, "Hz": 0.000001}
_SECONDS = {"": 1.0, "s": 1.0, "S": 1.0, "ms": 0.001}
_DBM = "dBm"
_ON_WORDS = {
    **dict.fromkeys(("1", "ON", "TX", "YES"), True),
    **dict.fromkeys(("0", "OFF", "NO", "STBY", "STANDBY"), False),
}
_STATES = {ON: _ON_WORDS, "STATE": _ON_WORDS, "STBY": {"0": True, "1": False}}
_NO_FAULT = frozenset({"", "0", "NO", "NONE", "OK"})
_LONGEST_FAULT = 40


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One measurement: its units as factors, and what can be true of such a device."""

    name: str
    factors: Mapping[str, float]
    low: float
    high: float

    def value(self, text: str) -> float | None:
        """Return the value in the measurement's own unit, or None for anything else."""
        found = _NUMBER.fullmatch(text)
        if found is None:
            return None
        number, unit = float(found[1].replace(",", ".")), found[2] or ""
        if unit == _DBM and self.factors is _WATTS:
            value = 10 ** ((min(number, 100.0) - 30) / 10)
        elif unit in self.factors:
            value = number * self.factors[unit]
        else:
            return None
        return value if self.low <= value <= self.high else None


_QUANTITIES = {
    FORWARD: _Quantity("forward_w", _WATTS, 0, 100_000),
    "PREF": _Quantity("reflected_w", _WATTS, 0, 100_000),
    "VSWR": _Quantity("vswr", _RATIO, 1, 100),
    "TEMP": _Quantity("temperature_c", _DEGREES, -60, 250),
    "FREQ": _Quantity("frequency_mhz", _MEGAHERTZ, 30, 300),
    "WDOG": _Quantity("watchdog_s", _SECONDS, 0, 86_400),
}


def ask(name: str) -> bytes:
    """Return the question for one value."""
    return b"TX." + name.encode("ascii") + b"?" + LINE_END


def set_on(*, on: bool) -> bytes:
    """Return the command that keys the exciter, or puts it on standby."""
    return b"TX.ON=" + (b"1" if on else b"0") + LINE_END


class LineCutter:
    """Cuts complete lines out of what arrives in pieces; what is too long for one is dropped."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that ended in ``data`` (CR, LF or both), without empty ones."""
        lines = []
        for piece in re.split(rb"([\r\n])", data):
            if piece not in (b"\r", b"\n"):
                self._append(piece)
            elif line := self._finished():
                lines.append(line)
        return lines

    def _append(self, piece: bytes) -> None:
        self._too_long |= len(self._begun) + len(piece) > LONGEST_LINE
        if not self._too_long:
            self._begun += piece

    def _finished(self) -> str:
        line = "" if self._too_long else self._begun.decode("latin-1")
        self._begun.clear()
        self._too_long = False
        return line


@dataclass(slots=True)
class Telemetry:
    """What an exciter has said since this was made; of several values the last one counts."""

    values: dict[str, float] = field(default_factory=dict)
    on: bool | None = None
    fault: str | None = None
    """The exciter's own word for its fault; empty when it says that it has none."""
    heard: set[str] = field(default_factory=set)
    """Names that it knows and that came, also with a value that was not understood."""
    _cutter: LineCutter = field(default_factory=LineCutter)

    def feed(self, data: bytes) -> None:
        """Take bytes as they come; what is no item of telemetry has no effect."""
        for line in self._cutter.feed(data):
            if found := _ITEM.search(line):
                self._item(found[1].upper(), found[2])

    def _item(self, name: str, text: str) -> None:
        if name in _STATES:
            self._take_state(_STATES[name].get(text.upper()))
        elif name == "FAULT":
            self.heard.add(name)
            self._take_fault(text)
        elif name in _QUANTITIES:
            self.heard.add(name)
            self._take_value(_QUANTITIES[name], text)

    def _take_state(self, on: bool | None) -> None:  # noqa: FBT001 - one fact, named at the call
        self.heard.add(ON)
        if on is not None:
            self.on = on

    def _take_fault(self, text: str) -> None:
        word = "".join(letter for letter in text if " " <= letter <= "~")[:_LONGEST_FAULT]
        self.fault = "" if word.upper() in _NO_FAULT else word

    def _take_value(self, quantity: _Quantity, text: str) -> None:
        value = quantity.value(text)
        if value is not None:
            self.values[quantity.name] = value

    @property
    def watchdog_s(self) -> float | None:
        """Return the time after which the exciter falls by itself, 0 for never, if it tells."""
        return self.values.get("watchdog_s")
