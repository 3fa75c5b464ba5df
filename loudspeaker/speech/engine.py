"""What every text-to-speech engine does, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from loudspeaker.audio.pcm import Clip

SLOWEST_PACE = 0.5
FASTEST_PACE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSettings:
    """Wishes for one rendering; ``pace`` is a factor on the voice's own, larger is faster.

    ``streamed`` False tells an engine that only the whole is of use: small first chunks cost a
    neural voice about a tenth of its speed.  ``sounds`` tells how certain words sound: words →
    engine → its notation; an engine without such hints speaks the words.
    """

    pace: float = 1.0
    streamed: bool = True
    sounds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not SLOWEST_PACE <= self.pace <= FASTEST_PACE:
            raise ValueError(f"pace={self.pace}")


class Engine(Protocol):
    """A voice that speaks.  One thread uses it; nothing else of its process speaks meanwhile.

    ``load`` and ``speak`` raise SpeechFailure (the engine does not work), ModelMissing (it is
    not installed) or TextRefused (too long), and nothing else.
    """

    @property
    def rate_hz(self) -> int:
        """The rate of all chunks, known after ``load``."""
        ...

    @property
    def deterministic(self) -> bool:
        """Whether the same text and settings always give the same samples."""
        ...

    def load(self) -> None:
        """Get ready to speak at once; a second call does nothing."""
        ...

    def speak(self, text: str, settings: SpeechSettings) -> Iterator[Clip]:
        """Yield the speech in chunks as they become ready, each mono and not empty.

        The text is spoken words with punctuation; it is cleaned (``spoken``) here, so any text
        is safe.  Text without anything to say yields no chunk.  Closing the iterator early stops
        the work.
        """
        ...


@runtime_checkable
class ModelEngine(Engine, Protocol):
    """An engine that speaks from a neural model, with what is worth knowing of the model."""

    @property
    def is_split(self) -> bool:
        """Whether the first sound comes before the last is computed."""
        ...

    def missing_phonemes(self, text: str) -> str:
        """Return the sounds of the text that the model does not know and leaves out, sorted.

        Digits among them are tones: such a model says má, mà and ma alike.
        """
        ...
