"""How an announcement is put together: opening, readings in each language, gaps between them.

``readings`` and ``announcement`` know nothing of announcements but their parts: a bulletin of
several under one chime is the same, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from loudspeaker.model.languages import VIETNAMESE, is_spoken
from loudspeaker.model.parts import Part, by_language
from loudspeaker.model.siren import Siren
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind

ATTENTION_S = 5.0
AFTER_OPENING_MS = 500
BETWEEN_PARTS_MS = 700
BETWEEN_LANGUAGES_MS = 1000


def gap(milliseconds: int) -> Cue:
    """Return a stretch of silence (at least one frame)."""
    frames = max(1, milliseconds * PROGRAMME_RATE_HZ // 1000)
    return Cue(kind=CueKind.GAP, frames=frames)


def pattern(blast: Cue, siren: Siren) -> tuple[Cue, ...]:
    """Return a siren: one blast as often as it is to sound, with silence between."""
    rest = (gap(siren.gap_s * 1000), blast) if siren.gap_s else (blast,)
    return (blast, *rest * (siren.blasts - 1))


def with_opening(opening: Cue | None) -> tuple[Cue, ...]:
    """Return the chime or attention tone and the short silence after it."""
    return () if opening is None else (opening, gap(AFTER_OPENING_MS))


def repeats(speech: Sequence[Cue], *, repeat: int, gap_ms: int) -> tuple[Cue, ...]:
    """Return what follows the first reading: gap and speech, for each further one."""
    return tuple(cue for _ in range(repeat - 1) for cue in (gap(gap_ms), *speech))


def joined(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return the parts of one reading with short gaps between them."""
    between = gap(BETWEEN_PARTS_MS)
    spaced = [each for cue in cues for each in (between, cue)]
    return tuple(spaced[1:])


def readings(parts: Sequence[Part], cue_of: Callable[[Part], Cue]) -> Mapping[str, tuple[Cue, ...]]:
    """Return language → one reading of all its parts, Vietnamese first; raises as ``cue_of``."""
    return {
        language: joined([cue_of(part) for part in mine])
        for language, mine in by_language(parts).items()
    }


def announcement(
    found: Mapping[str, Sequence[Cue]], *, repeat: int, gap_ms: int
) -> tuple[Cue, ...]:
    """Return the Vietnamese so often, then each other language so often."""
    first = tuple(found.get(VIETNAMESE, ()))
    again = repeats(first, repeat=repeat, gap_ms=gap_ms) if first else ()
    return (*first, *again, *following(found, repeat=repeat, gap_ms=gap_ms))


def following(found: Mapping[str, Sequence[Cue]], *, repeat: int, gap_ms: int) -> tuple[Cue, ...]:
    """Return what comes after the Vietnamese; every cue of it knows its language."""
    cues: list[Cue] = []
    for language, speech in found.items():
        if not is_spoken(language):
            whole = (*speech, *repeats(speech, repeat=repeat, gap_ms=gap_ms))
            block = (gap(BETWEEN_LANGUAGES_MS), *whole)
            cues += [replace(cue, language=language) for cue in block]
    return tuple(cues)
