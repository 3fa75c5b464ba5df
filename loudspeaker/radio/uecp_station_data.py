"""UECP elements that tell an encoder what the station is (SPB 490, section 3.2 and 3.4).

``data_set`` is DSN (0 current, 255 all) and ``programme`` PSN (0 main).  Text travels as bytes of
the RDS character table; making them is the caller's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import ClassVar, Self

from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.radio.uecp_reader import Reader, Unreadable, word_bytes

_NAME_LENGTH = 8
_TEXT_LENGTH = 64
_OFFSET_UNCHANGED = 0xFF
_OFFSET_NEGATIVE = 0x20
_CENTURY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """What nearly every element of this kind begins with."""

    data_set: int = 0
    programme: int = 0

    def where(self) -> bytes:
        """Return DSN and PSN."""
        return bytes([self.data_set, self.programme])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeIdentification(Addressed):
    """01: PI."""

    CODE: ClassVar[int] = 0x01
    pi: int

    def body(self) -> bytes:
        """Return DSN, PSN and the PI."""
        return self.where() + word_bytes(self.pi)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and the PI."""
        return cls(data_set=source.byte(), programme=source.byte(), pi=source.word())


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeService(Addressed):
    """02: PS, eight characters that a receiver shows as the station's name."""

    CODE: ClassVar[int] = 0x02
    name: bytes

    def body(self) -> bytes:
        """Return DSN, PSN and eight characters (cut or filled with spaces)."""
        return self.where() + self.name[:_NAME_LENGTH].ljust(_NAME_LENGTH)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and eight characters."""
        return cls(data_set=source.byte(), programme=source.byte(), name=source.take(_NAME_LENGTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficFlags(Addressed):
    """03: TA (announcement now) and TP (carries announcements)."""

    CODE: ClassVar[int] = 0x03
    announcement: bool
    programme_carries: bool

    def body(self) -> bytes:
        """Return DSN, PSN and the two bits."""
        return self.where() + bytes([self.programme_carries << 1 | self.announcement])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and the two bits."""
        data_set, programme, bits = source.byte(), source.byte(), source.byte(highest=3)
        return cls(
            data_set=data_set,
            programme=programme,
            announcement=bool(bits & 1),
            programme_carries=bool(bits & 2),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeType(Addressed):
    """07: PTY 0-31; 30 is an alarm test, 31 an alarm."""

    CODE: ClassVar[int] = 0x07
    pty: int

    def body(self) -> bytes:
        """Return DSN, PSN and the type."""
        return self.where() + bytes([self.pty])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and the type."""
        return cls(data_set=source.byte(), programme=source.byte(), pty=source.byte(highest=31))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeTypeName(Addressed):
    """3E: PTYN, eight characters."""

    CODE: ClassVar[int] = 0x3E
    name: bytes

    def body(self) -> bytes:
        """Return DSN, PSN and eight characters (cut or filled with spaces)."""
        return self.where() + self.name[:_NAME_LENGTH].ljust(_NAME_LENGTH)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and eight characters."""
        return cls(data_set=source.byte(), programme=source.byte(), name=source.take(_NAME_LENGTH))


class TextBuffer(IntEnum):
    """What to do with the cycle of radio texts (bits 6 and 5 of the control byte)."""

    REPLACE = 0
    APPEND = 2
    CLEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioText(Addressed):
    """0A: RT; ``flag`` flips for a new text, ``transmissions`` 0 means endless."""

    CODE: ClassVar[int] = 0x0A
    text: bytes
    flag: bool = False
    transmissions: int = 0
    buffer: TextBuffer = TextBuffer.REPLACE

    def body(self) -> bytes:
        """Return DSN, PSN, length, control byte and text; clearing is length 0."""
        if self.buffer is TextBuffer.CLEAR:
            return self.where() + b"\0"
        control = self.buffer << 5 | self.transmissions << 1 | self.flag
        return self.where() + bytes([1 + len(self.text), control]) + self.text

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN, length, control byte and text."""
        data_set, programme = source.byte(), source.byte()
        content = source.counted(highest=1 + _TEXT_LENGTH)
        control = content.byte(highest=0x7F) if content.left else TextBuffer.CLEAR << 5
        if control >> 5 not in tuple(TextBuffer):
            raise Unreadable(AckCode.RANGE)
        return cls(
            data_set=data_set,
            programme=programme,
            text=content.rest(),
            flag=bool(control & 1),
            transmissions=control >> 1 & 0x0F,
            buffer=TextBuffer(control >> 5),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """0D: date and time in UTC to 10 ms, and the local offset in half hours (None: unchanged)."""

    CODE: ClassVar[int] = 0x0D
    utc: datetime
    offset_half_hours: int | None

    def body(self) -> bytes:
        """Return six fields, hundredths of a second and the offset."""
        moment = self.utc.astimezone(UTC)
        date = (moment.year - _CENTURY, moment.month, moment.day)
        time = (moment.hour, moment.minute, moment.second, moment.microsecond // 10_000)
        return bytes([*date, *time, self._offset_byte()])

    def _offset_byte(self) -> int:
        if self.offset_half_hours is None:
            return _OFFSET_UNCHANGED
        sign = _OFFSET_NEGATIVE if self.offset_half_hours < 0 else 0
        return sign | abs(self.offset_half_hours)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read six fields, hundredths and the offset; a date that never was is out of range."""
        year, month, day, hour, minute, second = source.take(6)
        hundredths, offset = source.byte(highest=99), source.byte()
        try:
            moment = datetime(_CENTURY + year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            raise Unreadable(AckCode.RANGE) from None
        moment = moment.replace(microsecond=hundredths * 10_000)
        return cls(utc=moment, offset_half_hours=_read_offset(offset))


def _read_offset(offset: int) -> int | None:
    if offset == _OFFSET_UNCHANGED:
        return None
    if offset >= 2 * _OFFSET_NEGATIVE:
        raise Unreadable(AckCode.RANGE)
    half_hours = offset % _OFFSET_NEGATIVE
    return -half_hours if offset & _OFFSET_NEGATIVE else half_hours
