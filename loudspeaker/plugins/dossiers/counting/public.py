"""Totals as everybody may see them: cells under five are hidden, and cannot be reckoned back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FEWEST: Final = 5

Cell = int | None
"""A number, or None for one that is hidden."""


def shown(cells: Sequence[int], *, fewest: int = FEWEST) -> tuple[tuple[Cell, ...], Cell]:
    """Return cells of one kind and their total as they may be shown together.

    Where a cell is hidden the total is, too: the total less what is shown would tell it.  (Hiding
    a second cell instead does not help: who knows the rule reckons back which one it was.)  Nothing
    else that the cells add up to may stand beside them.
    """
    told = tuple(cell if cell >= fewest else None for cell in cells)
    return told, None if None in told or not told else sum(cells)
