"""The voice that is always there: Vietnamese espeak-ng, no model, nothing to download."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from loudspeaker.audio.pcm import Clip, from_int16_bytes
from loudspeaker.errors import SpeechFailure
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak_library import LOCK, EspeakLibrary, espeak_library
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.spoken import clean, has_words, with_sounds

SLOWEST_WPM = 80  # what espeak-ng accepts
FASTEST_WPM = 450

_RATE, _VOLUME, _PITCH, _RANGE, _PUNCTUATION, _CAPITALS, _WORD_GAP = range(1, 8)
_UNCLIPPED_VOLUME = 50  # of 200; from 75 on single samples of these voices reach full scale
_VOICE_NAME = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")
_VARIANT_NAME = re.compile(r"[A-Za-z0-9]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakSpeech:
    """A voice of espeak-ng: ``variant`` changes its timbre, ``pitch`` is 0–99."""

    voice: str
    variant: str | None = None
    words_per_minute: int = 150
    pitch: int = 50

    @property
    def full_name(self) -> str:
        """The name as espeak-ng wants it, such as ``vi+f2``."""
        return self.voice if self.variant is None else f"{self.voice}+{self.variant}"


def make(voice: Voice, _folder: Path) -> EspeakEngine:
    """Return the engine of a voice; it needs no files of its own."""
    return EspeakEngine(EspeakSpeech(**voice.options))


class EspeakEngine:
    """Speaks with one voice of the library inside piper-tts."""

    deterministic = False  # lengths differ by up to some milliseconds from run to run

    def __init__(self, voice: EspeakSpeech) -> None:
        self._voice = voice
        self._library: EspeakLibrary | None = None

    @property
    def rate_hz(self) -> int:
        """The library's rate."""
        return self._loaded().rate_hz

    def load(self) -> None:
        """Load the library and check that it has the voice."""
        with LOCK:
            if self._library is None:
                library = espeak_library()
                _check_names(self._voice, library)
                library.set_voice(self._voice.full_name, {})
                self._library = library

    def speak(self, text: str, settings: SpeechSettings) -> Iterator[Clip]:
        """Yield what the library's callback brings, while it is still speaking."""
        words = clean(text)
        if not has_words(words):
            return
        library = self._loaded()
        pieces = with_sounds(words, settings.sounds, "espeak")
        written = "".join(f"[[{sounds}]]" if sounds else text for text, sounds in pieces)
        with closing(_Synthesis(library, self._voice, written, settings)) as synthesis:
            for samples in synthesis:
                yield Clip(samples=from_int16_bytes(samples), rate_hz=library.rate_hz)

    def _loaded(self) -> EspeakLibrary:
        self.load()
        assert self._library is not None
        return self._library


class _Synthesis:
    """One text on its way: the library speaks in a thread, because it calls back."""

    def __init__(
        self, library: EspeakLibrary, voice: EspeakSpeech, text: str, settings: SpeechSettings
    ) -> None:
        self._results: SimpleQueue[bytes | BaseException | None] = SimpleQueue()
        self._wanted = True
        self._thread = threading.Thread(
            target=self._run,
            args=(library, voice, text, settings),
            name="espeak",
            daemon=True,
        )
        self._thread.start()

    def __iter__(self) -> Iterator[bytes]:
        while (result := self._results.get()) is not None:
            if isinstance(result, BaseException):
                raise result
            yield result

    def close(self) -> None:
        """Stop at the next callback."""
        self._wanted = False
        self._thread.join()

    def _run(
        self, library: EspeakLibrary, voice: EspeakSpeech, text: str, settings: SpeechSettings
    ) -> None:
        try:
            with LOCK:
                library.set_voice(voice.full_name, _parameters(voice, settings))
                library.synthesise(text, self._take)
            self._results.put(None)
        except BaseException as error:  # noqa: BLE001  raised again by the one who listens
            self._results.put(error)

    def _take(self, samples: bytes) -> bool:
        self._results.put(samples)
        return self._wanted


def _parameters(voice: EspeakSpeech, settings: SpeechSettings) -> dict[int, int]:
    pace = round(voice.words_per_minute * settings.pace)
    return {
        _RATE: max(SLOWEST_WPM, min(FASTEST_WPM, pace)),
        _VOLUME: _UNCLIPPED_VOLUME,
        _PITCH: voice.pitch,
        _RANGE: 50,
        _PUNCTUATION: 0,
        _CAPITALS: 0,
        _WORD_GAP: 0,
    }


def _check_names(voice: EspeakSpeech, library: EspeakLibrary) -> None:
    """Refuse what espeak-ng would silently take for something else."""
    if not _VOICE_NAME.fullmatch(voice.voice):
        raise SpeechFailure(voice=voice.voice, problem="not a name of espeak-ng")
    if voice.variant is None:
        return
    known = _VARIANT_NAME.fullmatch(voice.variant)
    if not known or not (library.voices_folder / voice.variant).is_file():
        raise SpeechFailure(voice=voice.full_name, problem="espeak-ng has no such variant")
