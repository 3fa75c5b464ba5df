"""What points heard: how long, how loud, and which of the tones that can be told apart."""

from __future__ import annotations

import hashlib
import json
import math
import wave
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.faults.week.plan import POINTS, RATE_HZ

BLOCK_S = 0.25
_BLOCK = round(BLOCK_S * RATE_HZ)
_BESIDE = 3
_SHARE = 0.7
_QUIET = 10 ** (-50 / 20)
AUDIBLE_DBFS = -50.0
_MS_NS = 1_000_000

Sound = npt.NDArray[np.float32]


@dataclass(slots=True)
class Part:
    """What one point heard of one occurrence, by the village's event log."""

    ms: float = 0.0
    loud_ms: float = 0.0
    energy: float = 0.0
    first_ns: int = 0
    last_ns: int = 0

    def add(self, event: Mapping[str, Any]) -> None:
        """Add a stretch."""
        self.first_ns = self.first_ns or event["mono_ns"]
        self.last_ns = event["mono_ns"]
        self.ms += event["len_ms"]
        if event["rms_dbfs"] > AUDIBLE_DBFS:
            self.loud_ms += event["len_ms"]
            self.energy += event["len_ms"] * 10 ** (event["rms_dbfs"] / 10)

    @property
    def level_dbfs(self) -> float:
        """Return the level of all that was to be heard."""
        return 10 * math.log10(self.energy / self.loud_ms) if self.loud_ms else -120.0


@dataclass(slots=True, kw_only=True)
class Heard:
    """What all points heard in a while; ``unlabelled_ms`` is sound that belongs to nothing."""

    parts: dict[str, dict[int, Part]] = field(default_factory=dict)
    unlabelled_ms: dict[int, float] = field(default_factory=dict)
    all_ms: dict[int, float] = field(default_factory=dict)

    def longest_ms(self, occurrence: str) -> float:
        """Return what was heard of an occurrence where it was heard longest."""
        return max((part.ms for part in self.parts.get(occurrence, {}).values()), default=0.0)


def heard_in(events: Iterable[Mapping[str, Any]]) -> Heard:
    """Sort what the village tells of points by occurrence and point."""
    parts: defaultdict[str, defaultdict[int, Part]] = defaultdict(lambda: defaultdict(Part))
    unlabelled: defaultdict[int, float] = defaultdict(float)
    everything: defaultdict[int, float] = defaultdict(float)
    for event in events:
        if event["ev"] != "audio" or not event["n"]:
            continue
        everything[event["n"]] += event["len_ms"]
        if event["occurrence"] is not None:
            parts[event["occurrence"]][event["n"]].add(event)
        elif event["rms_dbfs"] > AUDIBLE_DBFS:
            unlabelled[event["n"]] += event["len_ms"]
    return Heard(
        parts={name: dict(points) for name, points in parts.items()},
        unlabelled_ms=dict(unlabelled),
        all_ms=dict(everything),
    )


# --- the sound files ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A point's sound file for a while: how long, and for how long each of the tones is heard."""

    ms: float
    tones: Mapping[int, float]


def tapes_since(home: Path, mono_ns: int, tones: Iterable[int]) -> dict[int, Tape]:
    """Return what each point has made audible since a moment; most have heard the very same."""
    wanted, known, found = tuple(tones), dict[bytes, Tape](), dict[int, Tape]()
    for point in sorted(POINTS):
        pcm = pcm_since(home, point, mono_ns)
        digest = hashlib.blake2b(pcm).digest()
        if digest not in known:
            sound = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
            ms = len(sound) * 1000 / RATE_HZ
            known[digest] = Tape(ms=ms, tones=seconds_of(sound, wanted))
        found[point] = known[digest]
    return found


def pcm_since(home: Path, point: int, mono_ns: int) -> bytes:
    """Return a point's samples from its sound file."""
    base = home / "village" / "points" / f"{point:02}"
    if not base.with_suffix(".wav").exists():
        return b""
    lines = base.with_suffix(".jsonl").read_bytes().split(b"\n")[:-1]
    stretches = [line for line in map(json.loads, lines) if line["mono_ns"] >= mono_ns]
    with wave.open(str(base.with_suffix(".wav")), "rb") as file:
        return b"".join(_frames(file, line["first_frame"], line["frames"]) for line in stretches)


def _frames(file: wave.Wave_read, first: int, count: int) -> bytes:
    file.setpos(first)
    return file.readframes(count)


def seconds_of(sound: Sound, tones: Iterable[int]) -> dict[int, float]:
    """Return for how long each tone, and next to nothing else, is heard."""
    whole = sound[: len(sound) // _BLOCK * _BLOCK].reshape(-1, _BLOCK)
    loud = whole[np.sqrt(np.mean(whole**2, axis=1)) > _QUIET]
    power = np.abs(np.fft.rfft(loud * np.hanning(_BLOCK), axis=1)) ** 2
    everything = power.sum(axis=1)

    def blocks(hz: int) -> int:
        middle = round(hz * BLOCK_S)
        near = power[:, middle - _BESIDE : middle + _BESIDE + 1].sum(axis=1)
        return int(np.count_nonzero(near > _SHARE * everything))

    return {hz: blocks(hz) * BLOCK_S for hz in tones}
