"""The chimes of a station: built-in ones, and sound files of its own under ``chimes/``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from loudspeaker.audio.names import CHIME_NAMES
from loudspeaker.system.home import Home

ENDINGS: Final = (".wav", ".mp3", ".ogg", ".m4a")


def own_chimes(home: Home) -> Mapping[str, Path]:
    """Return name → file; of several files of one name the first by ``ENDINGS``."""
    found: dict[str, Path] = {}
    for ending in reversed(ENDINGS):
        found |= {path.stem: path for path in sorted(home.chimes.glob(f"*{ending}"))}
    return found


def chime_names(home: Home) -> list[str]:
    """Return every name that ``chime`` in ``station.yaml`` may have."""
    return [*CHIME_NAMES, *own_chimes(home)]
