"""An announcement of several parts: what is read, what is played, and what may not be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from loudspeaker.errors import LanguageRefused
from loudspeaker.model import PointPlan
from loudspeaker.model.languages import VIETNAMESE
from loudspeaker.model.parts import Part, Recorded, Spoken
from loudspeaker.text.reading import Reading
from loudspeaker.text.script import Script, Sentence, script_from_values

BETWEEN_TEXTS: Final = "\n\n"
AskedPart = str | Recorded
"""A Vietnamese text as it was typed, or a recording that has been read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """All that the voice reads, and the parts; none where a text is all there is."""

    text: str
    script: dict[str, Any]
    parts: tuple[Part, ...]


def compose(asked: Sequence[AskedPart], read: Callable[[str], Reading]) -> Composed:
    """Return the parts with the texts among them read; what ``read`` raises, LanguageRefused."""
    parts = tuple(part if isinstance(part, Recorded) else _spoken(read(part)) for part in asked)
    if all(part.language != VIETNAMESE for part in parts):
        raise LanguageRefused(language=VIETNAMESE, problem="no_vietnamese")
    spoken = [part for part in parts if isinstance(part, Spoken)]
    if len(spoken) == len(parts) == 1:
        return Composed(text=spoken[0].text, script=spoken[0].script, parts=())
    text = BETWEEN_TEXTS.join(part.text for part in spoken)
    return Composed(text=text, script=_together(spoken, text).to_values(), parts=parts)


def _spoken(reading: Reading) -> Spoken:
    return Spoken(text=reading.text, script=reading.script.to_values())


def _together(spoken: Iterable[Spoken], text: str) -> Script:
    """Return the scripts of several texts as one of the joined text."""
    sentences: list[Sentence] = []
    sounds: dict[str, Any] = {}
    start = 0
    for part in spoken:
        script = script_from_values(part.script)
        sentences += [_moved(sentence, start) for sentence in script.sentences]
        sounds |= script.sounds
        start += len(part.text) + len(BETWEEN_TEXTS)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Script(sentences=tuple(sentences), text_sha256=digest, sounds=sounds)


def _moved(sentence: Sentence, by: int) -> Sentence:
    moved = (replace(p, start=p.start + by, end=p.end + by) for p in sentence.phrases)
    return Sentence(phrases=tuple(moved))


def takers(
    parts: Iterable[Part], points: tuple[int, ...], plan: PointPlan
) -> dict[str, tuple[int, ...]]:
    """Return for each language that not all of the points take which of them do."""
    languages = dict.fromkeys(part.language for part in parts)
    found = {language: plan.taking(language, points) for language in languages}
    return {language: numbers for language, numbers in found.items() if numbers != points}


def require_takers(parts: Iterable[Part], points: tuple[int, ...], plan: PointPlan) -> None:
    """Raise LanguageRefused for a language that nobody would hear."""
    for language, numbers in takers(parts, points, plan).items():
        if not numbers:
            raise LanguageRefused(language=language, problem="nobody")
