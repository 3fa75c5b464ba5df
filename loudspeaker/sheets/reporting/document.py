"""A report as headings, sentences and tables, whatever paper it comes upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

Cell = str | int | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: its heading and its share of the width."""

    text: str
    share: int
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with sentences, and a table if it has columns; ``last`` is the row of sums."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    columns: tuple[Head, ...] = ()
    rows: tuple[Sequence[Cell], ...] = ()
    last: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole, with what stands above, below and at the foot of every page."""

    station: str
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    made: str
    signatures: tuple[tuple[str, str], ...]
    footer: str


def shown(cell: Cell) -> str:
    """Return a cell as text; lengths as ``1:05:30``, to the second."""
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return str(cell)
