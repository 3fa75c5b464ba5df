"""CRC-32 of sound from the CRC-32 of its stretches, however it was cut.

Appending zero bits to a message is a linear map of its CRC over GF(2): the map for 2^k bits is a
32 × 32 bit matrix, found by squaring k times (the idea of zlib's ``crc32_combine``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

_POLYNOMIAL = 0xEDB8_8320  # CRC-32 of ISO-HDLC, bits reversed
_BITS = 32

_Matrix = tuple[int, ...]  # column i is what becomes of bit i
_ONE_BIT: _Matrix = (_POLYNOMIAL, *(1 << bit for bit in range(_BITS - 1)))


def joined(stretches: Iterable[tuple[int, int]]) -> int:
    """Return the checksum of stretches one after the other, each (checksum, length in bytes)."""
    total = 0
    for checksum, length_bytes in stretches:
        total = _with_zeros(total, 8 * length_bytes) ^ checksum
    return total


def _with_zeros(checksum: int, bits: int) -> int:
    for exponent in range(bits.bit_length()):
        if bits >> exponent & 1:
            checksum = _apply(_zeros(exponent), checksum)
    return checksum


@cache
def _zeros(exponent: int) -> _Matrix:
    """Return the map for 2^exponent zero bits."""
    if exponent == 0:
        return _ONE_BIT
    half = _zeros(exponent - 1)
    return tuple(_apply(half, column) for column in half)


def _apply(matrix: _Matrix, vector: int) -> int:
    result, column = 0, 0
    while vector:
        if vector & 1:
            result ^= matrix[column]
        vector >>= 1
        column += 1
    return result
