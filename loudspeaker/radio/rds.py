"""RDS groups: four blocks of 16 bits, their check words and their 104 bits on the air.

EN 50067 / IEC 62106: block 1 is the programme identification (PI); block 2 holds the group type,
the version (A or B), TP, PTY and five bits of the type's own (here: the *tail*).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

BLOCK_BITS = 26
GROUP_BITS = 4 * BLOCK_BITS
BIT_RATE_HZ = 1187.5  # the 57 kHz subcarrier divided by 48
GROUP_NS = 87_578_947  # 104 bits at 1187.5 bit/s, rounded down; exact: ``groups_ns``
_BIT_RATE_TIMES_2 = 2375
_SECOND_NS = 1_000_000_000

_GENERATOR = 0x5B9  # x^10 + x^8 + x^7 + x^5 + x^4 + x^3 + 1
OFFSETS = (0x0FC, 0x198, 0x168, 0x1B4)  # A, B, C, D
OFFSET_C_PRIME = 0x350  # block 3 of B versions
_CHECK_MASK = 0x3FF
_WORD_MASK = 0xFFFF

Blocks = tuple[int, int, int, int]
ALL_OK = (True, True, True, True)


class Version(IntEnum):
    """Version bit of block 2; version B repeats the PI in block 3."""

    A = 0
    B = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Four 16-bit blocks; ``ok`` tells for each whether its check word was right."""

    blocks: Blocks
    ok: tuple[bool, bool, bool, bool] = ALL_OK

    @property
    def pi(self) -> int:
        """Programme identification of block 1."""
        return self.blocks[0]

    @property
    def type(self) -> int:
        """Group type, 0-15."""
        return self.blocks[1] >> 12

    @property
    def version(self) -> Version:
        """Version A or B."""
        return Version(self.blocks[1] >> 11 & 1)

    @property
    def name(self) -> str:
        """Type and version as people write it: ``6A``."""
        return f"{self.type}{self.version.name}"

    @property
    def traffic_programme(self) -> bool:
        """TP flag."""
        return bool(self.blocks[1] >> 10 & 1)

    @property
    def programme_type(self) -> int:
        """PTY, 0-31."""
        return self.blocks[1] >> 5 & 0x1F

    @property
    def tail(self) -> int:
        """The five type-specific bits of block 2."""
        return self.blocks[1] & 0x1F

    def hex(self) -> str:
        """All four blocks as 16 hexadecimal digits."""
        return "".join(f"{block:04X}" for block in self.blocks)


def group_from_hex(text: str) -> Group:
    """Read 16 hexadecimal digits (blanks between bytes allowed); else ValueError."""
    raw = bytes.fromhex(text)
    if len(raw) != 8:  # noqa: PLR2004 - four blocks of two bytes
        raise ValueError(f"not 16 hexadecimal digits: {text!r}")
    first, second, third, fourth = (int.from_bytes(raw[at : at + 2], "big") for at in (0, 2, 4, 6))
    return Group(blocks=(first, second, third, fourth))


def check_word(word: int, offset: int = 0) -> int:
    """Return the ten check bits of a 16-bit word, with the block's offset word added."""
    remainder = word << 10
    for bit in range(25, 9, -1):
        if remainder >> bit & 1:
            remainder ^= _GENERATOR << (bit - 10)
    return remainder ^ offset


def check_words(blocks: Blocks) -> Blocks:
    """Return the check words of the four blocks; block 2 decides between offsets C and C'."""
    a, b, c, d = (
        check_word(word, offset) for word, offset in zip(blocks, _offsets(blocks[1]), strict=True)
    )
    return (a, b, c, d)


def to_bits(group: Group) -> int:
    """Return the group as a 104-bit number, first bit on the air highest."""
    bits = 0
    for word, check in zip(group.blocks, check_words(group.blocks), strict=True):
        bits = bits << BLOCK_BITS | word << 10 | check
    return bits


def from_bits(bits: int) -> Group:
    """Read a 104-bit number; blocks with a wrong check word have ``ok`` False."""
    received = [bits >> shift & (1 << BLOCK_BITS) - 1 for shift in (78, 52, 26, 0)]
    one, two, three, four = (block >> 10 & _WORD_MASK for block in received)
    expected = check_words((one, two, three, four))
    checks = (block & _CHECK_MASK for block in received)
    ok_1, ok_2, ok_3, ok_4 = (check == want for check, want in zip(checks, expected, strict=True))
    return Group(blocks=(one, two, three, four), ok=(ok_1, ok_2, ok_3, ok_4))


def _offsets(block_2: int) -> Blocks:
    a, b, c, d = OFFSETS
    return (a, b, OFFSET_C_PRIME if block_2 >> 11 & 1 else c, d)


def groups_ns(count: int) -> int:
    """Return how long ``count`` groups take on the air, exact to the nanosecond."""
    return count * GROUP_BITS * 2 * _SECOND_NS // _BIT_RATE_TIMES_2


def make_group(
    *,
    pi: int,
    kind: int,
    version: Version = Version.A,
    tail: int = 0,
    block_3: int = 0,
    block_4: int = 0,
    pty: int = 0,
    tp: bool = False,
) -> Group:
    """Build a group of any type; version B ignores ``block_3`` and repeats the PI there."""
    block_2 = kind << 12 | version << 11 | tp << 10 | pty << 5 | tail
    third = pi if version is Version.B else block_3
    return Group(blocks=(pi, block_2, third, block_4))


def basic_tuning(
    *,
    pi: int,
    name: bytes,
    segment: int,
    pty: int = 0,
    tp: bool = False,
    ta: bool = False,
    music: bool = False,
    decoder_bits: int = 0,
    alternatives: int = 0xE0CD,
) -> Group:
    """Build group 0A with two characters of the 8-byte programme service name.

    ``decoder_bits`` are d3..d0 (bit 3 travels in segment 0); ``alternatives`` two AF codes, by
    default "none" and filler.
    """
    decoder_bit = decoder_bits >> (3 - segment) & 1
    tail = ta << 4 | music << 3 | decoder_bit << 2 | segment
    characters = int.from_bytes(name[2 * segment : 2 * segment + 2], "big")
    return make_group(
        pi=pi, kind=0, tail=tail, block_3=alternatives, block_4=characters, pty=pty, tp=tp
    )


def radio_text(
    *, pi: int, text: bytes, segment: int, flag: bool = False, pty: int = 0, tp: bool = False
) -> Group:
    """Build group 2A with four characters of the radio text; ``flag`` flips for a new text."""
    part = text[4 * segment : 4 * segment + 4].ljust(4)
    block_3, block_4 = int.from_bytes(part[:2], "big"), int.from_bytes(part[2:], "big")
    return make_group(
        pi=pi, kind=2, tail=flag << 4 | segment, block_3=block_3, block_4=block_4, pty=pty, tp=tp
    )


def in_house(*, pi: int, tail: int, block_3: int, block_4: int, pty: int = 0) -> Group:
    """Build group 6A, free for the operator's own use without registration."""
    return make_group(pi=pi, kind=6, tail=tail, block_3=block_3, block_4=block_4, pty=pty)


def open_data(*, pi: int, tail: int, block_3: int, block_4: int, pty: int = 0) -> Group:
    """Build group 11A as an open data application (its AID is announced in 3A)."""
    return make_group(pi=pi, kind=11, tail=tail, block_3=block_3, block_4=block_4, pty=pty)


def open_data_announcement(
    *, pi: int, aid: int, kind: int, message: int = 0, pty: int = 0
) -> Group:
    """Build group 3A: application ``aid`` is carried in groups of type ``kind``, version A."""
    return make_group(pi=pi, kind=3, tail=kind << 1, block_3=message, block_4=aid, pty=pty)
