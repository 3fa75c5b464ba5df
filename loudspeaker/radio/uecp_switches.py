"""UECP elements of one byte, and the dialogue between an encoder and its master."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.radio.uecp_reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockGroups:
    """19: whether clock groups (4A) are sent."""

    CODE: ClassVar[int] = 0x19
    on: bool

    def body(self) -> bytes:
        """Return 0 or 1."""
        return bytes([self.on])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read 0 or 1."""
        return cls(on=bool(source.byte(highest=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RdsOutput:
    """1E: whether the encoder modulates at all."""

    CODE: ClassVar[int] = 0x1E
    on: bool

    def body(self) -> bytes:
        """Return 0 or 1."""
        return bytes([self.on])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read 0 or 1."""
        return cls(on=bool(source.byte(highest=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSetSelect:
    """1C: which data set is on the air."""

    CODE: ClassVar[int] = 0x1C
    number: int

    def body(self) -> bytes:
        """Return the number."""
        return bytes([self.number])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read the number."""
        return cls(number=source.byte())


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """17: ask for an element; ``arguments`` are its data set and programme where it has them."""

    CODE: ClassVar[int] = 0x17
    wanted: int
    arguments: bytes = b""

    def body(self) -> bytes:
        """Return length, element code, arguments."""
        return bytes([1 + len(self.arguments), self.wanted]) + self.arguments

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read length, element code, arguments."""
        content = source.counted()
        return cls(wanted=content.byte(), arguments=content.rest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """18: what became of a frame; ``sequence`` names it when ``code`` is not OK."""

    CODE: ClassVar[int] = 0x18
    code: AckCode
    sequence: int = 0

    def body(self) -> bytes:
        """Return the code, and the frame's sequence number unless all is well."""
        return bytes([self.code, self.sequence] if self.code else [self.code])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read the code and, unless it is OK, the sequence number."""
        code = AckCode(source.byte(highest=max(AckCode)))
        return cls(code=code, sequence=source.byte() if code else 0)
