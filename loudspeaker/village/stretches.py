"""Sound as it was heard, gathered into stretches of at most 250 ms for the log and the files."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from loudspeaker.village.event_log import Log
from loudspeaker.village.line_in import FRAME_BYTES, RATE_HZ
from loudspeaker.village.sidecar import Label, Sidecar

STRETCH_FRAMES = RATE_HZ // 4
LINE_INPUT = 0  # the listener number of the transmitter's own input
SILENCE_DBFS = -120.0
_FRAMES_PER_MS = RATE_HZ // 1000
_JOINT_NS = 20_000_000  # what the clock of the card may be off between two blocks
_FULL_SCALE = 32_768.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where sound came from; stretches never mix two origins."""

    session: str
    source: str
    carrier: bool
    frame_ns: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Sound heard by one listener, in one piece."""

    listener: int
    origin: Origin
    first_frame: int
    mono_ns: int
    pcm: bytes


class _Stretch:
    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.parts = [piece.pcm]
        self.frames = len(piece.pcm) // FRAME_BYTES

    @property
    def end_ns(self) -> float:
        return self.piece.mono_ns + self.frames * self.piece.origin.frame_ns

    def joins(self, piece: Piece) -> bool:
        """Tell whether the piece goes on right here."""
        same = piece.origin == self.piece.origin
        follows = piece.first_frame == self.piece.first_frame + self.frames
        return same and follows and abs(piece.mono_ns - self.end_ns) <= _JOINT_NS

    def add(self, pcm: bytes) -> None:
        self.parts.append(pcm)
        self.frames += len(pcm) // FRAME_BYTES


Recorder = Callable[[int, int, bytes], None]
"""Keeps what a point made audible: number, time of the first sample, samples."""


class Stretches:
    """Gathers pieces per listener; each finished stretch becomes ``audio`` events and sound."""

    def __init__(self, log: Log, sidecar: Sidecar, record: Recorder) -> None:
        self._log, self._sidecar, self._record = log, sidecar, record
        self._open: dict[int, _Stretch] = {}

    @property
    def pending(self) -> bool:
        """Whether anything is still being gathered."""
        return bool(self._open)

    def add(self, piece: Piece) -> None:
        """Take a piece that follows in time what the same listener heard before."""
        stretch = self._open.get(piece.listener)
        if stretch is not None and not stretch.joins(piece):
            self._finish(piece.listener)
            stretch = None
        room = STRETCH_FRAMES - (stretch.frames if stretch is not None else 0)
        head, tail = _split(piece, room)
        if stretch is None:
            self._open[piece.listener] = stretch = _Stretch(head)
        else:
            stretch.add(head.pcm)
        if stretch.frames >= STRETCH_FRAMES:
            self._finish(piece.listener)
        if tail is not None:
            self.add(tail)

    def finish_older(self, before_ns: int) -> None:
        """Finish what ended before that time and got no continuation."""
        for listener, stretch in list(self._open.items()):
            if stretch.end_ns < before_ns:
                self._finish(listener)

    def finish_all(self) -> None:
        """Finish everything."""
        for listener in list(self._open):
            self._finish(listener)

    def _finish(self, listener: int) -> None:
        stretch = self._open.pop(listener)
        piece, pcm = stretch.piece, b"".join(stretch.parts)
        for label in self._sidecar.spans(piece.origin.session, piece.first_frame, stretch.frames):
            start = (label.first_frame - piece.first_frame) * FRAME_BYTES
            self._note(piece, label, pcm[start : start + label.frames * FRAME_BYTES])
        if listener != LINE_INPUT:
            self._record(listener, piece.mono_ns, pcm)

    def _note(self, piece: Piece, label: Label, pcm: bytes) -> None:
        offset_ns = (label.first_frame - piece.first_frame) * piece.origin.frame_ns
        rms_dbfs, crc32 = measure(pcm)
        self._log.write(
            "audio",
            piece.mono_ns + round(offset_ns),
            n=piece.listener,
            occurrence=label.occurrence,
            pos_ms=None if label.position is None else _ms(label.position),
            len_ms=_ms(label.frames),
            rms_dbfs=rms_dbfs,
            crc32=crc32,
            source=piece.origin.source,
            carrier=piece.origin.carrier,
        )


def _ms(frames: int) -> float:
    return round(frames / _FRAMES_PER_MS, 3)


def _split(piece: Piece, frames: int) -> tuple[Piece, Piece | None]:
    cut = frames * FRAME_BYTES
    if len(piece.pcm) <= cut:
        return piece, None
    return part_of(piece, 0, frames), part_of(piece, frames, len(piece.pcm) // FRAME_BYTES)


def part_of(piece: Piece, start: int, stop: int) -> Piece:
    """Return frames ``start`` to ``stop`` of a piece."""
    if (start, stop * FRAME_BYTES) == (0, len(piece.pcm)):
        return piece
    return Piece(
        listener=piece.listener,
        origin=piece.origin,
        first_frame=piece.first_frame + start,
        mono_ns=piece.mono_ns + round(start * piece.origin.frame_ns),
        pcm=piece.pcm[start * FRAME_BYTES : stop * FRAME_BYTES],
    )


@lru_cache(maxsize=8)  # eleven points hear the same samples
def measure(pcm: bytes) -> tuple[float, int]:
    """Return RMS in dB below full scale (one decimal, -120 for silence) and CRC-32."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    mean_square = float(np.mean(np.square(samples))) if samples.size else 0.0
    level = 10 * np.log10(mean_square / _FULL_SCALE**2) if mean_square > 0 else SILENCE_DBFS
    return round(max(float(level), SILENCE_DBFS), 1), zlib.crc32(pcm)
