"""The sound of a rundown, cue after cue, out of immutable files named by hash."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from loudspeaker.audio.wav_header import HEADER_BYTES, parse_header
from loudspeaker.errors import SoundRefused
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue

_BYTES_PER_FRAME = 2
_READ_BYTES = 1 << 20


class ClipFile:
    """One verified sound file, kept open so that nothing can be put in its place."""

    def __init__(self, path: Path, cue: Cue) -> None:
        self._name = path.name
        try:
            self._stream = path.open("rb")
        except OSError as error:
            raise SoundRefused(path=path.name, problem=str(error.strerror)) from error
        try:
            self._verify(path, cue)
        except BaseException:
            self._stream.close()
            raise

    def _verify(self, path: Path, cue: Cue) -> None:
        digest = hashlib.sha256()
        while data := self._stream.read(_READ_BYTES):
            digest.update(data)
        size = self._stream.tell()
        self._stream.seek(0)
        header = parse_header(self._stream.read(HEADER_BYTES), file_bytes=size, name=path.name)
        if digest.hexdigest() != cue.sha256:
            raise SoundRefused(path=path.name, problem="changed", measured=digest.hexdigest())
        if header.rate_hz != PROGRAMME_RATE_HZ or header.frames != cue.frames:
            measured = f"{header.frames} frames at {header.rate_hz} Hz"
            raise SoundRefused(path=path.name, problem="other_length", measured=measured)

    def read(self, frame: int, frames: int) -> bytes:
        """Return up to ``frames`` frames from ``frame`` on; SoundRefused if the disk fails."""
        try:
            self._stream.seek(HEADER_BYTES + frame * _BYTES_PER_FRAME)
            return self._stream.read(frames * _BYTES_PER_FRAME)
        except OSError as error:
            raise SoundRefused(path=self._name, problem=str(error.strerror)) from error

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class Feeder:
    """The samples of a growing list of cues, readable at any position."""

    def __init__(self, clips: Path) -> None:
        self._clips = clips
        self._cues: list[Cue] = []
        self._starts: list[int] = []
        self._files: dict[str, ClipFile] = {}
        self.total_frames = 0

    def load(self, cues: Sequence[Cue]) -> None:
        """Add all cues there are at the start; SoundRefused also when there are none."""
        if not cues:
            raise SoundRefused(path="", problem="empty")
        for cue in cues:
            self.append(cue)

    def append(self, cue: Cue) -> None:
        """Add a cue at the end; SoundRefused if its file is not exactly what it names."""
        if cue.sha256 is not None and cue.sha256 not in self._files:
            self._files[cue.sha256] = ClipFile(self._clips / f"{cue.sha256}.wav", cue)
        self._cues.append(cue)
        self._starts.append(self.total_frames)
        self.total_frames += cue.frames

    @property
    def cue_count(self) -> int:
        """Return how many cues there are."""
        return len(self._cues)

    def cue_at(self, position: int) -> Cue | None:
        """Return the cue that sounds at a position; None behind the last there is."""
        if position >= self.total_frames:
            return None
        return self._cues[bisect_right(self._starts, position) - 1]

    def end_at(self, position: int) -> int:
        """Return where the cue at a position ends, or behind them all the last there is."""
        cue = bisect_right(self._starts, position) - 1
        return self._starts[cue] + self._cues[cue].frames

    def read(self, position: int, frames: int) -> bytes:
        """Return sound from ``position``, at most to the end of its cue; nothing at the end."""
        if position >= self.total_frames:
            return b""
        index = bisect_right(self._starts, position) - 1
        cue, offset = self._cues[index], position - self._starts[index]
        wanted = min(frames, cue.frames - offset)
        if cue.sha256 is None:
            return bytes(wanted * _BYTES_PER_FRAME)
        return self._files[cue.sha256].read(offset, wanted)

    def close(self) -> None:
        """Close every file."""
        for file in self._files.values():
            file.close()


def faded_out(pcm: bytes) -> bytes:
    """Return the block with a linear ramp to zero over its length."""
    samples = array("h", pcm)
    length = len(samples)
    return array("h", [s * (length - i) // length for i, s in enumerate(samples)]).tobytes()


def is_quiet(pcm: bytes, *, peak: int = 160) -> bool:
    """Tell whether no sample goes beyond ``peak`` (160 is −46 dBFS): a pause between words."""
    samples = array("h", pcm)
    return not samples or (max(samples) <= peak and min(samples) >= -peak)
