"""The one part of a signed file that its signature cannot cover: where it stands itself."""

from __future__ import annotations

from typing import Final

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_INDEFINITE: Final = 0x80
_HEAD: Final = 2


def fills_its_gap(embedded: EmbeddedPdfSignature, content: bytes) -> bool:
    """Tell whether the one part of the file that is not signed holds the signature and only that.

    pyHanko compares lengths; here the bytes between the covered stretches are the signature in
    hexadecimal, filled up with zeros, and what is covered lies within the file.
    """
    start, first, second, rest = (int(each) for each in embedded.byte_range)
    gap = content[first:second]
    if start != 0 or rest < 0 or second + rest > len(content) or not 0 < first < second:
        return False
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    digits, held = gap[1:-1], embedded.pkcs7_content
    if len(digits) != 2 * len(held) or digits not in {_hex(held), _hex(held).upper()}:
        return False
    return not held[_der_length(held) :].strip(b"\x00")


def _hex(content: bytes) -> bytes:
    return content.hex().encode()


def _der_length(content: bytes) -> int:
    """Return how long the first element of DER is with its head."""
    if len(content) < _HEAD or content[1] == _INDEFINITE:
        return len(content)
    if content[1] < _INDEFINITE:
        return _HEAD + content[1]
    count = content[1] & 0x7F
    return _HEAD + count + int.from_bytes(content[_HEAD : _HEAD + count], "big")
