"""UECP elements that set how an encoder modulates and what it sends in turn: 0E, 16, 22."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.radio.uecp_reader import Reader, Unreadable, word_bytes

CURRENT_TABLE, ALL_TABLES = 7, 0
_VALUE_BITS = 13
_VALUE_MASK = 0x1FFF
_LAST_TENTH_OF_A_DEGREE = 3599
_LAST_GROUP_CODE = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """0E: level of the RDS signal in the encoder's own units (mostly mV), 0-8191."""

    CODE: ClassVar[int] = 0x0E
    level: int
    table: int = ALL_TABLES

    def body(self) -> bytes:
        """Return the reference table (three bits) and the value."""
        return word_bytes(self.table << _VALUE_BITS | self.level)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read the reference table and the value."""
        word = source.word()
        return cls(table=word >> _VALUE_BITS, level=word & _VALUE_MASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """22: phase of the RDS signal against the third harmonic of the pilot, in 0.1 degrees."""

    CODE: ClassVar[int] = 0x22
    tenths_degree: int
    table: int = ALL_TABLES

    def body(self) -> bytes:
        """Return the reference table (three bits) and the angle."""
        return word_bytes(self.table << _VALUE_BITS | self.tenths_degree)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read the reference table and the angle, 0-3599."""
        word = source.word()
        if word & _VALUE_MASK > _LAST_TENTH_OF_A_DEGREE:
            raise Unreadable(AckCode.RANGE)
        return cls(table=word >> _VALUE_BITS, tenths_degree=word & _VALUE_MASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSequence:
    """16: which groups are sent in turn; each code is type times two plus version."""

    CODE: ClassVar[int] = 0x16
    groups: bytes
    data_set: int = 0

    def body(self) -> bytes:
        """Return DSN, length and the codes."""
        return bytes([self.data_set, len(self.groups)]) + self.groups

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, length and the codes."""
        data_set, content = source.byte(), source.counted()
        groups = content.rest()
        if max(groups, default=0) > _LAST_GROUP_CODE:
            raise Unreadable(AckCode.RANGE)
        return cls(data_set=data_set, groups=groups)
