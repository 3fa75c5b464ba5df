"""The exciter's own line: name=value telemetry about the transmitter, and its command.

Written by hand on purpose, as the Modbus side is: two sides made of the same parser would agree on
the same mistake.  Lines end with CR or LF; ``TX?`` asks for everything, ``TX.PFWD?`` for one value,
``TX.ON=1`` sets.  What was set is answered with the value in force, anything else with ``?``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.village.transmitter import Transmitter

FREQUENCY_MHZ = 98.5
_LONGEST_LINE = 64
_SECOND_NS = 1_000_000_000
_HIGHEST_VSWR = 99.9
_SETTINGS = {"0": False, "1": True}


class Role(StrEnum):
    """What the line is for; ``village.json`` says which, and without it there is no such line."""

    METER = "meter"
    """The relay keys; the line reports, and may put the exciter on standby."""
    KEY = "key"
    """The line keys: ``TX.ON=1`` holds for the dead-man's time and no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line that came, what is wrong with it, and what is answered."""

    raw: bytes
    problem: str | None
    answer: bytes


class Exciter:
    """Takes bytes and time, answers; ``echo`` repeats every line that comes, as terminals do."""

    def __init__(self, transmitter: Transmitter, role: Role, *, echo: bool = False) -> None:
        self._transmitter = transmitter
        self._role = role
        self._echo = echo
        self._begun = bytearray()

    def receive(self, data: bytes, mono_ns: int) -> list[Heard]:
        """Carry out the lines that are complete; nothing is heard without mains."""
        heard = []
        for byte in data:
            if byte not in b"\r\n":
                self._begun.append(byte)
            elif self._begun:
                raw = bytes(self._begun)
                self._begun.clear()
                heard.append(self._line(raw, mono_ns))
        del self._begun[_LONGEST_LINE:]
        return heard

    def _line(self, raw: bytes, mono_ns: int) -> Heard:
        self._transmitter.advance(mono_ns)
        if not self._transmitter.powered:
            return Heard(raw=raw, problem=None, answer=b"")
        lines = self._carry_out(raw.decode("latin-1").strip().upper(), mono_ns)
        echoed = raw + b"\r\n" if self._echo else b""
        answer = "".join(f"{line}\r\n" for line in lines or ["?"])
        problem = None if lines else "unknown"
        return Heard(raw=raw, problem=problem, answer=echoed + answer.encode("ascii"))

    def _carry_out(self, line: str, mono_ns: int) -> list[str]:
        """Return the lines of the answer, none for what is not understood."""
        if line == "TX?":
            return [f"TX.{name}={value}" for name, value in self._values().items()]
        if not line.startswith("TX."):
            return []
        name, sign, wanted = line[3:].partition("=")
        if sign and (name != "ON" or wanted not in _SETTINGS):
            return []
        if sign:
            self._set_on(mono_ns, on=_SETTINGS[wanted])
        asked, values = name.removesuffix("?"), self._values()
        return [f"TX.{asked}={values[asked]}"] if asked in values else []

    def _set_on(self, mono_ns: int, *, on: bool) -> None:
        if self._role is Role.METER:
            self._transmitter.set_ready(mono_ns, ready=on)
        elif on:
            held_ns = round(self._transmitter.deadman_s * _SECOND_NS)
            self._transmitter.press(mono_ns, held_ns)
        else:
            self._transmitter.release(mono_ns)

    def _values(self) -> dict[str, str]:
        transmitter = self._transmitter
        shown = transmitter.shown
        on = transmitter.keyed if self._role is Role.KEY else transmitter.ready
        values = {
            "FREQ": f"{FREQUENCY_MHZ:.2f} MHz",
            "PFWD": f"{shown.forward_w:.1f} W",
            "PREF": f"{shown.reflected_w:.2f} W",
            "VSWR": f"{_vswr(shown.forward_w, shown.reflected_w):.2f}",
            "TEMP": f"{shown.temperature_c:.1f} C",
            "FAULT": "KEYTIME" if transmitter.locked else "NONE",
            "ON": "1" if on else "0",
        }
        if self._role is Role.KEY:
            values["WDOG"] = f"{transmitter.deadman_s:.1f} s"
        return values


def _vswr(forward_w: float, reflected_w: float) -> float:
    """Return the standing wave ratio of a power ratio, 1 without power."""
    if forward_w <= 0:
        return 1.0
    reflection = min(1.0, reflected_w / forward_w) ** 0.5
    return (
        _HIGHEST_VSWR
        if reflection >= 1
        else min(_HIGHEST_VSWR, (1 + reflection) / (1 - reflection))
    )
