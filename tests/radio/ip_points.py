"""Shorthand for tests of IP points, and a second implementation of their tags."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace

from loudspeaker.radio.clip_player import ClipPlayer, PlayerOutcome
from loudspeaker.radio.command_batch import signed_batch
from loudspeaker.radio.command_receiver import Memory, Rejected
from loudspeaker.radio.commands import KeyRing, Operation
from loudspeaker.radio.play_orders import ClipPlace, OrderKind, PlayOrder, signed_order

from .profile_s import KEYS, SECOND, START

POINT, ZONE = 12, 3
SENT_MS = 1_796_000_000_000
BASE = "http://192.168.1.10:8089/clips/"
CHIME = ClipPlace(position=0, frames=96_000, sha256=hashlib.sha256(b"chime").digest())
SPEECH = ClipPlace(position=120_000, frames=480_000, sha256=hashlib.sha256(b"speech").digest())
ORDER = PlayOrder(
    kind=OrderKind.PLAY,
    counter=START + 1,
    sent_ms=SENT_MS,
    play_at_ms=SENT_MS + 1500,
    run=b"run-0001",
    base=BASE,
    label="họp-thôn-1",
    clips=(CHIME, SPEECH),
)


def player(point: int = POINT, *, memory: Memory | None = None, rate: float = 1.0) -> ClipPlayer:
    """Return a point of the station."""
    keys = KEYS.for_receiver(point=point, zone=ZONE)
    return ClipPlayer(point=point, zone=ZONE, keys=keys, memory=memory or Memory(), rate=rate)


def batch(
    operation: Operation,
    *points: int,
    counter: int = START,
    argument: int = 0,
    keys: KeyRing = KEYS,
) -> bytes:
    """Return a message for some points, or for all."""
    return signed_batch(operation, points or None, keys=keys, counter=counter, argument=argument)


def ordered(*points: int, keys: KeyRing = KEYS, **changes: object) -> bytes:
    """Return a message with the order, changed."""
    return signed_order(replace(ORDER, **changes), points or (POINT,), keys)  # type: ignore[arg-type]


def opened(point: int = POINT, *, at: int = SECOND) -> ClipPlayer:
    """Return a point that was opened for two minutes."""
    made = player(point)
    made.hear_commands(batch(Operation.OPEN, point, argument=30), at)
    assert made.is_open
    return made


def reasons(outcomes: list[PlayerOutcome]) -> list[str]:
    """Return why something was rejected."""
    return [outcome.reason for outcome in outcomes if isinstance(outcome, Rejected)]


# --- BLAKE2s by hand (RFC 7693), with the person in the parameter block ---------------------------

_IV = [
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
]  # fmt: skip
_SIGMA = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]
_LANES = [
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
]  # fmt: skip


def _turn(word: int, bits: int) -> int:
    return (word >> bits | word << (32 - bits)) & 0xFFFFFFFF


def _compress(state: list[int], block: bytes, count: int, *, last: bool) -> list[int]:
    words = struct.unpack("<16I", block)
    v = [*state, *_IV]
    v[12] ^= count
    v[14] ^= 0xFFFFFFFF if last else 0
    for order in _SIGMA:
        for lane, (a, b, c, d) in enumerate(_LANES):
            for half, (first, second) in enumerate(((16, 12), (8, 7))):
                v[a] = (v[a] + v[b] + words[order[2 * lane + half]]) & 0xFFFFFFFF
                v[d] = _turn(v[d] ^ v[a], first)
                v[c] = (v[c] + v[d]) & 0xFFFFFFFF
                v[b] = _turn(v[b] ^ v[c], second)
    return [h ^ v[i] ^ v[i + 8] for i, h in enumerate(state)]


def blake2s_by_hand(message: bytes, *, key: bytes, person: bytes, size: int) -> bytes:
    """Return the keyed hash as a maker's firmware would compute it."""
    parameters = struct.pack("<BBBBIIHBB8s8s", size, len(key), 1, 1, 0, 0, 0, 0, 0, b"", person)
    state = [iv ^ word for iv, word in zip(_IV, struct.unpack("<8I", parameters), strict=True)]
    data = key.ljust(64, b"\0") + message
    blocks = [data[at : at + 64] for at in range(0, len(data), 64)]
    count = 0
    for number, block in enumerate(blocks, 1):
        count += len(block)
        state = _compress(state, block.ljust(64, b"\0"), count, last=number == len(blocks))
    return struct.pack("<8I", *state)[:size]
