"""What is proposed for a field, where it stands, and how sure it is; the person confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from loudspeaker.plugins.documents.reading.cells import Cell
from loudspeaker.plugins.documents.reading.values import Source


class Sure(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    """It stands in its own place and has the form that the rules ask for."""
    LIKELY = "likely"
    """Either its place or its form is not the usual one."""
    GUESS = "guess"
    """It was inferred from something else."""

    @property
    def label(self) -> str:
        """Return the word that people read."""
        return {"certain": "chắc", "likely": "có thể", "guess": "đoán"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A field's value as text (a date in ISO form) and the pieces of the pages that it is of."""

    value: str
    sure: Sure
    sources: tuple[Source, ...]

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        rows = [[each.page, each.start, each.end] for each in self.sources]
        return {"value": self.value, "sure": self.sure.value, "sources": rows}


def proposed(value: str, sure: Sure, cells: Sequence[Cell]) -> Proposed | None:
    """Return the proposal of a value that those cells tell; none for an empty one."""
    if not value:
        return None
    return Proposed(value=value, sure=sure, sources=tuple(cell.source for cell in cells))


def proposed_of(values: Mapping[str, Any] | None) -> Proposed | None:
    """Return what ``Proposed.to_values`` told; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    sources = tuple(Source(page=p, start=s, end=e) for p, s, e in values["sources"])
    return Proposed(value=values["value"], sure=Sure(values["sure"]), sources=sources)
