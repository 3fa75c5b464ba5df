"""What goes out, as playout tells: asked a few times a second, its sound read from the clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples
from loudspeaker.audio.wav_header import HEADER_BYTES

_NS = 1_000_000_000
_FRAME_BYTES = 2
_SLIP_S = 0.25
_REST_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """What is on air: which attempt at which occurrence, and the parts of its sound.

    ``heard_frames`` have left the output by ``mono_ns``; negative while silence goes before.
    """

    occurrence: str
    attempt: int
    cues: tuple[tuple[str | None, int], ...]
    heard_frames: int
    mono_ns: int

    @property
    def start_s(self) -> float:
        """When its first frame left the output."""
        return self.mono_ns / _NS - self.heard_frames / PROGRAMME_RATE_HZ


def airing_from(answer: Mapping[str, Any]) -> Airing | None:
    """Read the answer of playout; ValueError, KeyError or TypeError for anything else."""
    airing = answer["airing"]
    if airing is None:
        return None
    return Airing(
        occurrence=str(airing["occurrence"]),
        attempt=int(airing["attempt"]),
        cues=tuple((cue["sha256"], int(cue["frames"])) for cue in airing["cues"]),
        heard_frames=int(airing["position"]) - int(airing["queued_frames"]),
        mono_ns=int(answer["mono_ns"]),
    )


class ClipShelf:
    """The sound of cues, read piece by piece from the immutable files named by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, cues: Sequence[tuple[str | None, int]], start: int, stop: int) -> Samples:
        """Return frames from ``start`` to ``stop`` of the whole; OSError when a file is gone."""
        return np.concatenate([np.zeros(0, np.float32), *self._parts(cues, start, stop)])

    def _parts(
        self, cues: Sequence[tuple[str | None, int]], start: int, stop: int
    ) -> Iterator[Samples]:
        at = 0
        for sha256, frames in cues:
            first, last = max(start - at, 0), min(stop - at, frames)
            at += frames
            if first >= last:
                continue
            yield self._part(sha256, first, last - first)

    def _part(self, sha256: str | None, first: int, count: int) -> Samples:
        if sha256 is None:
            return np.zeros(count, dtype=np.float32)
        raw = np.fromfile(
            self._folder / f"{sha256}.wav",
            dtype="<i2",
            count=count,
            offset=HEADER_BYTES + first * _FRAME_BYTES,
        )
        return raw.astype(np.float32) / np.float32(32_768)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """Sound that began to go out at ``start_s``, of one airing."""

    start_s: float
    samples: Samples


class Programme:
    """Makes pieces of sound out of one look at playout after the other."""

    def __init__(self, shelf: ClipShelf) -> None:
        self._shelf = shelf
        self._airing: Airing | None = None
        self._start_s = 0.0
        self._told = 0

    def follow(self, airing: Airing | None) -> list[Piece]:
        """Return what has gone out since the last look."""
        pieces = []
        if self._airing is not None and not _goes_on(self._airing, airing):
            pieces += self._end(self._airing)
        if airing is not None and airing.heard_frames > 0:
            if not self._told or abs(airing.start_s - self._start_s) > _SLIP_S:
                self._start_s = airing.start_s
            pieces += self._until(airing, airing.heard_frames)
        self._airing = airing
        return pieces

    def _end(self, airing: Airing) -> list[Piece]:
        """Let the rest go out where it was nearly over; what was cut ends where it was seen."""
        length = sum(frames for _, frames in airing.cues)
        rest = length - self._told
        pieces = self._until(airing, length) if rest <= _REST_S * PROGRAMME_RATE_HZ else []
        self._airing, self._told = None, 0
        return pieces

    def _until(self, airing: Airing, stop: int) -> list[Piece]:
        start, stop = self._told, min(stop, sum(frames for _, frames in airing.cues))
        if stop <= start:
            return []
        self._told = stop
        samples = self._shelf.read(airing.cues, start, stop)
        return [Piece(start_s=self._start_s + start / PROGRAMME_RATE_HZ, samples=samples)]


def _goes_on(before: Airing, now: Airing | None) -> bool:
    return now is not None and (before.occurrence, before.attempt) == (now.occurrence, now.attempt)
