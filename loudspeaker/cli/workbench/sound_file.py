"""A sound file as programme: 48 kHz, one or two channels, block by block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples
from loudspeaker.audio.resample import Resampler
from loudspeaker.audio.wav_stream import blocks, open_stream
from loudspeaker.errors import SoundRefused
from loudspeaker.system.files import reading

_READ_FRAMES = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Sound of shape (channels, n); ``frames`` is all there is, in whole milliseconds."""

    frames: int
    pieces: Iterator[Samples]


@contextmanager
def sound_file(path: Path, *, channels: int) -> Iterator[Programme]:
    """Open a WAV file; two channels become one by their mean, one becomes two alike.

    Raises FileRefused, and SoundRefused with what ``wav_stream`` says.
    """
    try:
        with reading(path) as source:
            wav = open_stream(source.read)
            seconds = wav.seconds(source.size_bytes)
            read = blocks(source.read, wav, frames=_READ_FRAMES)
            sides = (_sides(frames, channels) for frames in read)
            yield Programme(
                frames=math.ceil(seconds * 1000 - 1e-6) * PROGRAMME_RATE_HZ // 1000,
                pieces=_at_programme_rate(sides, wav.layout.rate_hz, channels),
            )
    except SoundRefused as refused:
        refused.path = refused.path or str(path)
        raise


def _sides(frames: Samples, channels: int) -> Samples:
    """Return (channels, n) of (n, what the file has)."""
    if frames.shape[1] == channels:
        return np.ascontiguousarray(frames.T)
    mono: Samples = frames.mean(axis=1, dtype=np.float32)
    return np.stack([mono] * channels)


def _at_programme_rate(pieces: Iterator[Samples], rate_hz: int, channels: int) -> Iterator[Samples]:
    resamplers = [Resampler(from_hz=rate_hz) for _ in range(channels)]
    for piece in pieces:
        sides = zip(resamplers, piece, strict=True)
        yield np.stack([one.feed(np.ascontiguousarray(side)) for one, side in sides])
    yield np.stack([one.finish() for one in resamplers])


def silence(channels: int) -> Iterator[Samples]:
    """Yield no sound at all: what is missing is silence."""
    yield np.zeros((channels, 0), dtype=np.float32)


def in_blocks(
    pieces: Iterator[Samples], *, channels: int, frames: int, block: int
) -> Iterator[Samples]:
    """Yield blocks of that many frames, the last one shorter, cut or filled up with silence."""
    held: Samples = np.zeros((channels, 0), dtype=np.float32)
    for start in range(0, frames, block):
        wanted = min(block, frames - start)
        while held.shape[1] < wanted and (piece := next(pieces, None)) is not None:
            held = np.concatenate([held, piece], axis=1)
        given, held = held[:, :wanted], held[:, wanted:]
        yield np.pad(given, ((0, 0), (0, wanted - given.shape[1])))
