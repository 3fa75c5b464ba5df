"""Interleaved PCM of any usual width to mono samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Samples, require_plausible
from loudspeaker.errors import SoundRefused

MOST_CHANNELS = 2

Body = bytes | memoryview


def decode_pcm(body: Body, *, bits: int, channels: int, floating: bool = False) -> Samples:
    """Return the mono samples (stereo averaged); a partial last frame is left out.

    Integers are little-endian, those of 8 bits unsigned as in WAV files.
    Raises SoundRefused: ``format``, ``channels``, ``empty``, ``not_finite``, ``beyond_scale``.
    """
    frames = decode_frames(body, bits=bits, channels=channels, floating=floating)
    if channels == 1:
        return frames[:, 0]
    mono: Samples = frames.mean(axis=1, dtype=np.float32)
    return mono


def decode_frames(body: Body, *, bits: int, channels: int, floating: bool = False) -> Samples:
    """Return a row for each frame and a column for each channel; else as ``decode_pcm``."""
    decode = _DECODERS.get((floating, bits))
    if decode is None:
        raise SoundRefused(path="", problem="format", measured=f"{bits} bits")
    if not 1 <= channels <= MOST_CHANNELS:
        raise SoundRefused(path="", problem="channels", measured=str(channels))
    frame_bytes = channels * bits // 8
    whole = len(body) - len(body) % frame_bytes
    if not whole:
        raise SoundRefused(path="", problem="empty")
    interleaved = decode(body[:whole])
    require_plausible(interleaved)
    return interleaved.reshape(-1, channels)


def _from_int(raw: npt.NDArray[np.signedinteger], bits: int) -> Samples:
    samples = raw.astype(np.float32)
    samples *= np.float32(2.0 ** (1 - bits))
    return samples


def _from_u8(body: Body) -> Samples:
    return (np.frombuffer(body, np.uint8).astype(np.float32) - 128.0) / np.float32(128.0)


def _from_s24(body: Body) -> Samples:
    packed = np.zeros((len(body) // 3, 4), dtype=np.uint8)
    packed[:, 1:] = np.frombuffer(body, np.uint8).reshape(-1, 3)
    return _from_int(packed.view("<i4")[:, 0], 32)


def _from_f64(body: Body) -> Samples:
    with np.errstate(over="ignore", invalid="ignore"):  # refused by the caller
        return np.frombuffer(body, "<f8").astype(np.float32)


_DECODERS: dict[tuple[bool, int], Callable[[Body], Samples]] = {
    (False, 8): _from_u8,
    (False, 16): lambda body: _from_int(np.frombuffer(body, "<i2"), 16),
    (False, 24): _from_s24,
    (False, 32): lambda body: _from_int(np.frombuffer(body, "<i4"), 32),
    (True, 32): lambda body: np.frombuffer(body, "<f4").astype(np.float32),
    (True, 64): _from_f64,
}
