"""An exciter at the far end of a pseudo-terminal, as good or as odd as a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.devices.pty_peer import Part

VALUES = {
    "FREQ": "98.50 MHz",
    "PFWD": "28.4 W",
    "PREF": "0.3 W",
    "VSWR": "1.23",
    "TEMP": "41.5 C",
    "FAULT": "NONE",
}


@dataclass(slots=True)
class ScriptedExciter:
    """Answers as ``radio.exciter`` describes; obeys ``TX.ON`` unless it is stubborn."""

    on: bool = False
    echo: bool = False
    stubborn: bool = False
    acknowledges: bool = True
    values: dict[str, str] = field(default_factory=lambda: dict(VALUES))
    spoil: Callable[[bytes], bytes] = lambda answer: answer
    """What becomes of an answer on its way."""

    def script(self, request: bytes) -> Iterable[Part]:
        """Return what is answered to whole lines."""
        return [self.spoil(self.answer(request))]

    def answer(self, request: bytes) -> bytes:
        """Return what is answered to whole lines, unspoiled."""
        return b"".join(self._line(line) for line in request.split(b"\r") if line)

    def _line(self, line: bytes) -> bytes:
        said = "".join(f"{each}\r\n" for each in self._said(line.decode("latin-1")))
        return (line + b"\r\n" if self.echo else b"") + said.encode("latin-1")

    def _said(self, line: str) -> list[str]:
        state = {"ON": str(int(self.on))}
        if line in {"TX.ON=1", "TX.ON=0"}:
            self.on = self.on if self.stubborn else line.endswith("1")
            return [f"TX.ON={int(self.on)}"] if self.acknowledges else []
        everything = self.values | state
        if line == "TX?":
            return [f"TX.{name}={value}" for name, value in everything.items()]
        name = line.removeprefix("TX.").removesuffix("?")
        return [f"TX.{name}={everything[name]}"] if name in everything else ["?"]
