"""What a live airing says, kept as a WAV file while it airs and named by its hash afterwards.

A thread of its own writes: a disk that is slow must not keep sound waiting.
"""

from __future__ import annotations

import hashlib
import logging
import os
import queue
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.audio.wav_header import FRAME_BYTES, HEADER_BYTES, build_header
from loudspeaker.errors import StorageFailure
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind
from loudspeaker.system.files import FILE_MODE, storage_errors, sync_directory

log = logging.getLogger(__name__)
UNFINISHED: Final = "on-air-"
"""How the name of a tape begins that is still being written, or was when the machine failed."""
_PATIENCE_S: Final = 2.0
_RECENT: Final = 16
_READ_BYTES: Final = 1 << 20


class LiveTape:
    """One tape; ``write`` never waits, ``problem`` tells once it is not kept any more."""

    def __init__(self, folder: Path, occurrence: str) -> None:
        self.path = folder / f"{UNFINISHED}{occurrence}.wav"
        self.frames = 0
        self.problem: str | None = None
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_RECENT)
        self._blocks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        with storage_errors(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._stream: BinaryIO = self.path.open("wb", buffering=0)
            os.fchmod(self._stream.fileno(), FILE_MODE)
            self._stream.write(bytes(HEADER_BYTES))
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)
        self._thread.start()

    def write(self, pcm: bytes) -> None:
        """Keep a block that goes out now."""
        self._recent.append((self.frames, pcm))
        self.frames += len(pcm) // FRAME_BYTES
        self._blocks.put(pcm)

    def read(self, frame: int, frames: int) -> bytes:
        """Return what was written a moment ago, at most to the end of its block."""
        for start, pcm in self._recent:
            offset = (frame - start) * FRAME_BYTES
            if 0 <= offset < len(pcm):
                return pcm[offset : offset + frames * FRAME_BYTES]
        return b""

    def _run(self) -> None:
        while (pcm := self._blocks.get()) is not None:
            if self.problem is not None:
                continue
            try:
                self._stream.write(pcm)
            except OSError as error:
                log.warning("the live tape is not kept: %s", error)
                self.problem = error.strerror or str(error)

    def finish(self, frames: int) -> Cue:
        """Close it with so many frames, and return it as a cue; without a hash if it was lost."""
        self._blocks.put(None)
        self._thread.join(_PATIENCE_S)
        if self._thread.is_alive():
            self.problem = self.problem or "the disk is slow"
        sha256 = None
        if self.problem is None and frames:
            try:
                with storage_errors(self.path):
                    sha256 = _finished(self.path, self._stream, frames)
            except StorageFailure as failure:
                self.problem = failure.problem
        self._stream.close()
        if not frames:
            self.path.unlink(missing_ok=True)
        return Cue(kind=CueKind.LIVE, frames=frames, sha256=sha256)


def _finished(path: Path, stream: BinaryIO, frames: int) -> str:
    """Cut, head and name a tape; return its hash."""
    stream.truncate(HEADER_BYTES + frames * FRAME_BYTES)
    stream.seek(0)
    stream.write(build_header(frames=frames, rate_hz=PROGRAMME_RATE_HZ))
    os.fsync(stream.fileno())
    digest = hashlib.sha256()
    with path.open("rb") as whole:
        while data := whole.read(_READ_BYTES):
            digest.update(data)
    sha256 = digest.hexdigest()
    path.rename(path.with_name(f"{sha256}.wav"))
    sync_directory(path.parent)
    return sha256


def may_record(folder: Path) -> bool:
    """Tell whether there is a place for tapes, as far as can be told beforehand."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def salvage(folder: Path, occurrence: str) -> Cue | None:
    """Finish the tape of an airing that was broken off by a crash; None if there is none."""
    path = folder / f"{UNFINISHED}{occurrence}.wav"
    try:
        frames = (path.stat().st_size - HEADER_BYTES) // FRAME_BYTES
        if frames <= 0:
            path.unlink()
            return None
        with path.open("r+b", buffering=0) as stream:
            sha256 = _finished(path, stream, frames)
    except OSError as error:
        if path.exists():
            log.warning("the tape of %s cannot be kept: %s", occurrence, error)
        return None
    return Cue(kind=CueKind.LIVE, frames=frames, sha256=sha256)
