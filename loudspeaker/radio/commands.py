"""Point commands, profile S: eight bytes of command and an eight-byte tag.

docs/reference/point-protocol.md tells the whole of it, for people who build receivers.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2s
from typing import Protocol

from loudspeaker.radio.addressing import (
    ALL_LABEL,
    Address,
    AddressKind,
    from_word,
    point_label,
    zone_label,
)

PROFILE_VERSION = 1
FRAME_BYTES, TAG_BYTES = 8, 8
SIGNED_BYTES = FRAME_BYTES + TAG_BYTES
MASTER_BYTES, KEY_BYTES = 32, 16
TIME_TO_LIVE_STEP_S = 4
MAX_TIME_TO_LIVE_S = 255 * TIME_TO_LIVE_STEP_S
MAX_VOLUME = 100
_KEY_PERSON, _TAG_PERSON = b"LSP-KDF1", b"LSP-CMD1"


class Operation(IntEnum):
    """What a command asks for; 0 is never valid, 8-14 are not assigned."""

    OPEN = 1
    VOLUME = 2
    CLOSE = 3
    HOLD = 4
    TEST = 5
    TIME = 6
    KEY_CHANGE = 7
    ALL_STOP = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; ``argument`` is a volume or a time-to-live in steps of 4 s."""

    operation: Operation
    address: Address
    counter: int
    argument: int = 0

    def to_bytes(self) -> bytes:
        """Return the frame: version and operation, address, argument, counter."""
        head = bytes([PROFILE_VERSION << 4 | self.operation])
        return (
            head
            + self.address.word.to_bytes(2, "big")
            + bytes([self.argument])
            + self.counter.to_bytes(4, "big")
        )


def command_from_bytes(frame: bytes) -> Command | None:
    """Read a frame; None when version, operation or address are none of this profile."""
    address = from_word(int.from_bytes(frame[1:3], "big"))
    known = frame[0] >> 4 == PROFILE_VERSION and frame[0] & 0x0F in tuple(Operation)
    if address is None or not known:
        return None
    return Command(
        operation=Operation(frame[0] & 0x0F),
        address=address,
        argument=frame[3],
        counter=int.from_bytes(frame[4:FRAME_BYTES], "big"),
    )


def time_to_live_steps(seconds: float) -> int:
    """Return the argument of ``open`` for at least that time, 1-255 steps of 4 s."""
    steps = -int(-seconds // TIME_TO_LIVE_STEP_S)
    return min(max(steps, 1), 255)


class DerivesKeys(Protocol):
    """What signs: a key ring, or something that knows who holds which."""

    def derive(self, label: str) -> bytes:
        """Return the 16-byte key of ``all``, ``zone:N`` or ``point:N``."""
        ...

    def for_address(self, address: Address) -> bytes:
        """Return the key that signs commands to this address."""
        ...


class KeyRing:
    """The station's keys, all derived from one master key of 32 bytes."""

    def __init__(self, master: bytes) -> None:
        if len(master) != MASTER_BYTES:
            raise ValueError(f"a master key has {MASTER_BYTES} bytes, not {len(master)}")
        self._master = master

    def derive(self, label: str) -> bytes:
        """Return the 16-byte key of ``all``, ``zone:N`` or ``point:N``."""
        return blake2s(
            label.encode("ascii"), digest_size=KEY_BYTES, key=self._master, person=_KEY_PERSON
        ).digest()

    def for_address(self, address: Address) -> bytes:
        """Return the key that signs commands to this address."""
        return self.derive(address.key_label)

    def for_receiver(self, *, point: int, zone: int) -> ReceiverKeys:
        """Return what is written into the receiver of one point."""
        return ReceiverKeys(
            everyone=self.derive(ALL_LABEL),
            zone=self.derive(zone_label(zone)),
            point=self.derive(point_label(point)),
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReceiverKeys:
    """The three keys that a receiver holds: of all points, of its zone, its own."""

    everyone: bytes
    zone: bytes
    point: bytes

    def for_address(self, address: Address) -> bytes:
        """Return the key to check a command with, once the address is known to reach us."""
        if address.kind is AddressKind.POINT:
            return self.point
        return self.zone if address.kind is AddressKind.ZONE else self.everyone


def tag_of(frame: bytes, *, key: bytes, pi: int) -> bytes:
    """Return the eight-byte tag over PI and frame."""
    message = pi.to_bytes(2, "big") + frame
    return blake2s(message, digest_size=TAG_BYTES, key=key, person=_TAG_PERSON).digest()


def sign(command: Command, keys: DerivesKeys, pi: int) -> bytes:
    """Return the 16 bytes that go on the air: frame and tag."""
    frame = command.to_bytes()
    return frame + tag_of(frame, key=keys.for_address(command.address), pi=pi)


def tag_is_right(signed: bytes, *, key: bytes, pi: int) -> bool:
    """Tell whether the tag of 16 received bytes belongs to their frame, in constant time."""
    expected = tag_of(signed[:FRAME_BYTES], key=key, pi=pi)
    return hmac.compare_digest(expected, signed[FRAME_BYTES:SIGNED_BYTES])
