"""UECP elements of the small signs beside the programme (SPB 490): 04, 05, 13, 1A.

What a decoder may make of the sound, on which other frequencies it can be had, and the slowly
repeated labels of group 1A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from loudspeaker.radio.uecp_frame import AckCode
from loudspeaker.radio.uecp_reader import Reader, Unreadable, word_bytes
from loudspeaker.radio.uecp_station_data import Addressed

_LABEL_BITS = 12
_LABEL_MASK = 0xFFF
_HIGHEST_LABEL_WORD = 0x7FFF
_STEREO, _ARTIFICIAL_HEAD, _COMPRESSED, _DYNAMIC_PTY = 1, 2, 4, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DecoderInformation(Addressed):
    """04: DI, what a decoder may make of the sound (EN 50067, 3.2.1.5)."""

    CODE: ClassVar[int] = 0x04
    stereo: bool = False
    artificial_head: bool = False
    compressed: bool = False
    dynamic_pty: bool = False

    def body(self) -> bytes:
        """Return DSN, PSN and the four bits."""
        bits = self.stereo * _STEREO | self.artificial_head * _ARTIFICIAL_HEAD
        bits |= self.compressed * _COMPRESSED | self.dynamic_pty * _DYNAMIC_PTY
        return self.where() + bytes([bits])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and the four bits."""
        data_set, programme, bits = source.byte(), source.byte(), source.byte(highest=0x0F)
        return cls(
            data_set=data_set,
            programme=programme,
            stereo=bool(bits & _STEREO),
            artificial_head=bool(bits & _ARTIFICIAL_HEAD),
            compressed=bool(bits & _COMPRESSED),
            dynamic_pty=bool(bits & _DYNAMIC_PTY),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicSpeech(Addressed):
    """05: M/S, whether the programme is music or speech."""

    CODE: ClassVar[int] = 0x05
    music: bool

    def body(self) -> bytes:
        """Return DSN, PSN and 1 for music."""
        return self.where() + bytes([self.music])

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN and 1 for music."""
        data_set, programme = source.byte(), source.byte()
        return cls(data_set=data_set, programme=programme, music=bool(source.byte(highest=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeFrequencies(Addressed):
    """13: AF; ``codes`` 1-204 are 87.5 + 0.1 n MHz, written into the list from ``start`` on."""

    CODE: ClassVar[int] = 0x13
    codes: bytes
    start: int = 0

    def body(self) -> bytes:
        """Return DSN, PSN, length, place in the list and codes."""
        content = word_bytes(self.start) + self.codes
        return self.where() + bytes([len(content)]) + content

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, PSN, length, place in the list and codes."""
        data_set, programme, content = source.byte(), source.byte(), source.counted()
        if content.left < len(word_bytes(0)):
            raise Unreadable(AckCode.ELEMENT_LENGTH)
        start = content.word()
        return cls(data_set=data_set, programme=programme, start=start, codes=content.rest())


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowLabelling:
    """1A: one of the labels of group 1A; variant 0 is the ECC, 3 the language, 7 the EWS channel.

    The twelve bits of ``label`` are those of block 3; the linkage bit above them stays zero.
    """

    CODE: ClassVar[int] = 0x1A
    variant: int
    label: int
    data_set: int = 0

    def body(self) -> bytes:
        """Return DSN, and variant and label as they stand in block 3."""
        return bytes([self.data_set]) + word_bytes(self.variant << _LABEL_BITS | self.label)

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read DSN, variant and label."""
        data_set, word = source.byte(), source.word()
        if word > _HIGHEST_LABEL_WORD:
            raise Unreadable(AckCode.RANGE)
        return cls(data_set=data_set, variant=word >> _LABEL_BITS, label=word & _LABEL_MASK)
