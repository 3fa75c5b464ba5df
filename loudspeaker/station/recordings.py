"""Recordings that people bring: read once under limits, then kept under their hash.

Whoever brings one leaves a file in the folder ``incoming`` and names it in the request by a plain
name: no request can make the station read a file anywhere else.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from loudspeaker.errors import FileRefused, SoundRefused
from loudspeaker.model.languages import is_spoken
from loudspeaker.model.parts import Recorded
from loudspeaker.rundown import Cue, CueKind
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.system.files import refusing, storage_errors

log = logging.getLogger(__name__)
KEPT_UNUSED_S: Final = 24 * 3600.0
"""How long a recording stays that no announcement names: its request may still come."""
_NAME = re.compile(r"[a-z0-9]{4,32}-[0-9]{1,3}")


class RecordingReader(Protocol):
    """Reads what people bring, under limits, in a process of its own."""

    def read_recording(self, path: Path, folder: Path) -> SoundFile:
        """Return the recording's clip, kept in ``folder``; SoundRefused, FileRefused or so."""
        ...


def incoming_name(request_id: str, number: int) -> str:
    """Return under which name a request's recording of that number is left."""
    return f"{request_id}-{number}"


class Recordings:
    """The folders of recordings that have come, and of those that were read."""

    def __init__(self, reader: RecordingReader, *, incoming: Path, kept: Path, clips: Path) -> None:
        self._reader = reader
        self._incoming = incoming
        self._kept = kept
        self._clips = clips

    def take(self, name: str) -> SoundFile:
        """Read what was left under a name.

        Raises FileRefused for what is no such name or no plain file, SoundRefused with the
        measured figure, and whatever keeps the reader from its work.
        """
        path = self._path(name)
        with refusing(path):
            state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
            raise FileRefused(path=name, problem="outside_home")
        found = self._reader.read_recording(path, self._kept)
        with suppress(OSError):
            os.utime(self._kept / f"{found.sha256}.wav")  # it may have been there for long
        return found

    def forget(self, name: str) -> None:
        """Take away what was left under a name."""
        with suppress(OSError, FileRefused):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileRefused(path=name[:100], problem="outside_home")
        return self._incoming / name

    def cue(self, part: Recorded) -> Cue:
        """Put a recording where ``air`` finds it, and return its cue.

        Raises SoundRefused if it is gone, StorageFailure.
        """
        target, source = self._clips / f"{part.sha256}.wav", self._kept / f"{part.sha256}.wav"
        if not target.exists():
            if not source.exists():
                raise SoundRefused(path=source.name, problem="missing")
            with storage_errors(target):
                _link_or_copy(source, target)
        language = None if is_spoken(part.language) else part.language
        return Cue(
            kind=CueKind.RECORDING, frames=part.frames, sha256=part.sha256, language=language
        )

    def clear_out(self, in_use: Collection[str], *, now_s: float) -> list[str]:
        """Remove what no announcement names and nobody has touched for a day; return the names."""
        removed = []
        kept = [path for path in self._kept.glob("*.wav") if path.stem not in in_use]
        for path in (*kept, *self._incoming.glob("*-*")):
            with suppress(OSError):
                if path.lstat().st_mtime < now_s - KEPT_UNUSED_S:
                    path.unlink()
                    removed.append(path.name)
        return removed


def _link_or_copy(source: Path, target: Path) -> None:
    """One file under two names where the file system can, else a copy that appears whole."""
    with suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:
            draft = target.with_name(f".{target.name}")
            shutil.copyfile(source, draft)
            draft.replace(target)
