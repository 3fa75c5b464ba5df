"""The table ``siren``, in templates and in ``station.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.config.reader import Section
from loudspeaker.model.settings import Misfit, Setting, Table, choice, whole
from loudspeaker.model.siren import (
    LONGEST_BLAST_S,
    LONGEST_GAP_S,
    LONGEST_S,
    MOST_BLASTS,
    SHORTEST_BLAST_S,
    Siren,
    SirenSound,
)


def _check(values: Mapping[str, Any]) -> Misfit | None:
    if _siren(values).seconds > LONGEST_S:
        return Misfit("blasts", f"at most {LONGEST_S} s in all, silence included")
    return None


SIREN_KEYS = Table(
    (
        Setting("sound", choice(SirenSound)),
        Setting("blasts", whole(1, MOST_BLASTS), default=1),
        Setting("blast_s", whole(SHORTEST_BLAST_S, LONGEST_BLAST_S), default=5),
        Setting("gap_s", whole(0, LONGEST_GAP_S), default=0),
    ),
    check=_check,
)


def read_siren(section: Section | None) -> Siren | None:
    """Return the pattern of a table; None where none is written."""
    return None if section is None else _siren(section)


def _siren(values: Mapping[str, Any]) -> Siren:
    return Siren(
        sound=SirenSound(values["sound"]),
        blasts=values["blasts"],
        blast_s=values["blast_s"],
        gap_s=values["gap_s"],
    )
