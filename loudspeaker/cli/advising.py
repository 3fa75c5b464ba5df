"""What ``station.yaml`` may say and should be thought about: told wherever it comes into force."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.output import note
from loudspeaker.config.station import StationConfig
from loudspeaker.sentences.advice import advice


def facts_of(station: StationConfig) -> list[dict[str, Any]]:
    """Return the warnings as JSON-ready values."""
    return [
        {"advice": warning.advice.value, "file": warning.file, "line": warning.line}
        for warning in station.warnings
    ]


def note_advice(station: StationConfig) -> None:
    """Write the warnings to standard error, a line each."""
    for facts in facts_of(station):
        note(advice(facts))
