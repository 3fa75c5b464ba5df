"""UECP elements that put whole RDS groups on the air (24, 25, 2B, 40, 42, 46).

A group's code byte is type times two plus version; its *tail* is the five bits of block 2 that
belong to the type.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self

from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.radio.uecp_reader import Reader, Unreadable, word_bytes

_IN_HOUSE = 6
_TAIL = 0x1F
_SHORT_MESSAGE = 0x40


class Buffer(IntEnum):
    """How often a group is sent."""

    ONCE = 0
    CYCLIC = 2
    CLEAR = 3


class Urgency(IntEnum):
    """Which of the waiting groups goes first."""

    NORMAL = 0
    URGENT = 1
    IMMEDIATE = 2


def _buffer(bits: int) -> Buffer:
    if bits not in tuple(Buffer):
        raise Unreadable(AckCode.RANGE)
    return Buffer(bits)


def _urgency(bits: int) -> Urgency:
    if bits not in tuple(Urgency):
        raise Unreadable(AckCode.RANGE)
    return Urgency(bits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a group carries besides its type: five bits and two blocks."""

    tail: int
    block_3: int
    block_4: int

    def blocks(self) -> bytes:
        """Return blocks 3 and 4."""
        return word_bytes(self.block_3) + word_bytes(self.block_4)


def _read_payload(tail: int, source: Reader) -> Payload:
    return Payload(tail=tail & _TAIL, block_3=source.word(), block_4=source.word())


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeFormatGroup:
    """24: any group."""

    CODE: ClassVar[int] = 0x24
    group: int
    payload: Payload
    buffer: Buffer = Buffer.ONCE

    def body(self) -> bytes:
        """Return group code, buffer and tail, two blocks."""
        bits = self.buffer << 5 | self.payload.tail
        return bytes([self.group, bits]) + self.payload.blocks()

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read group code, buffer and tail, two blocks."""
        group, bits = source.byte(highest=31), source.byte(highest=0x7F)
        return cls(group=group, buffer=_buffer(bits >> 5), payload=_read_payload(bits, source))


@dataclass(frozen=True, slots=True, kw_only=True)
class InHouseGroup:
    """25: group 6A, or 6B when ``version_b``."""

    CODE: ClassVar[int] = 0x25
    payload: Payload
    version_b: bool = False
    buffer: Buffer = Buffer.ONCE

    @property
    def group(self) -> int:
        """The group's code as in element 24."""
        return 2 * _IN_HOUSE + self.version_b

    def body(self) -> bytes:
        """Return version, buffer and tail, two blocks."""
        bits = self.buffer << 5 | self.payload.tail
        return bytes([self.version_b, bits]) + self.payload.blocks()

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read version, buffer and tail, two blocks."""
        version_b, bits = bool(source.byte(highest=1)), source.byte(highest=0x7F)
        return cls(
            version_b=version_b, buffer=_buffer(bits >> 5), payload=_read_payload(bits, source)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyWarning:
    """2B: EWS, the contents of group 9A; wants the ECC and the EWS channel in group 1A."""

    CODE: ClassVar[int] = 0x2B
    payload: Payload

    def body(self) -> bytes:
        """Return tail and two blocks."""
        return bytes([self.payload.tail]) + self.payload.blocks()

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read tail and two blocks."""
        return cls(payload=_read_payload(source.byte(highest=_TAIL), source))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataConfiguration:
    """40: application ``aid`` is carried in ``group``; announced in 3A with ``message``."""

    CODE: ClassVar[int] = 0x40
    group: int
    aid: int
    message: int = 0
    buffer: Buffer = Buffer.CYCLIC
    timeout_minutes: int = 0

    def body(self) -> bytes:
        """Return group code, AID, buffer, message, timeout."""
        head = bytes([self.group]) + word_bytes(self.aid) + bytes([self.buffer])
        return head + word_bytes(self.message) + bytes([self.timeout_minutes])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read group code, AID, buffer, message, timeout."""
        return cls(
            group=source.byte(highest=31),
            aid=source.word(),
            buffer=_buffer(source.byte()),
            message=source.word(),
            timeout_minutes=source.byte(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataGroup:
    """42: any group of an open data application, with urgency (mode bits 3-2 stay zero)."""

    CODE: ClassVar[int] = 0x42
    group: int
    payload: Payload
    urgency: Urgency = Urgency.NORMAL
    buffer: Buffer = Buffer.ONCE

    def body(self) -> bytes:
        """Return group code, urgency and buffer, tail, two blocks."""
        head = bytes([self.group, self.urgency << 4 | self.buffer, self.payload.tail])
        return head + self.payload.blocks()

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read group code, urgency and buffer, tail, two blocks."""
        group, control = source.byte(highest=31), source.byte(highest=0x3F)
        return cls(
            group=group,
            urgency=_urgency(control >> 4),
            buffer=_buffer(control & 3),
            payload=_read_payload(source.byte(highest=_TAIL), source),
        )


_SHORT_LENGTH, _VERSION_B_LENGTH, _VERSION_A_LENGTH = 5, 6, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenData:
    """46: data of application ``aid``: 2 bytes (a message in 3A), 3 (tail, block 4) or 5.

    The encoder knows from element 40 in which group they go.
    """

    CODE: ClassVar[int] = 0x46
    aid: int
    data: bytes
    urgency: Urgency = Urgency.NORMAL
    buffer: Buffer = Buffer.ONCE

    @property
    def payload(self) -> Payload | None:
        """Tail and both blocks of a version A group, else None."""
        if len(self.data) != _VERSION_A_LENGTH - 3:
            return None
        return _read_payload(self.data[0], Reader(self.data, 1))

    def body(self) -> bytes:
        """Return length, AID, control and data."""
        length = 3 + len(self.data)
        control = self.urgency << 4 | self.buffer
        control |= _SHORT_MESSAGE if length == _SHORT_LENGTH else 0
        return bytes([length]) + word_bytes(self.aid) + bytes([control]) + self.data

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read length, AID, control and data; the length tells the kind."""
        content = source.counted()
        length = content.left
        if length not in {_SHORT_LENGTH, _VERSION_B_LENGTH, _VERSION_A_LENGTH}:
            raise Unreadable(AckCode.ELEMENT_LENGTH)
        aid, control = content.word(), content.byte()
        if bool(control & _SHORT_MESSAGE) != (length == _SHORT_LENGTH):
            raise Unreadable(AckCode.RANGE)
        urgency, buffer = _urgency(control >> 4 & 3), _buffer(control & 3)
        return cls(aid=aid, urgency=urgency, buffer=buffer, data=content.rest())
