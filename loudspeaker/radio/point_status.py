"""What an IP point says of itself, signed with its own key.

Signed, because it becomes proof in the as-run log: who has only the broker's password must not be
able to say that an announcement was heard.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from hashlib import blake2s

from loudspeaker.radio.commands import MAX_VOLUME, TAG_BYTES
from loudspeaker.radio.counter_rule import Reason
from loudspeaker.radio.play_orders import NO_RUN, SHA256_BYTES

STATUS_VERSION = 1
NO_CLIP = bytes(SHA256_BYTES)
_STATUS_PERSON = b"LSP-STA1"
_BODY = struct.Struct(">BBBBI8s32sII")
STATUS_BYTES = _BODY.size + TAG_BYTES


class StatusKind(IntEnum):
    """What has happened at the point."""

    ALIVE = 0
    OPENED = 1
    SHUT = 2
    FETCHED = 3
    PLAYING = 4
    PLAYED = 5
    REFUSED = 6


class PointFlag(IntFlag):
    """How the point stands."""

    OPEN = 1
    PLAYING = 2


_SHUT = PointFlag(0)


class Refusal(IntEnum):
    """Why a command, an order or a clip was not followed."""

    NONE = 0
    FORMAT = 1
    BAD_TAG = 2
    REPLAY = 3
    WINDOW = 4
    OPERATION = 5
    ARGUMENT = 6
    FETCH = 7
    HASH = 8
    CLIP = 9
    LATE = 10
    SHUT = 11
    SUPERSEDED = 12


REFUSALS = {
    Reason.FORMAT: Refusal.FORMAT,
    Reason.BAD_TAG: Refusal.BAD_TAG,
    Reason.REPLAY: Refusal.REPLAY,
    Reason.WINDOW: Refusal.WINDOW,
    Reason.OPERATION: Refusal.OPERATION,
    Reason.ARGUMENT: Refusal.ARGUMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One report.

    ``counter`` is that of the command or order it answers (of a heartbeat: the last accepted,
    which proves that the report is no recording), ``position`` and ``frames`` where the clip lies
    and how much of it was heard, ``sha256`` what the point computed over the file it played.
    """

    kind: StatusKind
    flags: PointFlag = _SHUT
    volume: int = 0
    refusal: Refusal = Refusal.NONE
    counter: int = 0
    run: bytes = NO_RUN
    sha256: bytes = NO_CLIP
    position: int = 0
    frames: int = 0

    def to_bytes(self) -> bytes:
        """Return the body of 56 bytes."""
        return _BODY.pack(
            STATUS_VERSION << 4 | self.kind,
            self.flags,
            self.volume,
            self.refusal,
            self.counter,
            self.run,
            self.sha256,
            self.position,
            self.frames,
        )


def status_tag(body: bytes, point: int, *, key: bytes) -> bytes:
    """Return the tag of eight bytes over a point's number and the body."""
    message = point.to_bytes(2, "big") + body
    return blake2s(message, digest_size=TAG_BYTES, key=key, person=_STATUS_PERSON).digest()


def signed_status(status: Status, point: int, *, key: bytes) -> bytes:
    """Return the message of a point: body and tag."""
    body = status.to_bytes()
    return body + status_tag(body, point, key=key)


def status_in(message: bytes, point: int, *, key: bytes) -> Status | None:
    """Read what came in a point's name; None unless it is whole and the tag is that point's."""
    if len(message) != STATUS_BYTES:
        return None
    body, tag = message[: _BODY.size], message[_BODY.size :]
    if not hmac.compare_digest(tag, status_tag(body, point, key=key)):
        return None
    first, flags, volume, refusal, *rest = _BODY.unpack(body)
    known = first >> 4 == STATUS_VERSION and first & 0x0F in tuple(StatusKind)
    if not known or volume > MAX_VOLUME or refusal not in tuple(Refusal):
        return None
    counter, run, sha256, position, frames = rest
    return Status(
        kind=StatusKind(first & 0x0F),
        flags=PointFlag(flags & sum(PointFlag)),
        volume=volume,
        refusal=Refusal(refusal),
        counter=counter,
        run=run,
        sha256=sha256,
        position=position,
        frames=frames,
    )
