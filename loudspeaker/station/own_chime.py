"""A chime that the station brought: a sound file, read once and kept as an immutable clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from loudspeaker.errors import FileRefused, SoundRefused
from loudspeaker.rundown import PROGRAMME_RATE_HZ
from loudspeaker.speech.rendered import SoundFile

LONGEST_S: Final = 60.0
_Mark = tuple[str, int, int, int]


class SoundReader(Protocol):
    """Reads what people bring, under limits, in a process of its own."""

    def read_sound(self, path: Path) -> SoundFile:
        """Return the file's sound, kept under its hash; SoundRefused, FileRefused, or the like."""
        ...


class OwnChime:
    """The station's own file, read again only when it is another one."""

    def __init__(
        self, find: Callable[[str], Path | None], reader: SoundReader, *, clips: Path
    ) -> None:
        self._find = find
        self._reader = reader
        self._clips = clips
        self._read: tuple[_Mark, SoundFile] | None = None
        self._refused: tuple[_Mark, SoundRefused] | None = None

    def file(self, name: str) -> SoundFile:
        """Return the chime of this name.

        Raises SoundRefused with the measured figure, FileRefused for a file that is gone, and
        whatever keeps the reader from its work; only the first is not tried again.
        """
        path = self._find(name)
        if path is None:
            raise FileRefused(path=name, problem="missing")
        mark = _mark_of(path)
        if self._refused is not None and self._refused[0] == mark:
            raise self._refused[1]
        if self._read is not None and self._read[0] == mark and self._is_kept(self._read[1]):
            return self._read[1]
        return self._read_anew(path, mark)

    def _is_kept(self, file: SoundFile) -> bool:
        return (self._clips / f"{file.sha256}.wav").exists()

    def _read_anew(self, path: Path, mark: _Mark) -> SoundFile:
        try:
            file = self._reader.read_sound(path)
            _check_length(path, file)
        except SoundRefused as refused:
            self._refused = mark, refused
            raise
        self._read = mark, file
        return file


def _mark_of(path: Path) -> _Mark:
    """Return what tells one state of a file from another."""
    try:
        state = path.stat()
    except OSError as error:
        problem = error.strerror or "unreadable"
        raise FileRefused(path=str(path), problem=problem) from error
    return str(path), state.st_ino, state.st_size, state.st_mtime_ns


def _check_length(path: Path, file: SoundFile) -> None:
    seconds = file.frames / PROGRAMME_RATE_HZ
    if seconds > LONGEST_S:
        measured = f"{seconds:.0f} of {LONGEST_S:.0f} s"
        raise SoundRefused(path=str(path), problem="too_long", measured=measured)
