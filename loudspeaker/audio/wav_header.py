"""The canonical WAV header of a clip file: 44 bytes, mono, 16-bit PCM, nothing optional.

One clip has exactly one file, so the SHA-256 of the file can be the clip's name.  This module
needs no numpy: the process that plays clips reads them with it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from loudspeaker.errors import SoundRefused

HEADER_BYTES = 44
FRAME_BYTES = 2

_LAYOUT = struct.Struct("<4sI4s4sIHHIIHH4sI")
_LARGEST = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class WavHeader:
    """Where the samples of a clip file lie."""

    rate_hz: int
    frames: int
    data_offset: int = HEADER_BYTES


def build_header(*, frames: int, rate_hz: int) -> bytes:
    """Return the header of a clip file.

    Raises SoundRefused: ``empty`` without frames, ``too_long`` beyond what RIFF can count.
    """
    data_bytes = frames * FRAME_BYTES
    if frames <= 0:
        raise SoundRefused(path="", problem="empty")
    if data_bytes > _LARGEST - HEADER_BYTES:
        raise SoundRefused(path="", problem="too_long", measured=f"{frames} frames")
    return _LAYOUT.pack(
        b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE",
        b"fmt ", 16, 1, 1, rate_hz, rate_hz * FRAME_BYTES, FRAME_BYTES, 8 * FRAME_BYTES,
        b"data", data_bytes,
    )  # fmt: skip


def parse_header(head: bytes, *, file_bytes: int, name: str = "") -> WavHeader:
    """Return where the samples are, from a clip file's first 44 bytes and its size.

    Raises SoundRefused: ``truncated`` when the file is shorter than it says, ``empty`` without
    frames, ``not_a_clip`` for anything ``build_header`` would not have written.
    """
    if len(head) < HEADER_BYTES:
        raise SoundRefused(path=name, problem="truncated", measured=f"{len(head)} bytes")
    fields = _LAYOUT.unpack(head[:HEADER_BYTES])
    rate_hz, data_bytes = fields[7], fields[12]
    frames, odd = divmod(data_bytes, FRAME_BYTES)
    if not rate_hz or odd or not _is_canonical(head[:HEADER_BYTES], frames, rate_hz):
        raise SoundRefused(path=name, problem="not_a_clip")
    if file_bytes != HEADER_BYTES + data_bytes:
        raise SoundRefused(
            path=name,
            problem="truncated" if file_bytes < HEADER_BYTES + data_bytes else "not_a_clip",
            measured=f"{file_bytes} of {HEADER_BYTES + data_bytes} bytes",
        )
    return WavHeader(rate_hz=rate_hz, frames=frames)


def _is_canonical(head: bytes, frames: int, rate_hz: int) -> bool:
    return rate_hz <= _LARGEST // FRAME_BYTES and head == build_header(
        frames=frames, rate_hz=rate_hz
    )
