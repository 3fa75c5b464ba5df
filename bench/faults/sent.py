"""What an encoder was sent, read by the wire formats alone, and whether it is what was ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loudspeaker.radio.ascii_encoder import CommandReader, blocks_of
from loudspeaker.radio.commands import KeyRing, command_from_bytes, tag_is_right
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.uecp_elements import ElementError, InHouseGroup, parse_elements
from loudspeaker.radio.uecp_frame import Decoder, Frame

PI = 0x7001
MASTER = bytes(range(32))
KEYS = KeyRing(MASTER)
BOOK = KeyBook(master=MASTER)
_STATION_DATA = {0x01, 0x02, 0x03, 0x07, 0x0A, 0x0D, 0x19, 0x3E}
_NAMES = {"CT", "DATE", "ECHO", "PI", "PS", "PTY", "PTYN", "RT1", "TA", "TIME", "TP"}
_IN_HOUSE = 6
Part = tuple[int, bytes]
"""The index of a fragment and its four bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A command as it was ordered: operation, address word and argument."""

    operation: int
    address: int
    argument: int


class Wrong(Exception):
    """Something that nobody ordered."""


def uecp_parts(data: bytes) -> Iterator[Part]:
    """Yield the fragments in a UECP byte stream; Wrong for a frame that must not be there."""
    for frame in Decoder().feed(data):
        if not isinstance(frame, Frame):
            raise Wrong(f"no frame: {frame}")
        for element in parse_elements(frame.message):
            if isinstance(element, InHouseGroup):
                yield element.payload.tail & 3, element.payload.blocks()
            elif isinstance(element, ElementError) or element.CODE not in _STATION_DATA:
                raise Wrong(f"unknown element: {element}")


def ascii_parts(data: bytes) -> Iterator[Part]:
    """Yield the fragments in an ASCII byte stream; Wrong for a command that must not be there."""
    reader = CommandReader()
    for command in filter(None, map(reader.feed, data)):
        if command.name == "G" and command.value is not None:
            second, third, fourth = blocks_of(command.value)
            if second >> 11 != _IN_HOUSE << 1:
                raise Wrong(f"another group: {command.raw!r}")
            yield second & 3, third.to_bytes(2, "big") + fourth.to_bytes(2, "big")
        elif command.name not in _NAMES:
            raise Wrong(f"unknown command: {command.raw!r}")


def whole_commands(parts: Iterable[Part]) -> Iterator[bytes]:
    """Yield the 16 bytes of every whole copy; those that were given up are skipped."""
    kept: list[bytes] = []
    for index, data in parts:
        kept = [*kept, data] if index == len(kept) else [data][: index == 0]
        if len(kept) == 4:
            yield b"".join(kept)
            kept = []


def in_order(copies: Iterable[bytes], ordered: Sequence[Ordered]) -> int:
    """Return how many orders were sent; Wrong unless all copies are of them and in their order."""
    place, counter = -1, -1
    for signed in copies:
        command = command_from_bytes(signed[:8])
        if command is None or not tag_is_right(
            signed, key=KEYS.for_address(command.address), pi=PI
        ):
            raise Wrong(f"no command of ours: {signed.hex()}")
        found = Ordered(
            operation=command.operation, address=command.address.word, argument=command.argument
        )
        if command.counter < counter:
            raise Wrong(f"an old counter: {signed.hex()}")
        if command.counter > counter:
            place = _next_place(found, ordered, place + 1)
            counter = command.counter
        elif ordered[place] != found:
            raise Wrong(f"the same counter for another command: {signed.hex()}")
    return place + 1


def _next_place(found: Ordered, ordered: Sequence[Ordered], start: int) -> int:
    for place in range(start, len(ordered)):
        if ordered[place] == found:
            return place
    raise Wrong(f"nobody ordered {found}")
