"""How an announcement is put together: opening, speech, gap, speech again."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.model.siren import Siren
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind

ATTENTION_S = 5.0
AFTER_OPENING_MS = 500


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
