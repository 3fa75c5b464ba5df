"""Signed orders to IP points: fetch these clips, play them so that this is heard then.

One body, and behind it for each addressed point its number and a tag with that point's own key:
who has stolen a point, or the broker's password, can order nothing at another point.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2s, sha256
from itertools import pairwise

from loudspeaker.model import MAX_POINT_NUMBER
from loudspeaker.radio.addressing import point_label
from loudspeaker.radio.commands import TAG_BYTES, DerivesKeys

ORDER_VERSION = 1
MAX_CLIPS, MAX_BASE_BYTES, MAX_LABEL_BYTES = 255, 200, 255
MAX_POSITION = 0xFFFF_FFFF
RUN_BYTES, SHA256_BYTES = 8, 32
NO_RUN = bytes(RUN_BYTES)
_ORDER_PERSON = b"LSP-PLY1"
_HEAD = struct.Struct(">BIQQ8sIBBB")
_CLIP = struct.Struct(">II32s")
_SIGNER = struct.Struct(f">H{TAG_BYTES}s")


class OrderKind(IntEnum):
    """What an order asks for."""

    FETCH = 1
    PLAY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPlace:
    """``frames`` of the clip file named ``sha256``, at ``position`` frames from the beginning."""

    position: int
    frames: int
    sha256: bytes

    @property
    def end(self) -> int:
        """The position behind the last frame."""
        return self.position + self.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOrder:
    """The body of an order.

    At ``play_at_ms`` (UTC, milliseconds since 1970) what lies at ``position`` is heard, and the
    rest at 48,000 frames a second from there; ``sent_ms`` is the sender's time.  ``run`` names
    the airing, ``label`` says what it is.  A clip's address is ``base``, its hash and ``.wav``.
    """

    kind: OrderKind
    counter: int
    sent_ms: int
    base: str
    clips: tuple[ClipPlace, ...]
    play_at_ms: int = 0
    run: bytes = NO_RUN
    position: int = 0
    label: str = ""

    def url_of(self, clip: ClipPlace) -> str:
        """Return where a clip is fetched."""
        return f"{self.base}{clip.sha256.hex()}.wav"

    def to_bytes(self) -> bytes:
        """Return the body; ValueError for what has no place in one."""
        base, label = self.base.encode("ascii"), self.label.encode()
        if not _fits(base, label, self.clips):
            raise ValueError(f"no play order: {self}")
        head = _HEAD.pack(
            ORDER_VERSION << 4 | self.kind,
            self.counter,
            self.play_at_ms,
            self.sent_ms,
            self.run,
            self.position,
            len(self.clips),
            len(base),
            len(label),
        )
        clips = (_CLIP.pack(clip.position, clip.frames, clip.sha256) for clip in self.clips)
        return head + base + label + b"".join(clips)


def _fits(base: bytes, label: bytes, clips: tuple[ClipPlace, ...]) -> bool:
    sizes = 0 < len(base) <= MAX_BASE_BYTES and len(label) <= MAX_LABEL_BYTES
    visible = all(0x21 <= byte <= 0x7E for byte in base)  # noqa: PLR2004 - ASCII without blanks
    return sizes and visible and 0 < len(clips) <= MAX_CLIPS and _follow_each_other(clips)


def _follow_each_other(clips: tuple[ClipPlace, ...]) -> bool:
    whole = all(clip.frames > 0 and clip.end <= MAX_POSITION for clip in clips)
    return whole and all(before.end <= after.position for before, after in pairwise(clips))


def run_of(occurrence: str, attempt: int) -> bytes:
    """Return the name of one attempt at airing."""
    return sha256(f"{occurrence} {attempt}".encode()).digest()[:RUN_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOrder:
    """An order as it came: its body, and the tag for each addressed point."""

    order: PlayOrder
    body: bytes
    tags: Mapping[int, bytes]

    def is_for(self, point: int, *, key: bytes) -> bool:
        """Tell whether the tag for a point is there and right, in constant time."""
        tag = self.tags.get(point)
        return tag is not None and hmac.compare_digest(tag, order_tag(self.body, point, key=key))


def order_tag(body: bytes, point: int, *, key: bytes) -> bytes:
    """Return the tag of eight bytes over a point's number and the body."""
    message = point.to_bytes(2, "big") + body
    return blake2s(message, digest_size=TAG_BYTES, key=key, person=_ORDER_PERSON).digest()


def signed_order(order: PlayOrder, points: Iterable[int], keys: DerivesKeys) -> bytes:
    """Return the message: body, then number and tag of each addressed point."""
    body = order.to_bytes()
    return body + b"".join(
        _SIGNER.pack(point, order_tag(body, point, key=keys.derive(point_label(point))))
        for point in sorted(set(points))
    )


def order_in(message: bytes) -> SignedOrder | None:
    """Read a message; None for anything that ``signed_order`` would not have written."""
    if len(message) < _HEAD.size:
        return None
    first, counter, play_at_ms, sent_ms, run, position, *counts = _HEAD.unpack_from(message)
    clips_at = _HEAD.size + counts[1] + counts[2]
    body_end = clips_at + counts[0] * _CLIP.size
    texts = _texts(message[_HEAD.size : clips_at], counts[1])
    tags = _tags(message[body_end:]) if body_end <= len(message) else None
    if first >> 4 != ORDER_VERSION or first & 0x0F not in tuple(OrderKind) or not (texts and tags):
        return None
    order = PlayOrder(
        kind=OrderKind(first & 0x0F),
        counter=counter,
        play_at_ms=play_at_ms,
        sent_ms=sent_ms,
        run=run,
        position=position,
        base=texts[0],
        label=texts[1],
        clips=_clips(message[clips_at:body_end]),
    )
    fits = _fits(order.base.encode(), order.label.encode(), order.clips)
    return SignedOrder(order=order, body=message[:body_end], tags=tags) if fits else None


def _texts(data: bytes, base_bytes: int) -> tuple[str, str] | None:
    try:
        return data[:base_bytes].decode("ascii"), data[base_bytes:].decode("utf-8")
    except UnicodeDecodeError:
        return None


def _clips(data: bytes) -> tuple[ClipPlace, ...]:
    return tuple(
        ClipPlace(position=position, frames=frames, sha256=digest)
        for position, frames, digest in _CLIP.iter_unpack(data)
    )


def _tags(data: bytes) -> dict[int, bytes] | None:
    """Read the tags; None unless there is at least one, each for another point."""
    if not data or len(data) % _SIGNER.size:
        return None
    pairs = list(_SIGNER.iter_unpack(data))
    tags = dict(pairs)
    usable = len(tags) == len(pairs) and all(1 <= n <= MAX_POINT_NUMBER for n in tags)
    return tags if usable else None
