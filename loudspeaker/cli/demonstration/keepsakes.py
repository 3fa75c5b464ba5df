"""What is left to listen to and look at: one sound file a point, and a picture of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples, from_int16_bytes
from loudspeaker.audio.wav import to_wav
from loudspeaker.audio.waveform import Track, draw_waveform
from loudspeaker.sentences.language import _
from loudspeaker.system.files import make_directory, write_durable
from loudspeaker.system.home import Home

FOLDER = "demo"
PICTURE = "waveform.png"
_HEADER_BYTES = 44
_BYTES_PER_FRAME = 2
_NS = 1_000_000_000
ROW_HEIGHT_PX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the host's monotonic clock."""

    start_ns: int
    end_ns: int


def keep(home: Home, points: Sequence[tuple[int, str]], span: Span, *, title: str) -> list[Path]:
    """Cut every point's sound of that time, all on one time axis; return the files' paths.

    The picture is the last of them.  Raises StorageFailure.
    """
    folder = home.root / FOLDER
    make_directory(folder)
    tracks, kept = [], []
    for number, name in points:
        clip = Clip(samples=_heard(home, number, span), rate_hz=PROGRAMME_RATE_HZ)
        path = folder / _("point-{number:02d}.wav").format(number=number)
        write_durable(path, to_wav(clip))
        tracks.append(Track(clip=clip, label=f"{number} {name}"))
        kept.append(path)
    picture = folder / PICTURE
    write_durable(picture, draw_waveform(tracks, title=title, row_height_px=ROW_HEIGHT_PX))
    return [*kept, picture]


def _heard(home: Home, number: int, span: Span) -> Samples:
    """Return what a point made audible in that time; silence where it was shut."""
    track = np.zeros(_frames(span.end_ns - span.start_ns), dtype=np.float32)
    sound = home.village / "points" / f"{number:02d}.wav"
    for mono_ns, first_frame, frames in _stretches(sound.with_suffix(".jsonl"), span):
        at = max(0, _frames(mono_ns - span.start_ns))
        count = min(frames, len(track) - at)
        if count > 0:
            track[at : at + count] = from_int16_bytes(_read(sound, first_frame, count))
    return track


def _frames(duration_ns: int) -> int:
    return round(duration_ns * PROGRAMME_RATE_HZ / _NS)


def _stretches(index: Path, span: Span) -> Iterator[tuple[int, int, int]]:
    """Yield begin, first frame and length of each stretch that lies in the span."""
    if not index.exists():
        return
    for line in index.read_bytes().splitlines():
        stretch = json.loads(line)
        if span.start_ns <= stretch["mono_ns"] < span.end_ns:
            yield stretch["mono_ns"], stretch["first_frame"], stretch["frames"]


def _read(sound: Path, first_frame: int, frames: int) -> bytes:
    with sound.open("rb") as stream:
        stream.seek(_HEADER_BYTES + first_frame * _BYTES_PER_FRAME)
        return stream.read(frames * _BYTES_PER_FRAME)
