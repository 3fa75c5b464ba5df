"""What an ASCII encoder makes of ``NAME=value``: the station's data, or nothing that shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from loudspeaker.radio.ascii_encoder import Command, Reply, blocks_of
from loudspeaker.radio.uecp_elements import (
    OpenDataConfiguration,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    RadioText,
    TextBuffer,
    TrafficFlags,
)
from loudspeaker.village.encoder_data import DataSet

_NAME_LENGTH, _TEXT_LENGTH = 8, 64
_HIGHEST_PTY = 31
_APPLICATION_GROUP, _TAIL = 3, 0x1F
_UNSEEN = frozenset(
    {"ADR", "AF", "CT", "DATE", "DI", "ECHO", "EXTSYNC", "LEVEL", "MJD", "MS", "PHASE", "PTYN"}
    | {"SITE", "SPEED", "TIME"}
)
"""Known to it, and in none of the groups that are sent here."""


class Settings:
    """Carries commands out on a data set; what cannot be is answered, never raised."""

    def __init__(self, data: DataSet) -> None:
        self.echo = True
        self._data = data
        self._flags = TrafficFlags(announcement=False, programme_carries=False)
        self._text = RadioText(text=b"")
        self._values: dict[str, bytes] = {"VER": b"village"}
        self._kinds: dict[str, Callable[[bytes], None]] = {
            "PI": self._set_pi,
            "PS": self._set_name,
            "PTY": self._set_type,
            "RT1": self._set_text,
            "TA": self._set_announcement,
            "TEXT": self._set_text,
            "TP": self._set_programme,
            "UDG1": self._set_cyclic,
            "UDG2": self._set_cyclic,
            "ECHO": self._set_echo,
        }

    def carry_out(self, command: Command) -> tuple[Reply, bytes]:
        """Follow a command; return the mark, and what is said before it."""
        name, value = command.name, command.value
        if value is None:
            return self._told(name) if not command.store else (Reply.DONE, b"")
        if name not in _UNSEEN | set(self._kinds):
            return Reply.UNKNOWN, b""
        try:
            if name in self._kinds:
                self._kinds[name](value)
        except ValueError:
            return Reply.BAD_ARGUMENT, b""
        self._values[name] = value
        return Reply.DONE, b""

    def _told(self, name: str) -> tuple[Reply, bytes]:
        known = self._values.get(name)
        return (Reply.UNKNOWN, b"") if known is None else (Reply.DONE, known + b"\r\n")

    def _set_pi(self, value: bytes) -> None:
        if len(value) != 4:  # noqa: PLR2004 - four hexadecimal digits
            raise ValueError(value)
        self._data.take(ProgrammeIdentification(pi=int(value, 16)))

    def _set_name(self, value: bytes) -> None:
        name = _short(value, _NAME_LENGTH).ljust(_NAME_LENGTH)
        self._data.take(ProgrammeService(name=name))

    def _set_type(self, value: bytes) -> None:
        pty = int(value)
        if not 0 <= pty <= _HIGHEST_PTY:
            raise ValueError(value)
        self._data.take(ProgrammeType(pty=pty))

    def _set_text(self, value: bytes) -> None:
        text = _short(value, _TEXT_LENGTH)
        buffer = TextBuffer.REPLACE if text else TextBuffer.CLEAR
        self._text = RadioText(text=text, flag=not self._text.flag, buffer=buffer)
        self._data.take(self._text)

    def _set_announcement(self, value: bytes) -> None:
        self._flags = replace(self._flags, announcement=_on(value))
        self._data.take(self._flags)

    def _set_programme(self, value: bytes) -> None:
        self._flags = replace(self._flags, programme_carries=_on(value))
        self._data.take(self._flags)

    def _set_echo(self, value: bytes) -> None:
        self.echo = _on(value)

    def _set_cyclic(self, value: bytes) -> None:
        """Take groups that announce applications; it sends no others in turn."""
        for digits in filter(None, value.split(b",")):
            second, message, aid = blocks_of(digits)
            if second >> 11 != _APPLICATION_GROUP << 1:
                raise ValueError(value)
            self._data.take(OpenDataConfiguration(group=second & _TAIL, aid=aid, message=message))


def _short(value: bytes, longest: int) -> bytes:
    if len(value) > longest:
        raise ValueError(value)
    return value


def _on(value: bytes) -> bool:
    if value not in {b"0", b"1"}:
        raise ValueError(value)
    return value == b"1"
