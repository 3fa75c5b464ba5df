"""Groups that carry text in pieces: radio text, names, and UTF-8 beside them.

Every builder takes the whole text and the number of the piece.
"""

from __future__ import annotations

from loudspeaker.radio.rds import Group, Version, make_group, open_data_announcement

TEXT_END = b"\r"
ENHANCED_TEXT_AID = 0x6552
NAME_LENGTH = 8
LONG_NAME_LENGTH = 32
TEXT_LENGTH = 64
ENHANCED_TEXT_LENGTH = 128
PIECE_LENGTH = 4
_UTF_8 = 1  # message bit 0 of the enhanced text's 3A; bit 1 clear: written from left to right


def radio_text_b(*, pi: int, text: bytes, segment: int, flag: bool = False) -> Group:
    """Build group 2B with two of at most 32 characters; ``flag`` flips for a new text."""
    characters = int.from_bytes(text[2 * segment : 2 * segment + 2].ljust(2), "big")
    return make_group(
        pi=pi, kind=2, version=Version.B, tail=flag << 4 | segment, block_4=characters
    )


def programme_type_name(*, pi: int, name: bytes, segment: int, flag: bool = False) -> Group:
    """Build group 10A, half of the 8 characters of PTYN; ``flag`` flips for a new name."""
    return _piece(pi=pi, kind=10, tail=flag << 4 | segment, text=name, segment=segment)


def long_name(*, pi: int, name: bytes, segment: int) -> Group:
    """Build group 15A, four of 32 bytes of the programme service name in UTF-8."""
    return _piece(pi=pi, kind=15, tail=segment, text=name, segment=segment, filler=TEXT_END)


def enhanced_text(*, pi: int, kind: int, text: bytes, segment: int) -> Group:
    """Build a group of type ``kind`` with four of at most 128 bytes of radio text in UTF-8."""
    return _piece(pi=pi, kind=kind, tail=segment, text=text, segment=segment, filler=TEXT_END)


def enhanced_text_announcement(*, pi: int, kind: int) -> Group:
    """Build the 3A that says where enhanced radio text is, and that it is UTF-8."""
    return open_data_announcement(pi=pi, aid=ENHANCED_TEXT_AID, kind=kind, message=_UTF_8)


def pieces(text: bytes) -> int:
    """Return how many groups of four bytes a text takes."""
    return -(-len(text) // PIECE_LENGTH)


def _piece(
    *, pi: int, kind: int, tail: int, text: bytes, segment: int, filler: bytes = b" "
) -> Group:
    start = segment * PIECE_LENGTH
    part = text[start : start + PIECE_LENGTH].ljust(PIECE_LENGTH, filler)
    block_3, block_4 = int.from_bytes(part[:2], "big"), int.from_bytes(part[2:], "big")
    return make_group(pi=pi, kind=kind, tail=tail, block_3=block_3, block_4=block_4)
