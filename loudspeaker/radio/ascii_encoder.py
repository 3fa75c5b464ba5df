"""ASCII commands of RDS encoders of the PIRA family: values to bytes and back.

``NAME=value`` CR sets, ``NAME`` CR asks, ``*NAME=value`` CR also stores; the encoder answers with
one of four marks, followed by CR LF CR LF, and is to be left alone until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

END = b"\r"
LONGEST_LINE = 140
_LINE_ENDS = frozenset(b"\r\n")
_FIRST_PRINTABLE = 0x20
_GROUP_DIGITS = 12


class Reply(StrEnum):
    """What an encoder says of a command."""

    DONE = "+"
    UNKNOWN = "!"
    BAD_ARGUMENT = "-"
    PARTLY = "/"


_MARKS = {mark.value.encode(): mark for mark in Reply}


def setting(name: str, value: bytes | str = b"") -> bytes:
    """Return ``NAME=value`` CR; ValueError for a value that would end or disturb the line."""
    content = value.encode("ascii") if isinstance(value, str) else value
    if any(byte < _FIRST_PRINTABLE for byte in content):
        raise ValueError(f"control characters in {content!r}")
    return name.encode("ascii") + b"=" + content + END


def switch(name: str, *, on: bool) -> bytes:
    """Return a setting that is 1 or 0."""
    return setting(name, "1" if on else "0")


def whole_group(block_2: int, block_3: int, block_4: int) -> bytes:
    """Return ``G=BBBBCCCCDDDD``, to be sent once; block 1 and check words are the encoder's."""
    return setting("G", group_digits(block_2, block_3, block_4))


def group_digits(block_2: int, block_3: int, block_4: int) -> str:
    """Return blocks 2 to 4 in hexadecimal, as ``G=`` and ``UDG1=`` take them."""
    return f"{block_2:04X}{block_3:04X}{block_4:04X}"


def blocks_of(digits: bytes) -> tuple[int, int, int]:
    """Read blocks 2 to 4; ValueError for anything but twelve hexadecimal digits."""
    raw = bytes.fromhex(digits.decode("ascii"))
    if len(digits) != _GROUP_DIGITS or len(raw) * 2 != _GROUP_DIGITS:
        raise ValueError(f"not {_GROUP_DIGITS} hexadecimal digits: {digits!r}")
    second, third, fourth = (int.from_bytes(raw[at : at + 2], "big") for at in (0, 2, 4))
    return second, third, fourth


def time_of_day(local: datetime) -> bytes:
    """Return the command that sets the encoder's clock, which runs by local time."""
    return setting("TIME", local.strftime("%H:%M:%S"))


def calendar_day(local: datetime) -> bytes:
    """Return the command that sets the encoder's date: day, month, year."""
    return setting("DATE", local.strftime("%d.%m.%y"))


class ReplyReader:
    """Finds marks in what an encoder says, in any pieces; keeps one line at the most.

    A mark counts when it is a line of its own.  ``echo`` is the command that was sent last: where
    the encoder repeats what it hears, a mark may also stand right behind it.
    """

    def __init__(self) -> None:
        self.echo = b""
        self._line = bytearray()

    def feed(self, data: bytes) -> list[Reply]:
        """Return the marks that are complete after these bytes."""
        found: list[Reply] = []
        for byte in data:
            if byte in _LINE_ENDS:
                mark = self._mark()
                found += [mark] if mark is not None else []
                self._line.clear()
            elif byte >= _FIRST_PRINTABLE and len(self._line) <= LONGEST_LINE:
                self._line.append(byte)
        return found

    def _mark(self) -> Reply | None:
        line, echo = bytes(self._line), self.echo.rstrip(END)
        if line == echo:  # a mark in it would be the command's own
            return None
        return _MARKS.get(line.removeprefix(echo))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line as an encoder gets it; ``value`` is None when the value is asked for."""

    raw: bytes
    name: str
    value: bytes | None = None
    store: bool = False


class CommandReader:
    """The encoder's ear: takes bytes in any pieces, keeps one line at the most."""

    def __init__(self) -> None:
        self._line = bytearray()

    @property
    def line(self) -> bytes:
        """What has come of a line that has not ended yet."""
        return bytes(self._line)

    def clear(self) -> None:
        """Forget a line that has not ended, as an encoder does after two minutes."""
        self._line.clear()

    def feed(self, byte: int) -> Command | None:
        """Take one byte; return the command that it ends.  Other control characters count not."""
        if byte == END[0]:
            line = bytes(self._line)
            self._line.clear()
            return _command(line) if line else None
        if byte >= _FIRST_PRINTABLE and len(self._line) <= LONGEST_LINE:
            self._line.append(byte)
        return None


def _command(line: bytes) -> Command:
    name, equals, value = line.removeprefix(b"*").partition(b"=")
    return Command(
        raw=line + END,
        name=name.decode("latin-1").strip().upper(),
        value=value if equals else None,
        store=line.startswith(b"*"),
    )
