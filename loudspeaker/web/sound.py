"""The sound of an announcement: its clips, one behind the other, as one WAV file.

Nothing is written for it: the head is counted, and any stretch of the whole is read from the clips.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loudspeaker.audio.wav_header import FRAME_BYTES, HEADER_BYTES, build_header
from loudspeaker.public.entries import Said, Sound

RATE_HZ: Final = 48_000
_PIECE: Final = 64 * 1024
_LARGEST: Final = 0xFFFF_FFFF - HEADER_BYTES
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Joined:
    """A whole sound; ``parts`` are files and how many bytes of samples each gives."""

    parts: tuple[tuple[Path, int], ...]

    @property
    def data_bytes(self) -> int:
        """How many bytes of samples there are."""
        return sum(count for _path, count in self.parts)

    @property
    def size_bytes(self) -> int:
        """How large the file is."""
        return HEADER_BYTES + self.data_bytes

    @property
    def length_s(self) -> float:
        """How long it is heard."""
        return self.data_bytes / FRAME_BYTES / RATE_HZ

    @property
    def tag(self) -> str:
        """Return what tells this sound from every other: its clips are named by their hashes."""
        names = ",".join(f"{path.stem}:{count}" for path, count in self.parts)
        return hashlib.sha256(names.encode()).hexdigest()[:24]

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from ``start`` to before ``stop``; OSError when a clip is gone."""
        head = build_header(frames=self.data_bytes // FRAME_BYTES, rate_hz=RATE_HZ)
        if start < HEADER_BYTES:
            yield head[start : min(stop, HEADER_BYTES)]
        at = HEADER_BYTES
        for path, count in self.parts:
            first, last = max(start - at, 0), min(stop - at, count)
            at += count
            if first < last:
                yield from _stretch(path, HEADER_BYTES + first, last - first)


def _stretch(path: Path, offset: int, count: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(offset)
        while count > 0:
            piece = stream.read(min(_PIECE, count))
            if not piece:
                raise OSError(f"{path.name} is shorter than it was")
            count -= len(piece)
            yield piece


def joined(said: Said, clips: Path) -> Joined | None:
    """Return the sound of an announcement, None where the station has not kept all of it."""
    parts = tuple(_part(sound, clips) for sound in said.sounds)
    there = parts and all(_is_there(path, count) for path, count in parts)
    if not there or sum(count for _path, count in parts) > _LARGEST:
        return None
    return Joined(parts)


def _part(sound: Sound, clips: Path) -> tuple[Path, int]:
    return clips / f"{sound.sha256}.wav", sound.frames * FRAME_BYTES


def _is_there(path: Path, count: int) -> bool:
    if not _SHA256.fullmatch(path.stem) or count <= 0:
        return False
    try:
        return path.stat().st_size == HEADER_BYTES + count
    except OSError:
        return False


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return first byte and the one behind the last of a ``Range``; None for the whole file.

    Raises ValueError where nothing of the file is asked for.  Several ranges are the whole file.
    """
    match = re.fullmatch(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", header or "", re.ASCII)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = size - min(int(match[2]), size), size
    else:
        start = int(match[1])
        stop = min(int(match[2]) + 1, size) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= stop:
        raise ValueError(header)
    return start, stop


def total_seconds(sounds: Sequence[Sound]) -> float:
    """Return how long sounds are, one behind the other."""
    return sum(sound.frames for sound in sounds) / RATE_HZ
