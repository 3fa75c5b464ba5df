"""What is proposed for a field, where it stands, and how sure it is; the person confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from loudspeaker.plugins.documents.reading.cells import Cell
from loudspeaker.plugins.documents.reading.values import Source

LONGEST: Final = 500
"""Characters of a summary; recipients are told as far as that."""


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
    """Return the proposal of a value that those cells tell; none for an empty one.

    What is longer than any field of NĐ 30/2020, appendix VI, is cut, and a guess.
    """
    if not value:
        return None
    sources = tuple(cell.source for cell in cells)
    if len(value) > LONGEST:
        return Proposed(value=value[:LONGEST].rstrip(), sure=Sure.GUESS, sources=sources)
    return Proposed(value=value, sure=sure, sources=sources)


def proposed_of(values: Mapping[str, Any] | None) -> Proposed | None:
    """Return what ``Proposed.to_values`` told; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    sources = tuple(Source(page=p, start=s, end=e) for p, s, e in values["sources"])
    return Proposed(value=values["value"], sure=Sure(values["sure"]), sources=sources)
