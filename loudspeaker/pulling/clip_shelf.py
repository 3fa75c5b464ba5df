"""The clips of a kiosk: the newest first, as many as there is room for, none that is not named."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loudspeaker.audio.wav_header import FRAME_BYTES, HEADER_BYTES
from loudspeaker.public.entries import Sound
from loudspeaker.public.manifest import NotTaken, Reason
from loudspeaker.system.files import make_directory, storage_errors, sync_directory

FREE_BYTES: Final = 200 * 1024 * 1024
"""So much of the disk is left to the rest of the machine."""
_PART: Final = ".part"
_PIECE: Final = 1 << 20


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip by its hash, and how large its file is."""

    sha256: str
    size: int


def clips_of(sounds: Iterable[Sound]) -> Iterator[Clip]:
    """Yield the clips of sounds."""
    for sound in sounds:
        yield Clip(sound.sha256, HEADER_BYTES + sound.frames * FRAME_BYTES)


class ClipShelf:
    """A folder of clips, or of files without an ``ending``; for one thread.  StorageFailure."""

    def __init__(
        self,
        folder: Path,
        *,
        room_bytes: int,
        free_bytes: Callable[[Path], int] = _free_bytes,
        ending: str = ".wav",
    ) -> None:
        self._ending = ending
        self._folder = folder
        self._room_bytes = room_bytes
        self._free_bytes = free_bytes
        make_directory(folder)

    def wanted(self, clips: Iterable[Clip]) -> list[Clip]:
        """Return what is to be here, in the order in which it is fetched."""
        left, found = self._room(), dict[str, Clip]()
        for clip in clips:
            if clip.sha256 in found:
                continue
            if clip.size > left:
                break
            left -= clip.size
            found[clip.sha256] = clip
        return list(found.values())

    def _room(self) -> int:
        """Return how much the clips may come to, with those that are here."""
        with storage_errors(self._folder):
            free = self._free_bytes(self._folder) - FREE_BYTES
        return min(self._room_bytes, max(0, free + sum(size for _, size in self._there())))

    def missing(self, wanted: Iterable[Clip]) -> list[Clip]:
        """Return what is not here yet, or not whole."""
        there = {path.name: size for path, size in self._there()}
        return [clip for clip in wanted if there.get(clip.sha256 + self._ending) != clip.size]

    def part_of(self, clip: Clip) -> Path:
        """Return where a clip lies while it is fetched."""
        return self._folder / f"{clip.sha256}{_PART}"

    def finish(self, clip: Clip) -> None:
        """Put a fetched clip where it belongs, durably; NotTaken, and it is fetched anew."""
        part = self.part_of(clip)
        with storage_errors(part):
            if _hash_of(part) != clip.sha256:
                part.unlink()
                raise NotTaken(Reason.HASH)
            part.replace(self._folder / f"{clip.sha256}{self._ending}")
            sync_directory(self._folder)

    def prune(self, wanted: Iterable[Clip]) -> None:
        """Take away whatever else is here."""
        names = {clip.sha256 + ending for clip in wanted for ending in (self._ending, _PART)}
        for path, _size in self._there():
            if path.name not in names:
                with storage_errors(path):
                    path.unlink(missing_ok=True)

    def held_bytes(self) -> int:
        """Return how much the clips come to."""
        return sum(size for _, size in self._there())

    def _there(self) -> Iterator[tuple[Path, int]]:
        with storage_errors(self._folder), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), entry.stat(follow_symlinks=False).st_size


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
        os.fsync(stream.fileno())
    return digest.hexdigest()
