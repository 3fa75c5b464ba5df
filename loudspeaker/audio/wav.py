"""WAV files to clips and back.

Writing is the canonical form of ``wav_header``.  Reading takes what recorders and editors
write: integer PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, mono or stereo, plain or
WAVE_FORMAT_EXTENSIBLE (Microsoft, *Multiple channel audio data and WAVE files*).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Clip, Samples, require_finite, to_int16_bytes
from loudspeaker.audio.wav_header import build_header
from loudspeaker.errors import SoundRefused

LOWEST_RATE_HZ = 4_000
HIGHEST_RATE_HZ = 384_000
MOST_CHANNELS = 2
LARGEST_SAMPLE = 64.0  # 36 dB above full scale: no recording, but integers written as float

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
_UNKNOWN_SIZE = 0xFFFF_FFFF  # written by programs that stream into a pipe

_FIRST_CHUNK = 12
_FMT = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    tag: int
    channels: int
    rate_hz: int
    frame_bytes: int
    bits: int


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
        layout, body = _find_parts(data)
        return Clip(
            samples=decode_pcm(
                body, bits=layout.bits, channels=layout.channels, floating=layout.tag == _FLOAT
            ),
            rate_hz=layout.rate_hz,
        )
    except SoundRefused as refused:
        refused.path = name
        raise


def decode_pcm(body: bytes, *, bits: int, channels: int, floating: bool = False) -> Samples:
    """Return the mono samples of interleaved little-endian PCM; a partial last frame is left out.

    Raises SoundRefused: ``format``, ``channels``, ``empty``, ``not_finite``, ``beyond_scale``.
    """
    decode = _DECODERS.get((floating, bits))
    if decode is None:
        raise SoundRefused(path="", problem="format", measured=f"{bits} bits")
    if not 1 <= channels <= MOST_CHANNELS:
        raise SoundRefused(path="", problem="channels", measured=str(channels))
    frame_bytes = channels * bits // 8
    whole = len(body) - len(body) % frame_bytes
    if not whole:
        raise SoundRefused(path="", problem="empty")
    return _to_mono(decode(body[:whole]), channels)


def _find_parts(data: bytes) -> tuple[_Format, bytes]:
    """Return the format and the sample bytes."""
    if len(data) < _FIRST_CHUNK or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SoundRefused(path="", problem="not_wave")
    layout: _Format | None = None
    for kind, start, size in _chunks(data):
        if kind == b"fmt ":
            layout = _parse_format(_whole(data, start, size))
        elif kind == b"data" and layout is not None:
            unknown = size == _UNKNOWN_SIZE
            return layout, data[start:] if unknown else _whole(data, start, size)
    raise SoundRefused(path="", problem="truncated", measured="no samples")


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, first byte and size of every chunk (RIFF pads odd sizes by one byte)."""
    at = _FIRST_CHUNK
    while at + _CHUNK.size <= len(data):
        kind, size = _CHUNK.unpack_from(data, at)
        yield kind, at + _CHUNK.size, size
        at += _CHUNK.size + size + size % 2


def _whole(data: bytes, start: int, size: int) -> bytes:
    if start + size > len(data):
        raise SoundRefused(
            path="", problem="truncated", measured=f"{len(data) - start} of {size} bytes"
        )
    return data[start : start + size]


def _parse_format(body: bytes) -> _Format:
    if len(body) < _FMT.size:
        raise SoundRefused(path="", problem="truncated", measured=f"fmt of {len(body)} bytes")
    tag, channels, rate_hz, _, frame_bytes, bits = _FMT.unpack_from(body)
    layout = _Format(
        tag=_subformat(body) if tag == _EXTENSIBLE else tag,
        channels=channels,
        rate_hz=rate_hz,
        frame_bytes=frame_bytes,
        bits=bits,
    )
    _check_format(layout)
    return layout


def _subformat(body: bytes) -> int:
    """Return the tag inside an extensible format's GUID; 0, which nobody uses, if it is foreign."""
    guid = body[24:40]
    return int.from_bytes(guid[:2], "little") if guid[2:] == _GUID_TAIL else 0


def _check_format(layout: _Format) -> None:
    if layout.tag not in {_PCM, _FLOAT} or layout.frame_bytes * 8 != layout.channels * layout.bits:
        problem, measured = "format", f"tag {layout.tag}, {layout.bits} bits"
    elif not LOWEST_RATE_HZ <= layout.rate_hz <= HIGHEST_RATE_HZ:
        problem, measured = "rate", f"{layout.rate_hz} Hz"
    else:
        return
    raise SoundRefused(path="", problem=problem, measured=measured)


def _to_mono(interleaved: Samples, channels: int) -> Samples:
    require_finite(interleaved)
    largest = float(np.max(np.abs(interleaved)))
    if largest > LARGEST_SAMPLE:
        raise SoundRefused(path="", problem="beyond_scale", measured=f"{largest:.0f}")
    if channels == 1:
        return interleaved
    mono: Samples = interleaved.reshape(-1, channels).mean(axis=1, dtype=np.float32)
    return mono


def _from_int(raw: npt.NDArray[np.signedinteger], bits: int) -> Samples:
    return raw.astype(np.float32) * np.float32(2.0 ** (1 - bits))


def _from_u8(body: bytes) -> Samples:
    return (np.frombuffer(body, np.uint8).astype(np.float32) - 128.0) / np.float32(128.0)


def _from_s24(body: bytes) -> Samples:
    packed = np.zeros((len(body) // 3, 4), dtype=np.uint8)
    packed[:, 1:] = np.frombuffer(body, np.uint8).reshape(-1, 3)
    return _from_int(packed.view("<i4")[:, 0], 32)


def _from_f64(body: bytes) -> Samples:
    with np.errstate(over="ignore", invalid="ignore"):  # refused by the caller
        return np.frombuffer(body, "<f8").astype(np.float32)


_DECODERS: dict[tuple[bool, int], Callable[[bytes], Samples]] = {
    (False, 8): _from_u8,
    (False, 16): lambda body: _from_int(np.frombuffer(body, "<i2"), 16),
    (False, 24): _from_s24,
    (False, 32): lambda body: _from_int(np.frombuffer(body, "<i4"), 32),
    (True, 32): lambda body: np.frombuffer(body, "<f4").astype(np.float32),
    (True, 64): _from_f64,
}
