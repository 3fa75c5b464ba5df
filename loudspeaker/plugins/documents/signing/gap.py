"""The parts of a signed file that no signature covers: where it stands itself, and what follows."""

from __future__ import annotations

from typing import Final

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_INDEFINITE: Final = 0x80
_HEAD: Final = 2
_TABLE: Final = b"startxref"
_END: Final = b"%%EOF"


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


def ends_plainly(newest: EmbeddedPdfSignature, content: bytes) -> bool:
    """Tell whether all that follows the newest signature is further revisions, to the last byte.

    pyHanko reads from the last table of objects; what belongs to none may be read by others.
    """
    last = int(newest.byte_range[2]) + int(newest.byte_range[3])
    later = newest.reader.xrefs.total_revisions - 1 - newest.signed_revision
    tail = content[last:]
    if later == 0:
        return not tail
    return tail.count(_TABLE) == later and tail.rstrip().endswith(_END)


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
