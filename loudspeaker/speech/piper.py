"""Voices of Piper: text to phonemes by piper-tts, phonemes to sound by our own sessions."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from piper.config import PhonemeType, PiperConfig
from piper.phoneme_ids import phonemes_to_ids
from piper.phonemize_espeak import EspeakPhonemizer

from loudspeaker.audio.pcm import Clip
from loudspeaker.errors import ModelMissing, SpeechFailure
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak_library import LOCK, espeak_library
from loudspeaker.speech.installed import CONFIG_FILE, MODEL_FILE, read_record
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.pieces import cut_phonemes
from loudspeaker.speech.piper_graph import (
    Graph,
    Scales,
    SplitFiles,
    SplitGraph,
    WholeGraph,
    find_split,
)
from loudspeaker.speech.spoken import clean, has_words, with_sounds

PIECE_S = 10.0
_PHONEMES_A_SECOND = 24.0  # of a Vietnamese announcer, with stresses, tones and spaces


@dataclass(frozen=True, slots=True, kw_only=True)
class PiperFiles:
    """The files of an installed voice; without ``split`` the model is used whole."""

    model: Path
    config: Path
    split: SplitFiles | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PiperSpeech:
    """How to use a model; ``length_scale`` above 1 is slower, no ``speaker`` is its default."""

    speaker: int | None = None
    length_scale: float = 1.0
    noise_scale: float = 0.667
    noise_w: float = 0.8


def make(voice: Voice, folder: Path) -> PiperEngine:
    """Return the engine of a voice installed in ``folder``; raise ModelMissing if it is not."""
    options = {name: value for name, value in voice.options.items() if name not in voice.downloads}
    return PiperEngine(voice.id, PiperSpeech(**options), _installed_files(voice, folder))


def _installed_files(voice: Voice, folder: Path) -> PiperFiles:
    """Return the files, with the split graphs if they were made for this machine."""
    record = read_record(folder)
    if record is None or "model" not in record.files:
        raise ModelMissing(voice=voice.id)
    split = find_split(folder, record.files["model"].sha256)
    return PiperFiles(model=folder / MODEL_FILE, config=folder / CONFIG_FILE, split=split)


class PiperEngine:
    """Speaks with one Piper model."""

    deterministic = False  # the network draws noise

    def __init__(self, voice_id: str, speech: PiperSpeech, files: PiperFiles) -> None:
        self._id = voice_id
        self._speech = speech
        self._files = files
        self._loaded: _Loaded | None = None

    @property
    def rate_hz(self) -> int:
        """The model's rate."""
        return self._ready().config.sample_rate

    @property
    def is_split(self) -> bool:
        """Whether the first sound comes before the last is computed."""
        return isinstance(self._ready().graph, SplitGraph)

    def missing_phonemes(self, text: str) -> str:
        """Return the phonemes of the text that are not in the model's map."""
        loaded = self._ready()
        try:
            sentences = _phonemes(loaded.config, clean(text))
        except Exception as error:
            raise self._failure(error) from error
        known = set(loaded.config.phoneme_id_map)
        return "".join(sorted({p for sentence in sentences for p in sentence} - known))

    def load(self) -> None:
        """Read the configuration and the graphs."""
        self._ready()

    def speak(self, text: str, settings: SpeechSettings) -> Iterator[Clip]:
        """Yield chunk after chunk, piece after piece."""
        words = clean(text)
        if not has_words(words):
            return
        loaded = self._ready()
        try:
            scales = self._scales(loaded.config, settings)
            pieces = list(with_sounds(words, settings.sounds, "piper"))
            for numbers in _numbers(loaded.config, pieces, scales.length):
                yield from self._sound(loaded, numbers, scales, streamed=settings.streamed)
        except Exception as error:  # foreign files, and libraries without a common exception
            raise self._failure(error) from error

    def _ready(self) -> _Loaded:
        if self._loaded is None:
            self._check_files()
            with LOCK:
                espeak_library()  # a voice without its phonemiser is not ready either
            try:
                self._loaded = _load(self._files)
            except Exception as error:
                raise self._failure(error) from error
        return self._loaded

    def _check_files(self) -> None:
        if not (self._files.model.is_file() and self._files.config.is_file()):
            raise ModelMissing(voice=self._id)

    def _scales(self, config: PiperConfig, settings: SpeechSettings) -> Scales:
        return Scales(
            noise=self._speech.noise_scale,
            length=config.length_scale * self._speech.length_scale / settings.pace,
            noise_w=self._speech.noise_w,
        )

    def _sound(
        self, loaded: _Loaded, numbers: list[int], scales: Scales, *, streamed: bool
    ) -> Iterator[Clip]:
        speaker = self._speech.speaker
        chosen = loaded.config.default_speaker_id if speaker is None else speaker
        for samples in loaded.graph.sound(numbers, scales, chosen, streamed=streamed):
            if len(samples):
                yield Clip(samples=samples, rate_hz=loaded.config.sample_rate)

    def _failure(self, error: Exception) -> SpeechFailure:
        return SpeechFailure(voice=self._id, problem=f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    config: PiperConfig
    graph: Graph


class _Phonemizer(EspeakPhonemizer):
    """Piper's phonemiser on the library that is started already (``EspeakLibrary``)."""

    def __init__(self) -> None:  # its own would start the library again
        espeak_library()


def _load(files: PiperFiles) -> _Loaded:
    config = PiperConfig.from_dict(json.loads(files.config.read_bytes()))
    graph = SplitGraph(files.split) if files.split else WholeGraph(files.model)
    return _Loaded(config=config, graph=graph)


def _numbers(
    config: PiperConfig, pieces: Sequence[tuple[str, str | None]], length_scale: float
) -> Iterator[list[int]]:
    """Yield the numbers of each piece that is short enough for the model."""
    longest = max(1, round(PIECE_S * _PHONEMES_A_SECOND / length_scale))
    for sentence in _sounded(config, pieces):
        for piece in cut_phonemes(sentence, longest):
            if has_words("".join(piece)):
                yield phonemes_to_ids(piece, config.phoneme_id_map)


def _sounded(config: PiperConfig, pieces: Sequence[tuple[str, str | None]]) -> list[list[str]]:
    """Return the phonemes of each sentence, those of hints taken as they are."""
    sentences: list[list[str]] = [[]]
    for text, sounds in pieces:
        first, *others = [list(sounds)] if sounds else _phonemes(config, text) or [[]]
        gap = [" "] if sentences[-1] and first else []
        sentences[-1] += [*gap, *first]
        sentences += others
    return [sentence for sentence in sentences if sentence]


def _phonemes(config: PiperConfig, text: str) -> list[list[str]]:
    """Return the phonemes of each sentence."""
    if config.phoneme_type == PhonemeType.TEXT:
        return [list(unicodedata.normalize("NFD", text))]
    if config.phoneme_type != PhonemeType.ESPEAK:
        raise ValueError(f"phonemes of kind {config.phoneme_type}")
    with LOCK:
        phonemizer = _Phonemizer()
        sentences: list[list[str]] = phonemizer.phonemize(
            config.espeak_voice, text, config.vowel_clusters
        )
    return sentences
