"""Phrases to finished sound files, with one engine; what is silent or broken is a failure."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from loudspeaker.audio.finish import FinishedClip, Piece, finish, finish_phrase
from loudspeaker.audio.pcm import Clip, concatenate, silence, with_gain
from loudspeaker.audio.wav import to_wav
from loudspeaker.errors import SoundRefused, SpeechFailure
from loudspeaker.speech.engine import FASTEST_PACE, SLOWEST_PACE, Engine, SpeechSettings
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.rendered import RenderedClip, SoundFile
from loudspeaker.speech.spoken import has_words
from loudspeaker.system.files import store_content


class Renderer:
    """Renders with one loaded engine into one folder."""

    def __init__(self, engine: Engine, *, voice: str, folder: Path) -> None:
        self._engine = engine
        self._voice = voice
        self._folder = folder

    def clip(
        self, phrases: Sequence[Phrase], settings: SpeechSettings, *, quieter_db: float = 0.0
    ) -> RenderedClip:
        """Speak everything, then level it as a whole, ``quieter_db`` below announcements.

        A phrase without a word only adds its pause.  Raises SpeechFailure, StorageFailure.
        """
        started = time.perf_counter()
        pieces = [
            Piece(clip=self._speech(phrase, settings), pause_after_ms=float(pause_ms))
            for _, phrase, pause_ms in _with_words(phrases)
        ]
        worked_s = time.perf_counter() - started
        finished = self._finished(pieces)
        spoken_s = sum(piece.clip.duration_ms for piece in pieces) / 1000.0
        samples = with_gain(finished.clip.samples, -quieter_db)
        return RenderedClip(
            file=store(self._folder, replace(finished.clip, samples=samples)),
            loudness_lufs=finished.loudness_lufs - quieter_db,
            true_peak_dbtp=finished.true_peak_dbtp - quieter_db,
            real_time_factor=worked_s / spoken_s,
        )

    def phrases(
        self, phrases: Sequence[Phrase], settings: SpeechSettings, gain_db: float | None
    ) -> Iterator[tuple[int, SoundFile]]:
        """Yield the number and the file of each phrase with words, as soon as it is on disk.

        Each file ends with its pause, so that the files only need to follow each other.  Without
        a calibrated gain the first phrase's own serves them all.
        """
        for index, phrase, pause_ms in _with_words(phrases):
            speech = self._speech(phrase, settings)
            if gain_db is None:
                gain_db = self._finished([Piece(clip=speech)]).gain_db
            finished = self._finished_phrase(speech, gain_db)
            samples = concatenate([finished.clip.samples, silence(pause_ms)])
            yield index, store(self._folder, Clip(samples=samples, rate_hz=finished.clip.rate_hz))

    def _speech(self, phrase: Phrase, settings: SpeechSettings) -> Clip:
        pace = min(max(settings.pace * phrase.pace, SLOWEST_PACE), FASTEST_PACE)
        own = replace(settings, pace=pace, sounds=phrase.sounds, streamed=False)
        chunks = list(self._engine.speak(phrase.text, own))
        if not chunks:
            raise SpeechFailure(voice=self._voice, problem="empty")
        samples = concatenate(chunk.samples for chunk in chunks)
        return Clip(samples=samples, rate_hz=self._engine.rate_hz)

    def _finished(self, pieces: Sequence[Piece]) -> FinishedClip:
        try:
            return finish(pieces)
        except SoundRefused as refused:
            raise self._failure(refused) from refused

    def _finished_phrase(self, speech: Clip, gain_db: float) -> FinishedClip:
        try:
            return finish_phrase(speech, gain_db)
        except SoundRefused as refused:
            raise self._failure(refused) from refused

    def _failure(self, refused: SoundRefused) -> SpeechFailure:
        return SpeechFailure(
            voice=self._voice, problem=f"{refused.problem} {refused.measured}".strip()
        )


def store(folder: Path, clip: Clip) -> SoundFile:
    """Keep a finished clip under its hash, durably; raise StorageFailure."""
    return SoundFile(sha256=store_content(folder, to_wav(clip), ".wav"), frames=clip.frames)


def _with_words(phrases: Sequence[Phrase]) -> Iterator[tuple[int, Phrase, int]]:
    """Yield the phrases that have words, each with its pause and those of wordless ones after."""
    numbered = [(i, phrase) for i, phrase in enumerate(phrases) if has_words(phrase.text)]
    ends = [i for i, _ in numbered[1:]] + [len(phrases)]
    for (index, phrase), end in zip(numbered, ends, strict=True):
        yield index, phrase, sum(other.pause_ms for other in phrases[index:end])
