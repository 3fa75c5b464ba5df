"""WAV files of any length, read and written front to back; RF64 beyond four gigabytes.

RF64 (EBU Tech 3306) is a WAV file whose sizes stand in a chunk of their own, with 64 bits.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.pcm_decode import decode_frames
from loudspeaker.audio.wav import MOST_CHUNKS, UNKNOWN_SIZE, WavLayout, parse_format
from loudspeaker.audio.wav_header import FRAME_BYTES, HEADER_BYTES, build_header
from loudspeaker.errors import SoundRefused

Read = Callable[[int], bytes]
"""Gives so many bytes, fewer only at the end."""

_LARGEST_RIFF: Final = 0xFFFF_FFFF - HEADER_BYTES
_CHUNK = struct.Struct("<4sI")
_FORMAT_BYTES: Final = 40
_STEP_BYTES: Final = 1 << 16
_LONG_HEADER = struct.Struct("<4sI4s4sIQQQI")
_LONG_SIZES = struct.Struct("<QQ")
_LONG_KINDS: Final = (b"RF64", b"BW64")


@dataclass(frozen=True, slots=True, kw_only=True)
class WavStream:
    """A file whose samples come next; ``data_bytes`` None: they reach to the end, wherever it is.

    ``header_bytes`` is how much has been read.
    """

    layout: WavLayout
    header_bytes: int
    data_bytes: int | None

    def seconds(self, file_bytes: int) -> float:
        """Return the length of a file of that size; SoundRefused ``truncated`` if it is too short.

        Nothing at all is ``empty``.
        """
        there = file_bytes - self.header_bytes
        wanted = there if self.data_bytes is None else self.data_bytes
        if wanted > there:
            raise SoundRefused(path="", problem="truncated", measured=f"{there} of {wanted} bytes")
        frames = wanted // self.layout.frame_bytes
        if not frames:
            raise SoundRefused(path="", problem="empty")
        return frames / self.layout.rate_hz


def open_stream(read: Read) -> WavStream:
    """Read up to the first sample.

    Raises SoundRefused and nothing else: ``not_wave``, ``truncated``, ``format``, ``channels``,
    ``rate``.
    """
    return _Header(read).open()


class _Header:
    """The chunks before the samples."""

    def __init__(self, read: Read) -> None:
        self._source = read
        self._done = 0
        self._layout: WavLayout | None = None
        self._long_size: int | None = None

    def open(self) -> WavStream:
        head = self._read(12)
        is_long = head[:4] in _LONG_KINDS
        if not (is_long or head[:4] == b"RIFF") or head[8:] != b"WAVE":
            raise SoundRefused(path="", problem="not_wave")
        for _ in range(MOST_CHUNKS):
            kind, size = self._chunk_head()
            if kind == b"data" and self._layout is not None:
                return self._found(self._layout, size, is_long=is_long)
            self._take(kind, size)
        raise SoundRefused(path="", problem="truncated", measured="no samples")

    def _chunk_head(self) -> tuple[bytes, int]:
        head = self._read(_CHUNK.size)
        if len(head) < _CHUNK.size:
            raise SoundRefused(path="", problem="truncated", measured="no samples")
        kind, size = _CHUNK.unpack(head)
        return kind, size

    def _found(self, layout: WavLayout, size: int, *, is_long: bool) -> WavStream:
        known: int | None = size
        if size == UNKNOWN_SIZE:
            known = self._long_size if is_long else None
        return WavStream(layout=layout, header_bytes=self._done, data_bytes=known)

    def _take(self, kind: bytes, size: int) -> None:
        body = self._read(min(size, _FORMAT_BYTES))
        if kind == b"fmt ":
            self._layout = parse_format(body)
        elif kind == b"ds64" and len(body) >= _LONG_SIZES.size:
            self._long_size = _LONG_SIZES.unpack_from(body)[1]
        self._skip(size + size % 2 - len(body))

    def _skip(self, count: int) -> None:
        while count > 0:
            got = len(self._read(min(count, _STEP_BYTES)))
            if not got:
                raise SoundRefused(path="", problem="truncated", measured="no samples")
            count -= got

    def _read(self, count: int) -> bytes:
        data = self._source(count)
        self._done += len(data)
        return data


def blocks(read: Read, stream: WavStream, *, frames: int) -> Iterator[Samples]:
    """Yield the samples, so many frames at a time: a row each, a column for each channel.

    Raises SoundRefused: ``truncated`` when fewer came than the header said, ``not_finite``,
    ``beyond_scale``.
    """
    layout = stream.layout
    left = stream.data_bytes
    while True:
        wanted = frames * layout.frame_bytes
        body = read(wanted if left is None else min(wanted, left))
        if len(body) >= layout.frame_bytes:
            yield decode_frames(
                body, bits=layout.bits, channels=layout.channels, floating=layout.floating
            )
        left = None if left is None else left - len(body)
        if len(body) < wanted:
            break
    if left:
        raise SoundRefused(path="", problem="truncated", measured=f"{left} bytes are missing")


def long_header(*, frames: int, rate_hz: int) -> bytes:
    """Return the header of a mono 16-bit file of any length: WAV where that can count it.

    Raises SoundRefused: ``empty`` without frames.
    """
    data_bytes = frames * FRAME_BYTES
    if data_bytes <= _LARGEST_RIFF:
        return build_header(frames=frames, rate_hz=rate_hz)
    usual = build_header(frames=1, rate_hz=rate_hz)
    head_bytes = _LONG_HEADER.size + HEADER_BYTES - 12
    head = _LONG_HEADER.pack(
        b"RF64", UNKNOWN_SIZE, b"WAVE",
        b"ds64", _LONG_HEADER.size - 20, head_bytes - 8 + data_bytes, data_bytes, frames, 0,
    )  # fmt: skip
    return head + usual[12:-4] + UNKNOWN_SIZE.to_bytes(4, "little")
