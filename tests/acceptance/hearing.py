"""What was approved and what points heard, as samples."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np

from bench.acceptance.compare import RATE_HZ, Sound
from bench.station import Bench


def samples(path: Path) -> Sound:
    """Return a WAV file's samples; it may still be growing."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, dtype="<i2").astype(np.float64) / 32768


def approved_sound(bench: Bench, item: str) -> Sound:
    """Return the whole sound of an approved item."""
    parts: list[Any] = []
    for cue in bench.client.call("show", id=item)["cues"]:
        if cue["sha256"] is None:
            parts.append(np.zeros(cue["frames"]))
        else:
            parts.append(samples(bench.home / "clips" / f"{cue['sha256']}.wav"))
    return np.concatenate(parts)


def point_sound(bench: Bench, number: int) -> Sound:
    """Return what a point made audible."""
    return samples(bench.home / "village" / "points" / f"{number:02}.wav")
