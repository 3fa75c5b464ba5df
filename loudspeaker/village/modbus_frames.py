"""Modbus RTU as a slave sees it: requests out of a byte stream, answers and exceptions.

Written by hand on purpose: the daemon uses a library, and two sides made of the same library would
agree on the same mistake.  "Modbus over serial line" 1.02 and "application protocol" 1.1b3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

BROADCAST = 0
_SHORTEST = 4
_FIXED_LENGTH = 8
_FIXED_FUNCTIONS = range(1, 7)
_WRITE_MANY = (0x0F, 0x10)
_WRITE_MANY_HEAD = 7
_LONGEST = 256
SILENCE_NS = 50_000_000  # 3.5 characters are 4 ms at 9600 baud; a busy machine adds its own


class ExceptionCode(IntEnum):
    """Why a request is refused."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_DATA = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request with a right CRC; ``data`` is what stands between function and CRC."""

    unit: int
    function: int
    data: bytes
    raw: bytes

    def words(self) -> tuple[int, int]:
        """Return the first two 16-bit fields of the data."""
        return int.from_bytes(self.data[:2], "big"), int.from_bytes(self.data[2:4], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadBytes:
    """Bytes that are no request: ``crc`` or ``truncated``."""

    raw: bytes
    problem: str


def crc16(data: bytes) -> int:
    """Return the CRC: A001h reflected, start FFFFh."""
    remainder = 0xFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0xA001 if remainder & 1 else 0)
    return remainder


def frame(unit: int, function: int, data: bytes) -> bytes:
    """Return a whole frame; the CRC goes low byte first."""
    body = bytes([unit, function]) + data
    return body + crc16(body).to_bytes(2, "little")


def exception(request: Request, code: ExceptionCode) -> bytes:
    """Return the answer that refuses a request."""
    return frame(request.unit, request.function | 0x80, bytes([code]))


def _expected_length(received: bytes) -> int | None:
    """Return how long the request will be, None when its beginning does not tell."""
    function = received[1]
    if function in _FIXED_FUNCTIONS:
        return _FIXED_LENGTH
    if function in _WRITE_MANY and len(received) >= _WRITE_MANY_HEAD:
        return _WRITE_MANY_HEAD + received[_WRITE_MANY_HEAD - 1] + 2
    return None


class RequestReader:
    """Cuts requests out of what arrives; after silence or a wrong CRC it begins anew."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._last_ns = 0

    def feed(self, data: bytes, mono_ns: int) -> list[Request | BadBytes]:
        """Take bytes that arrived at ``mono_ns``."""
        found: list[Request | BadBytes] = list(self.expire(mono_ns))
        self._received += data
        self._last_ns = mono_ns
        while (item := self._next()) is not None:
            found.append(item)
        return found

    def expire(self, mono_ns: int) -> list[BadBytes]:
        """Give up an unfinished request after silence."""
        if not self._received or mono_ns - self._last_ns < SILENCE_NS:
            return []
        return [self._drop("truncated")]

    def _drop(self, problem: str) -> BadBytes:
        raw = bytes(self._received)
        self._received.clear()
        return BadBytes(raw=raw, problem=problem)

    def _next(self) -> Request | BadBytes | None:
        if len(self._received) < _SHORTEST:
            return None
        length = _expected_length(bytes(self._received))
        if length is None:
            return self._next_of_unknown_length()
        if len(self._received) < length:
            return None
        if crc16(bytes(self._received[:length])) != 0:
            return self._drop("crc")
        return self._take(length)

    def _next_of_unknown_length(self) -> Request | BadBytes | None:
        if crc16(bytes(self._received)) == 0:
            return self._take(len(self._received))
        return self._drop("crc") if len(self._received) > _LONGEST else None

    def _take(self, length: int) -> Request:
        raw = bytes(self._received[:length])
        del self._received[:length]
        return Request(unit=raw[0], function=raw[1], data=raw[2:-2], raw=raw)
