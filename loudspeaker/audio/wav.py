"""WAV files to clips and back.

Writing is the canonical form of ``wav_header``.  Reading takes what recorders and editors
write: integer PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, mono or stereo, plain or
WAVE_FORMAT_EXTENSIBLE (Microsoft, *Multiple channel audio data and WAVE files*).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from loudspeaker.audio.pcm import Clip, Samples, to_int16_bytes
from loudspeaker.audio.pcm_decode import MOST_CHANNELS, decode_frames, decode_pcm
from loudspeaker.audio.wav_header import build_header
from loudspeaker.errors import SoundRefused

LOWEST_RATE_HZ = 4_000
HIGHEST_RATE_HZ = 384_000

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
UNKNOWN_SIZE = 0xFFFF_FFFF  # written by programs that stream into a pipe

_FIRST_CHUNK = 12
MOST_CHUNKS = 1_000  # a large file of empty ones would keep us for minutes
_FMT = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")


@dataclass(frozen=True, slots=True, kw_only=True)
class WavLayout:
    """How the samples lie in a file."""

    floating: bool
    channels: int
    rate_hz: int
    bits: int

    @property
    def frame_bytes(self) -> int:
        """How many bytes a frame of all channels takes."""
        return self.channels * self.bits // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WavSound:
    """A file whose frame has been checked and whose samples have not been decoded."""

    layout: WavLayout
    body: memoryview

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds, from the size alone."""
        layout = self.layout
        return 8000.0 * len(self.body) / (layout.channels * layout.bits * layout.rate_hz)

    def frames(self) -> Samples:
        """Return a row for each frame and a column for each channel; raise as ``decode_pcm``."""
        layout = self.layout
        return decode_frames(
            self.body, bits=layout.bits, channels=layout.channels, floating=layout.floating
        )

    def decode(self) -> Clip:
        """Return the clip at the file's own rate; raise as ``decode_pcm``."""
        layout = self.layout
        samples = decode_pcm(
            self.body, bits=layout.bits, channels=layout.channels, floating=layout.floating
        )
        return Clip(samples=samples, rate_hz=layout.rate_hz)


def to_wav(clip: Clip) -> bytes:
    """Return the clip's file; the same clip always gives the same bytes.

    Raises SoundRefused: ``empty``, ``too_long``, ``not_finite``.
    """
    return build_header(frames=clip.frames, rate_hz=clip.rate_hz) + to_int16_bytes(clip.samples)


def read_wav(data: bytes, *, name: str = "") -> Clip:
    """Return the clip of a WAV file at the file's own rate, stereo averaged to mono.

    Raises SoundRefused and nothing else: ``not_wave``, ``truncated``, ``format``, ``channels``,
    ``rate``, ``empty``, ``not_finite``, ``beyond_scale``.
    """
    try:
        return open_wav(data).decode()
    except SoundRefused as refused:
        refused.path = name
        raise


def open_wav(data: bytes) -> WavSound:
    """Return where and how the samples lie, without decoding them.

    Raises SoundRefused: ``not_wave``, ``truncated``, ``format``, ``channels``, ``rate``.
    """
    if len(data) < _FIRST_CHUNK or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SoundRefused(path="", problem="not_wave")
    view = memoryview(data)
    layout: WavLayout | None = None
    for kind, start, size in islice(_chunks(view), MOST_CHUNKS):
        if kind == b"fmt ":
            layout = parse_format(bytes(_whole(view, start, size)))
        elif kind == b"data" and layout is not None:
            to_the_end = size == UNKNOWN_SIZE
            return WavSound(
                layout=layout, body=view[start:] if to_the_end else _whole(view, start, size)
            )
    raise SoundRefused(path="", problem="truncated", measured="no samples")


def _chunks(data: memoryview) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, first byte and size of every chunk (RIFF pads odd sizes by one byte)."""
    at = _FIRST_CHUNK
    while at + _CHUNK.size <= len(data):
        kind, size = _CHUNK.unpack_from(data, at)
        yield kind, at + _CHUNK.size, size
        at += _CHUNK.size + size + size % 2


def _whole(data: memoryview, start: int, size: int) -> memoryview:
    if start + size > len(data):
        raise SoundRefused(
            path="", problem="truncated", measured=f"{len(data) - start} of {size} bytes"
        )
    return data[start : start + size]


def parse_format(body: bytes) -> WavLayout:
    """Read the body of a ``fmt`` chunk (what follows its first 40 bytes does not matter).

    Raises SoundRefused: ``truncated``, ``format``, ``channels``, ``rate``.
    """
    if len(body) < _FMT.size:
        raise SoundRefused(path="", problem="truncated", measured=f"fmt of {len(body)} bytes")
    tag, channels, rate_hz, _, frame_bytes, bits = _FMT.unpack_from(body)
    tag = _subformat(body) if tag == _EXTENSIBLE else tag
    if tag not in {_PCM, _FLOAT} or not bits or frame_bytes * 8 != channels * bits:
        raise SoundRefused(path="", problem="format", measured=f"tag {tag}, {bits} bits")
    if not 1 <= channels <= MOST_CHANNELS:
        raise SoundRefused(path="", problem="channels", measured=str(channels))
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise SoundRefused(path="", problem="rate", measured=f"{rate_hz} Hz")
    return WavLayout(floating=tag == _FLOAT, channels=channels, rate_hz=rate_hz, bits=bits)


def _subformat(body: bytes) -> int:
    """Return the tag inside an extensible format's GUID; 0, which nobody uses, if it is foreign."""
    guid = body[24:40]
    return int.from_bytes(guid[:2], "little") if guid[2:] == _GUID_TAIL else 0
