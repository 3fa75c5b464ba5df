"""A sound file that somebody brought, as a clip that can go on air.

The format is taken from the content, never from the name, and size and length are bounded before
anything is decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loudspeaker.audio.level import FinishedClip, bring_to_level
from loudspeaker.audio.mono import Channels, one_channel
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, peak_dbfs
from loudspeaker.audio.resample import resample
from loudspeaker.audio.trim import trim
from loudspeaker.audio.wav import open_wav
from loudspeaker.errors import SoundRefused
from loudspeaker.intake.foreign import decode_foreign
from loudspeaker.system.files import reading

LARGEST_BYTES = 128 << 20
LONGEST_S = 600.0
MOST_CLIPPED = 0.01  # a full-scale sine, which is whole, has 0.7 % of its samples up there

_TRIM_DB = -60.0  # lower than for speech: music may begin softly


def read_sound_file(path: Path, *, longest_s: float = LONGEST_S) -> FinishedClip:
    """Return the file's sound, mono at 48 kHz, trimmed, −16 LUFS, at most −1 dBTP.

    Raises FileRefused for what is not a readable file, SoundRefused with the measured figure:
    ``too_large``, ``too_long``, ``not_sound``, ``decoder_missing``, ``silent``, ``clipped``, and
    what ``read_wav`` refuses.
    """
    with refusing_sound(path):
        found = opened(path, longest_s)
        require_length(found.clip.duration_ms / 1000, longest_s)
        require_unclipped(found.clipped_share)
        return bring_to_level(_trimmed(found.clip))


@contextmanager
def refusing_sound(path: Path) -> Iterator[None]:
    """Name the file in whatever is refused; what does not fit into memory is too large."""
    try:
        yield
    except SoundRefused as refused:
        refused.path = str(path)
        raise
    except MemoryError as error:
        raise SoundRefused(path=str(path), problem="too_large") from error


def kind_of(head: bytes) -> str | None:
    """Return ``wav``, ``mp3``, ``ogg`` or ``m4a`` by a file's first 12 bytes, else None."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[4:8] == b"ftyp":
        return "m4a"
    if head[:3] == b"ID3" or _is_mpeg_layer_3(head[:2]):
        return "mp3"
    return None


def _is_mpeg_layer_3(head: bytes) -> bool:
    """Tell whether a frame starts here: 11 bits set, a known version, layer 3 (ISO 11172-3)."""
    word = int.from_bytes(head, "big")
    return word & 0xFFE6 == 0xFFE2 and word & 0x0018 != 0x0008  # noqa: PLR2004 - bit patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's sound at its own rate, one channel of it, and how that came about."""

    clip: Clip
    kind: str
    channels: Channels
    clipped_share: float


def opened(path: Path, longest_s: float) -> Opened:
    """Return what is in a file, no more than a second beyond ``longest_s`` of it."""
    data = _read_bounded(path)
    kind = kind_of(data[:12])
    if kind is None:
        raise SoundRefused(path="", problem="not_sound")
    if kind == "wav":
        sound = open_wav(data)
        require_length(sound.duration_ms / 1000, longest_s)
        frames, rate_hz = sound.frames(), sound.layout.rate_hz
        del sound, data  # ten minutes of stereo are large enough once
    else:
        del data
        frames, rate_hz = decode_foreign(path, kind, longest_s=longest_s)
    one = one_channel(frames)
    return Opened(
        clip=Clip(samples=one.samples, rate_hz=rate_hz),
        kind=kind,
        channels=one.channels,
        clipped_share=one.clipped_share,
    )


def _read_bounded(path: Path) -> bytes:
    """Return a regular file's bytes; a pipe or device is neither waited for nor read."""
    with reading(path) as source:
        size = source.size_bytes
        if size > LARGEST_BYTES:
            measured = f"{size} of {LARGEST_BYTES} bytes"
            raise SoundRefused(path="", problem="too_large", measured=measured)
        return source.read(LARGEST_BYTES)


def require_length(seconds: float, longest_s: float) -> None:
    """Raise SoundRefused (``too_long``) beyond ``longest_s``."""
    if seconds > longest_s:
        measured = f"{seconds:.0f} of {longest_s:.0f} s"
        raise SoundRefused(path="", problem="too_long", measured=measured)


def require_unclipped(share: float) -> None:
    """Raise SoundRefused (``clipped``) if too many samples are stuck at full scale."""
    if share > MOST_CLIPPED:
        measured = f"{share:.1%} of the samples at full scale"
        raise SoundRefused(path="", problem="clipped", measured=measured)


def _trimmed(clip: Clip) -> Clip:
    samples = resample(clip.samples, from_hz=clip.rate_hz)
    sounding = trim(samples, PROGRAMME_RATE_HZ, threshold_db=_TRIM_DB)
    if not len(sounding):
        measured = f"peak {peak_dbfs(samples):.0f} dBFS"
        raise SoundRefused(path="", problem="silent", measured=measured)
    return Clip(samples=sounding, rate_hz=PROGRAMME_RATE_HZ)
