"""What is to be spoken: words with punctuation, phrase by phrase, and the pauses between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from loudspeaker.errors import TextRefused
from loudspeaker.speech.spoken import LONGEST_TEXT, has_words, syllables
from loudspeaker.text.script import Script

LONGEST_PAUSE_MS = 10_000
EMPHASIS_PACE = 0.9
SLOWEST_PHRASE = 0.8
FASTEST_PHRASE = 1.25
_SYLLABLES_A_SECOND = 3.4  # of the slowest voice shipped, its pauses for punctuation included


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words to speak in one breath, numbers and abbreviations written out, and a pause after.

    ``pace`` is a factor on the rendering's own; ``sounds`` tells engines how words of the phrase
    sound: words → engine → its notation.
    """

    text: str
    pause_ms: int = 0
    pace: float = 1.0
    sounds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.pause_ms <= LONGEST_PAUSE_MS:
            raise ValueError(f"pause_ms={self.pause_ms}")
        if not SLOWEST_PHRASE <= self.pace <= FASTEST_PHRASE:
            raise ValueError(f"pace={self.pace}")


def of_script(script: Script) -> tuple[Phrase, ...]:
    """Return what a voice has to say; the words that call people to listen are slower."""
    return tuple(
        Phrase(
            text=phrase.text,
            pause_ms=phrase.pause_ms,
            pace=EMPHASIS_PACE if phrase.emphasis else 1.0,
            sounds={words: hints for words, hints in script.sounds.items() if words in phrase.text},
        )
        for phrase in script.phrases
    )


def check_phrases(phrases: Sequence[Phrase]) -> None:
    """Raise TextRefused if there is nothing to say (``empty``) or too much (``too_long``)."""
    length = sum(len(phrase.text) for phrase in phrases)
    if length > LONGEST_TEXT:
        raise TextRefused(problem="too_long", length=length, limit=LONGEST_TEXT)
    if not any(has_words(phrase.text) for phrase in phrases):
        raise TextRefused(problem="empty")


def estimate_s(phrases: Iterable[Phrase], *, pace: float = 1.0) -> float:
    """Return about how long the phrases take to be heard, rather more than less."""
    counted = list(phrases)
    spoken = sum(syllables(phrase.text) for phrase in counted)
    pauses_ms = sum(phrase.pause_ms for phrase in counted)
    return spoken / (_SYLLABLES_A_SECOND * pace) + pauses_ms / 1000.0


def to_messages(phrases: Iterable[Phrase]) -> list[dict[str, Any]]:
    """Return the phrases as JSON-ready values."""
    return [asdict(phrase) for phrase in phrases]


def from_messages(messages: Iterable[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    """Return the phrases that ``to_messages`` described."""
    return tuple(Phrase(**message) for message in messages)
