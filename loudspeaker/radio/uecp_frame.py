"""UECP frames (SPB 490, section 2): the envelope in which an RDS encoder is told anything.

``FE`` address (2), sequence (1), length (1), message (0-255), CRC (2), ``FF``; between the two
marks FD, FE and FF travel as FD 00, FD 01, FD 02.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

START, STOP, ESCAPE = 0xFE, 0xFF, 0xFD
MAX_MESSAGE = 255
_HEADER = 4
_OVERHEAD = _HEADER + 2
_MAX_BODY = _OVERHEAD + MAX_MESSAGE
_MAX_KEPT = 2 * _MAX_BODY  # all of it escaped


class AckCode(IntEnum):
    """What an encoder says of a frame in message 18 (acknowledge)."""

    OK = 0
    CRC = 1
    NOT_RECEIVED = 2  # bytes outside any frame
    UNKNOWN_ELEMENT = 3
    DATA_SET = 4
    PROGRAMME = 5
    RANGE = 6
    ELEMENT_LENGTH = 7
    FIELD_LENGTH = 8
    NOT_ACCEPTABLE = 9
    END_MISSING = 10
    BUFFER_FULL = 11
    STUFFING = 12
    UNEXPECTED_END = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame; ``address`` is site (10 bits) and encoder (6 bits), 0 = everyone."""

    message: bytes
    address: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameError:
    """Bytes that are no frame, as they came; ``sequence`` is 0 when it cannot be known."""

    problem: AckCode
    raw: bytes
    sequence: int = 0


def crc16(data: bytes) -> int:
    """Return the frame's CRC: polynomial 1021h, start FFFFh, inverted; "123456789" is D64Eh."""
    remainder = 0xFFFF
    for byte in data:
        remainder ^= byte << 8
        for _ in range(8):
            remainder = (remainder << 1) ^ (0x1021 if remainder & 0x8000 else 0)
        remainder &= 0xFFFF
    return remainder ^ 0xFFFF


def encode(frame: Frame) -> bytes:
    """Return the frame as sent; a message above 255 bytes is a ValueError."""
    if len(frame.message) > MAX_MESSAGE:
        raise ValueError(f"a message of {len(frame.message)} bytes does not fit in a frame")
    body = frame.address.to_bytes(2, "big") + bytes([frame.sequence, len(frame.message)])
    body += frame.message
    return bytes([START]) + _stuff(body + crc16(body).to_bytes(2, "big")) + bytes([STOP])


def _stuff(body: bytes) -> bytes:
    stuffed = bytearray()
    for byte in body:
        stuffed += bytes([ESCAPE, byte - ESCAPE]) if byte >= ESCAPE else bytes([byte])
    return bytes(stuffed)


def _unstuff(body: bytes) -> bytes | None:
    plain, at = bytearray(), 0
    while at < len(body):
        if body[at] == ESCAPE:
            at += 1
            if at == len(body) or body[at] > STOP - ESCAPE:
                return None
            plain.append(ESCAPE + body[at])
        else:
            plain.append(body[at])
        at += 1
    return bytes(plain)


def _read_body(stuffed: bytes) -> Frame | FrameError:
    """Read what stood between the marks."""
    raw = bytes([START, *stuffed, STOP])
    body = _unstuff(stuffed)
    if body is None:
        return FrameError(problem=AckCode.STUFFING, raw=raw)
    if len(body) < _OVERHEAD:
        return FrameError(problem=AckCode.UNEXPECTED_END, raw=raw)
    if crc16(body[:-2]) != int.from_bytes(body[-2:], "big"):
        return FrameError(problem=AckCode.CRC, raw=raw, sequence=body[2])
    if len(body) != _OVERHEAD + body[3]:
        return FrameError(problem=AckCode.FIELD_LENGTH, raw=raw, sequence=body[2])
    address = int.from_bytes(body[:2], "big")
    return Frame(address=address, sequence=body[2], message=body[_HEADER:-2])


class Decoder:
    """Takes bytes as they come, in any pieces; holds at most one frame's worth of them."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._inside = False

    def feed(self, data: bytes) -> list[Frame | FrameError]:
        """Return what is complete after these bytes; every START begins anew."""
        found: list[Frame | FrameError] = []
        for byte in data:
            if byte == START:
                found += self._give_up()
                self._inside = True
            elif byte == STOP and self._inside:
                found.append(_read_body(bytes(self._kept)))
                self._kept.clear()
                self._inside = False
            else:
                self._kept.append(byte)
                if len(self._kept) > _MAX_KEPT:
                    found += self._give_up()
        return found

    def _give_up(self) -> list[FrameError]:
        problem = AckCode.END_MISSING if self._inside else AckCode.NOT_RECEIVED
        start = [START] if self._inside else []
        raw = bytes([*start, *self._kept])
        self._kept.clear()
        self._inside = False
        return [FrameError(problem=problem, raw=raw)] if raw else []
