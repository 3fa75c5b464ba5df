"""WAV files for the radio commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Clip, to_int16_bytes
from loudspeaker.audio.resample import resample
from loudspeaker.audio.wav import read_wav
from loudspeaker.audio.wav_header import build_header
from tests.audio.test_wav import make_wav
from tests.cli.conftest import Terminal, Told

Events = list[dict[str, Any]]


def sound(path: Path, *, seconds: float = 1.5, rate_hz: int = 44_100, channels: int = 1) -> Path:
    """Write a sound file: 700 Hz on the left, 1900 Hz on the right."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    sides = [0.5 * np.sin(2 * np.pi * hz * times) for hz in (700, 1900)[:channels]]
    body = to_int16_bytes(np.stack(sides, axis=1).reshape(-1).astype(np.float32))
    path.write_bytes(make_wav(body, channels=channels, rate_hz=rate_hz))
    return path


def signal(path: Path, samples: npt.NDArray[np.floating], *, rate_hz: int = 192_000) -> Path:
    """Write a composite file."""
    data = to_int16_bytes(samples.astype(np.float32))
    path.write_bytes(build_header(frames=len(samples), rate_hz=rate_hz) + data)
    return path


def rendered(terminal: Terminal, path: Path, *options: str) -> Path:
    """Have a composite file rendered."""
    told = terminal("radio", "render", "--out", str(path), *options)
    assert told.status == 0, told.err
    return path


def at_rate(path: Path, rate_hz: int) -> Path:
    """Write a composite file again, at another rate."""
    clip = composite(path)
    other = path.with_name(f"{rate_hz}.wav")
    return signal(
        other, resample(clip.samples, from_hz=clip.rate_hz, to_hz=rate_hz), rate_hz=rate_hz
    )


def composite(path: Path) -> Clip:
    """Read a composite file."""
    return read_wav(path.read_bytes())


def lines(told: Told) -> Events:
    """Return the JSON Lines of a call."""
    return [json.loads(line) for line in told.out.splitlines()]


def of_kind(events: Events, kind: str) -> Events:
    """Return the events of one kind."""
    return [event for event in events if event["event"] == kind]
