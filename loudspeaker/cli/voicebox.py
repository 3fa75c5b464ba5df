"""Speech made by the command line itself: for listening, never for the air.

The child is our own and holds no transmitter; what it makes lies in a folder of its own, so that
the station's store of finished sound has one owner.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import Clip, concatenate, silence
from loudspeaker.audio.wav import read_wav
from loudspeaker.bootstrap.init import require_home
from loudspeaker.bootstrap.voices import EMBEDDED, voice_named
from loudspeaker.model import Priority
from loudspeaker.speech.cache import ClipCache
from loudspeaker.speech.client import SpeechClient
from loudspeaker.speech.phrases import of_script
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.station.cues import AFTER_OPENING_MS, BETWEEN_PARTS_MS
from loudspeaker.station.sounds import ATTENTION_S
from loudspeaker.system.files import reading, storage_errors
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn
from loudspeaker.text.script import Script


@dataclass(frozen=True, slots=True)
class Voicebox:
    """A speech client and where its sound is, for as long as the ``with`` block lasts."""

    client: SpeechClient
    cache: ClipCache

    def read(self, file: SoundFile) -> Clip:
        """Return the samples of a file that the client made."""
        return read_wav(self.cache.verify(file.sha256).read_bytes())


@contextmanager
def open_voicebox(home: Home) -> Iterator[Voicebox]:
    """Give a client with a child of its own; raise ConfigurationRefused without a home."""
    require_home(home)
    with (
        storage_errors(home.run),
        tempfile.TemporaryDirectory(dir=home.run, prefix="preview-") as folder,
    ):
        start = partial(_start, home)
        embedded = voice_named(home, EMBEDDED)
        cache = ClipCache(Path(folder))
        client = SpeechClient(home.root, start, embedded=embedded, cache=cache)
        try:
            yield Voicebox(client, cache)
        finally:
            client.close()


def _start(home: Home) -> subprocess.Popen[bytes]:
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    return spawn("speech", home.root, stdin=pipe, stdout=pipe, stderr=quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be heard; ``chime`` None for none before the speech.

    ``concerns`` is what plug-ins say of it, as far as that was asked for.
    ``parts`` are there where it is not the script alone: scripts and files in their order.
    """

    script: Script
    voice: str
    priority: Priority
    chime: str | None
    concerns: Sequence[Mapping[str, Any]] = ()
    parts: tuple[Script | Path, ...] = ()


def render(home: Home, wanted: Wanted) -> Clip:
    """Return the opening and the speech once, as they will sound on air.

    Raises what ``SpeechClient.clip`` does and ConfigurationRefused for an unknown voice.
    """
    voice = voice_named(home, wanted.voice)
    with open_voicebox(home) as box:
        opening = _opening(box.client, wanted)

        def heard(part: Script | Path) -> Clip:
            if isinstance(part, Path):
                return read_wav(_bytes_of(part), name=part.name)
            return box.read(box.client.clip(of_script(part), voice).file)

        clips = [heard(part) for part in wanted.parts or (wanted.script,)]
        return _joined(box.read(opening) if opening else None, _spaced(clips))


def _bytes_of(path: Path) -> bytes:
    with reading(path) as source:
        return source.read()


def _spaced(clips: Sequence[Clip]) -> Clip:
    """Return the parts as they follow each other in one reading."""
    rate_hz = clips[0].rate_hz
    gap = silence(BETWEEN_PARTS_MS, rate_hz)
    pieces = [piece for clip in clips for piece in (gap, clip.samples)]
    return Clip(samples=concatenate(pieces[1:]), rate_hz=rate_hz)


def _opening(client: SpeechClient, wanted: Wanted) -> SoundFile | None:
    if wanted.priority is Priority.EMERGENCY:
        return client.attention(ATTENTION_S)
    return client.chime(wanted.chime) if wanted.chime else None


def _joined(opening: Clip | None, speech: Clip) -> Clip:
    if opening is None:
        return speech
    gap = silence(AFTER_OPENING_MS, speech.rate_hz)
    samples = concatenate([opening.samples, gap, speech.samples])
    return Clip(samples=samples, rate_hz=speech.rate_hz)
