"""What each point made audible: ``points/NN.wav`` and ``points/NN.jsonl``.

The WAV file is valid after every append, also after a kill: samples first, then the sizes in its
header, then the line that tells when they were heard.
"""

from __future__ import annotations

import json
import os
import struct
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from loudspeaker.village.append import FILE_MODE, LineFile, line_of
from loudspeaker.village.event_log import Log
from loudspeaker.village.line_in import FRAME_BYTES, RATE_HZ

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_WORTH_DROPPING = 4  # a quarter: the rest of the file is copied
LIMIT_BYTES = 2 << 30  # a WAV file ends at 4 GiB; beyond the limit the older half goes


def wav_header(data_bytes: int) -> bytes:
    """Return the 44 bytes of a 16-bit mono WAV file."""
    return _HEADER.pack(
        b"RIFF",
        _HEADER.size - 8 + data_bytes,
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        RATE_HZ,
        RATE_HZ * FRAME_BYTES,
        FRAME_BYTES,
        8 * FRAME_BYTES,
        b"data",
        data_bytes,
    )


class PointSound:
    """The two files of one point; frames are counted from the beginning of the WAV file."""

    def __init__(self, directory: Path, number: int, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._wav_path = directory / f"{number:02d}.wav"
        self._index_path = directory / f"{number:02d}.jsonl"
        self._limit_bytes = limit_bytes
        self._open()
        self._mend_index()

    def _open(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._wav = os.open(self._wav_path, flags, FILE_MODE)
        self._bytes = self._whole_bytes()
        os.ftruncate(self._wav, _HEADER.size + self._bytes)
        os.pwrite(self._wav, wav_header(self._bytes), 0)
        self._index = LineFile(self._index_path)

    def _whole_bytes(self) -> int:
        """Return how many bytes of samples are whole: no more than the header says."""
        present = os.fstat(self._wav).st_size - _HEADER.size
        if present < 0:
            return 0
        said = _HEADER.unpack(os.pread(self._wav, _HEADER.size, 0))[-1]
        return int(min(present, said)) // FRAME_BYTES * FRAME_BYTES

    @property
    def frames(self) -> int:
        """How many frames the WAV file has."""
        return self._bytes // FRAME_BYTES

    def append(self, mono_ns: int, pcm: bytes, *, wall_s: float) -> None:
        """Add sound that was heard from ``mono_ns`` on; OSError when the disk is full."""
        if self._bytes + len(pcm) > self._limit_bytes:
            self._drop_front(self.frames // 2)
        self._write_all(pcm)
        first_frame, frames = self.frames, len(pcm) // FRAME_BYTES
        self._bytes += len(pcm)
        os.pwrite(self._wav, wav_header(self._bytes), 0)
        stretch = {"mono_ns": mono_ns, "first_frame": first_frame, "frames": frames}
        self._index.add(line_of({**stretch, "wall_s": round(wall_s, 3)}))

    def _write_all(self, pcm: bytes) -> None:
        written = 0
        while written < len(pcm):
            at = _HEADER.size + self._bytes + written
            written += os.pwrite(self._wav, memoryview(pcm)[written:], at)

    def prune(self, *, before_wall_s: float) -> None:
        """Drop sound older than that wall time (seconds since 1970), if it is worth the copying.

        OSError on a full disk.
        """
        kept = (line["first_frame"] for line in self._lines() if line["wall_s"] >= before_wall_s)
        old = min(next(kept, self.frames), self.frames)
        if old * _WORTH_DROPPING >= self.frames:
            self._drop_front(old)

    def close(self) -> None:
        """Close both files."""
        os.close(self._wav)
        self._index.close()

    def _lines(self) -> Iterator[dict[str, Any]]:
        with self._index_path.open("rb") as stream:
            yield from filter(None, map(_stretch, stream))

    def _drop_front(self, frames: int) -> None:
        """Replace both files by their rest: the sound first; ``_mend_index`` knows the rest."""
        if frames == 0:
            return
        kept = self._bytes - frames * FRAME_BYTES
        temporary = self._wav_path.with_suffix(".new")
        with temporary.open("wb") as stream:
            stream.write(wav_header(kept))
            stream.flush()
            _copy(self._wav, stream.fileno(), _HEADER.size + frames * FRAME_BYTES, kept)
        temporary.replace(self._wav_path)
        self.close()
        self._open()
        self._mend_index()

    def _mend_index(self) -> None:
        """Count from the WAV file's beginning again when its front was dropped."""
        ends = (line["first_frame"] + line["frames"] for line in self._lines())
        surplus = max(ends, default=0) - self.frames
        if surplus <= 0:
            return
        temporary = self._index_path.with_suffix(".new")
        with temporary.open("wb") as stream:
            for line in self._lines():
                start = line["first_frame"] - surplus
                if start >= 0:
                    stream.write(line_of({**line, "first_frame": start}))
        temporary.replace(self._index_path)
        self._index.close()
        self._index = LineFile(self._index_path)


def _stretch(line: bytes) -> dict[str, Any] | None:
    """Return a line of the index; None for one that somebody else wrote."""
    try:
        fields = json.loads(line)
        numbers = (fields[name] for name in ("mono_ns", "first_frame", "frames", "wall_s"))
        return fields if all(isinstance(value, int | float) for value in numbers) else None
    except (ValueError, TypeError, KeyError):
        return None


def _copy(source: int, target: int, offset: int, count: int) -> None:
    while count > 0:
        sent = os.sendfile(target, source, offset, count)
        if sent == 0:
            return
        offset, count = offset + sent, count - sent


class SoundArchive:
    """The sound of all points, for as long as it is kept."""

    def __init__(self, directory: Path, numbers: Sequence[int], *, keep_s: float, log: Log) -> None:
        self._sounds = {number: PointSound(directory, number) for number in numbers}
        self._keep_s, self._log = keep_s, log
        self._failing = False

    def record(self, number: int, mono_ns: int, pcm: bytes) -> None:
        """Keep what a point made audible; a full disk loses it and is noted once."""
        age_s = (time.monotonic_ns() - mono_ns) / 1e9
        try:
            self._sounds[number].append(mono_ns, pcm, wall_s=time.time() - age_s)
            self._failing = False
        except OSError as error:
            self._full(number, mono_ns, error)

    def _full(self, number: int, mono_ns: int, error: OSError) -> None:
        if not self._failing:
            self._log.write("fault", mono_ns, fault="disk", point=number, problem=str(error))
        self._failing = True

    def prune(self, number: int) -> None:
        """Drop what a point's files hold longer than it is kept."""
        try:
            self._sounds[number].prune(before_wall_s=time.time() - self._keep_s)
        except OSError as error:
            self._full(number, time.monotonic_ns(), error)

    def close(self) -> None:
        """Close all files."""
        for sound in self._sounds.values():
            sound.close()
