"""A voice that needs no time: a level tone, longer for more words."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from pathlib import Path

from loudspeaker.audio.wav_header import build_header
from loudspeaker.errors import LoudspeakerError, SoundRefused
from loudspeaker.rundown import PROGRAMME_RATE_HZ
from loudspeaker.speech.early import EarlySpeech, OnPhrase
from loudspeaker.speech.manifest import Licence, Voice
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.rendered import RenderedClip, RenderedPhrase, SoundFile

LEVEL = 1000
SECONDS_A_WORD = 0.25


def manifest(name: str) -> Voice:
    """Return a voice that is quick enough to be on air while it speaks."""
    return Voice(
        id=name,
        title=name,
        language="vi",
        licence=Licence(name="GPL-3.0-or-later"),
        engine="tone",
        options={},
        gain_db=0.0,
        real_time_factor=0.1,
    )


def length_s(text: str) -> float:
    """Return how long the voice speaks."""
    return max(1, len(text.split())) * SECONDS_A_WORD


class LevelVoice:
    """Speaks at once; ``broken`` is what it fails with meanwhile."""

    def __init__(self, clips: Path) -> None:
        self._clips = clips
        self.broken: LoudspeakerError | None = None

    def installed(self, voice: Voice) -> Voice:
        """Return the voice."""
        return voice

    def _sound(self, seconds: float) -> SoundFile:
        if self.broken is not None:
            raise self.broken
        frames = round(seconds * PROGRAMME_RATE_HZ)
        header = build_header(frames=frames, rate_hz=PROGRAMME_RATE_HZ)
        data = header + array("h", [LEVEL]).tobytes() * frames
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._clips / f"{sha256}.wav"
        if not path.exists():
            path.write_bytes(data)
        return SoundFile(sha256=sha256, frames=frames)

    def clip(
        self, phrases: Sequence[Phrase], voice: Voice, *, quieter_db: float = 0.0
    ) -> RenderedClip:
        """Return all phrases in one file."""
        del voice, quieter_db
        file = self._sound(sum(length_s(phrase.text) for phrase in phrases))
        return RenderedClip(file=file, loudness_lufs=-16, true_peak_dbtp=-1, real_time_factor=0.1)

    def phrases(
        self,
        phrases: Sequence[Phrase],
        voice: Voice,
        on_phrase: OnPhrase,
        *,
        head_start_s: float = 0.0,
    ) -> EarlySpeech:
        """Tell of each phrase, one after the other."""
        del voice, head_start_s
        made = []
        for index, phrase in enumerate(phrases):
            made.append(RenderedPhrase(index=index, file=self._sound(length_s(phrase.text))))
            on_phrase(made[-1])
        return EarlySpeech(phrases=tuple(made))

    def chime(self, name: str) -> SoundFile:
        """Return two seconds."""
        del name
        return self._sound(2.0)

    def siren(self, sound: str, seconds: int) -> SoundFile:
        """Return so much."""
        del sound
        return self._sound(seconds)

    def attention(self, seconds: float, *, drill: bool = False) -> SoundFile:
        """Return so much."""
        del drill
        return self._sound(seconds)

    def read_sound(self, path: Path) -> SoundFile:
        """Refuse: nobody brings files here."""
        raise SoundRefused(path=str(path), problem="none")

    def read_recording(self, path: Path, folder: Path) -> SoundFile:
        """Refuse, as above."""
        del folder
        raise SoundRefused(path=str(path), problem="none")
