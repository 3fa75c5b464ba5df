"""The script: what the voice says, cut into sentences and phrases, as a value to approve and hash.

A phrase is what an engine renders at once.  The very first is short, so that speech can begin
while the rest is still being made; the others are as long as engines do well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

FORM: Final = 1
FIRST_SYLLABLES: Final = 12
MOST_SYLLABLES: Final = 40
SYLLABLES_A_SECOND: Final = 4.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Spoken words in small letters with pause marks, and the silence behind them.

    ``start`` and ``end`` are positions in the prepared text; ``emphasis`` is for the words that
    call people to listen.
    """

    text: str
    pause_ms: int
    start: int
    end: int
    emphasis: bool = False

    @property
    def syllables(self) -> int:
        """Return how many syllables are spoken: in Vietnamese every written word is one."""
        return len(self.text.split())

    @property
    def duration_s(self) -> float:
        """Return about how long it takes, with its pause."""
        return self.syllables / SYLLABLES_A_SECOND + self.pause_ms / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Phrases up to a full stop."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole announcement; ``text_sha256`` is of the prepared text, UTF-8.

    ``sounds`` are hints for engines, from the commune's own words: reading → engine → sounds.
    """

    sentences: tuple[Sentence, ...]
    text_sha256: str
    sounds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def phrases(self) -> Iterator[Phrase]:
        """Yield every phrase in order."""
        return (phrase for sentence in self.sentences for phrase in sentence.phrases)

    @property
    def spoken(self) -> str:
        """Return the whole as one line."""
        return " ".join(phrase.text for phrase in self.phrases)

    @property
    def duration_s(self) -> float:
        """Return about how long it takes to say it once."""
        return sum(phrase.duration_s for phrase in self.phrases)

    @property
    def sha256(self) -> str:
        """Return the hash of the canonical form: the same words and pauses, the same hash."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """Return the one JSON form that is hashed."""
        values = self.to_values()
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return text.encode()

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        values: dict[str, Any] = {
            "form": FORM,
            "text_sha256": self.text_sha256,
            "sentences": [[_row(phrase) for phrase in s.phrases] for s in self.sentences],
        }
        if self.sounds:
            values["sounds"] = {reading: dict(hints) for reading, hints in self.sounds.items()}
        return values


def script_from_values(values: Mapping[str, Any]) -> Script:
    """Read what ``Script.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    if values["form"] != FORM:
        raise ValueError(f"script of form {values['form']!r}")
    return Script(
        sentences=tuple(
            Sentence(phrases=tuple(_phrase(row) for row in rows)) for rows in values["sentences"]
        ),
        text_sha256=str(values["text_sha256"]),
        sounds=_sounds(values.get("sounds", {})),
    )


def _sounds(values: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {
        str(reading): {str(engine): str(hint) for engine, hint in hints.items()}
        for reading, hints in values.items()
    }


def _row(phrase: Phrase) -> list[Any]:
    row = [phrase.text, phrase.pause_ms, phrase.start, phrase.end]
    return [*row, True] if phrase.emphasis else row


def _phrase(row: Sequence[Any]) -> Phrase:
    text, pause_ms, start, end, *emphasis = row
    if (
        emphasis not in ([], [True])
        or not isinstance(text, str)
        or not all(isinstance(number, int) and number >= 0 for number in (pause_ms, start, end))
    ):
        raise ValueError(f"phrase {row!r}"[:100])
    return Phrase(
        text=text, pause_ms=pause_ms, start=start, end=end, emphasis=bool(emphasis)
    )  # fmt: skip
