"""Reading message elements byte by byte, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from loudspeaker.radio.uecp_frame import AckCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementError:
    """Where a message stopped making sense; nothing behind that place can be read."""

    problem: AckCode
    code: int
    at: int


class Unreadable(Exception):
    """Raised inside an element's ``read`` only; ``parse_elements`` turns it into a value."""

    def __init__(self, problem: AckCode) -> None:
        super().__init__(problem.name)
        self.problem = problem


class Reader:
    """Takes fields off the front of a message."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    @property
    def left(self) -> int:
        """How many bytes have not been taken."""
        return len(self._data) - self.at

    def take(self, count: int) -> bytes:
        """Take exactly ``count`` bytes."""
        if self.left < count:
            raise Unreadable(AckCode.UNEXPECTED_END)
        self.at += count
        return self._data[self.at - count : self.at]

    def byte(self, *, highest: int = 0xFF) -> int:
        """Take one byte with a value of at most ``highest``."""
        value = self.take(1)[0]
        if value > highest:
            raise Unreadable(AckCode.RANGE)
        return value

    def word(self) -> int:
        """Take two bytes, high byte first."""
        return int.from_bytes(self.take(2), "big")

    def counted(self, *, highest: int = 0xFF) -> Reader:
        """Take the length byte (MEL) and give a reader for exactly so many bytes."""
        length = self.byte()
        if length > highest:
            raise Unreadable(AckCode.ELEMENT_LENGTH)
        return Reader(self.take(length))

    def rest(self) -> bytes:
        """Take everything that is left."""
        return self.take(self.left)


def word_bytes(value: int) -> bytes:
    """Return two bytes, high byte first."""
    return value.to_bytes(2, "big")


class Element(Protocol):
    """A message element: its code and what stands behind it."""

    CODE: ClassVar[int]

    def body(self) -> bytes:
        """Return the bytes behind the code."""
        ...

    @classmethod
    def read(cls, source: Reader) -> Self:
        """Read the bytes behind the code or raise Unreadable."""
        ...
